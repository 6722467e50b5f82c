import { readHealth, troublesOf } from '@nightlight/audit'
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import type { AppDeps } from '../app.ts'
import { checksOfLastHour, crawlsDue, matcherStates, noticesDue, ping } from '../counts-store.ts'
import type { Counts } from '../counts.ts'
import { sendPage } from '../console/reply-page.ts'
import { problem } from '../errors.ts'
import { retentionGauges } from '../retention/retention-gauges.ts'
import { attentionGauges } from './attention-gauges.ts'
import { referencePage, type Description } from '../reference-page.ts'
import type { App } from '../validation.ts'

const READY_MS = 2_000

type CountingDeps = AppDeps & { counts: () => Promise<Counts> }

/** What an operator's machinery asks; counts only, open to whoever reaches the port. */
export const operationRoutes = (deps: CountingDeps) => async (app: App) => {
  const metrics = createMetrics(deps)
  const config = { access: 'public' } as const
  const schema = { hide: true }

  app.get('/healthz', { config, schema }, async () => ({ status: 'ok' }))

  app.get('/readyz', { config, schema }, async (_request, reply) => {
    const troubles = await answersInTime(troublesOfLog(deps))
    // Whoever watches is told; requests are served all the same, so that no balancer turns reports away.
    if (troubles) return { status: 'ready', log: troubles.length === 0 ? 'well' : troubles }
    return reply.code(503).type('application/problem+json').send(problem(503, 'not-ready'))
  })

  app.get('/metrics', { config, schema }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )

  // Of records that third parties verify: public, so that it can be compared by another way.
  app.get('/record-key', { config, schema }, async () => {
    const { keyId, publicKey } = deps.signer
    return { algorithm: 'Ed25519', keyId, publicKey }
  })

  app.get('/openapi.json', { config, schema }, async () => app.swagger())

  app.get('/reference', { config, schema }, async (_request, reply) =>
    sendPage(reply, deps, referencePage(app.swagger() as Description), 'page'),
  )
}

async function troublesOfLog({ db, now }: AppDeps): Promise<string[]> {
  await ping(db)
  return troublesOf(await readHealth(db), now())
}

/** @returns null when there is no answer in time */
async function answersInTime<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(resolve, READY_MS, null)
  const answered = answer.catch(() => null)
  try {
    return await Promise.race([answered, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What each matcher said of itself last, and how long ago. */
const matcherGauges = ({ db, now }: Pick<AppDeps, 'db' | 'now'>): Gauge[] => [
  new Gauge({
    name: 'nightlight_matcher_bytes',
    help: 'Memory that a matcher holds its lists in, by what',
    labelNames: ['instance', 'part'],
    registers: [],
    async collect() {
      this.reset()
      for (const { instance, bytes } of await matcherStates(db)) {
        for (const [part, n] of Object.entries(bytes)) this.set({ instance, part }, n)
      }
    },
  }),
  new Gauge({
    name: 'nightlight_matcher_entries',
    help: 'Entries of hash lists that a matcher compares with',
    labelNames: ['instance'],
    registers: [],
    async collect() {
      this.reset()
      for (const { instance, entries } of await matcherStates(db)) this.set({ instance }, entries)
    },
  }),
  new Gauge({
    name: 'nightlight_matcher_epochs_behind',
    help: 'Changes of hash lists that a matcher has not taken over',
    labelNames: ['instance'],
    registers: [],
    async collect() {
      this.reset()
      for (const { instance, behind } of await matcherStates(db)) this.set({ instance }, behind)
    },
  }),
  new Gauge({
    name: 'nightlight_matcher_heard_seconds',
    help: 'How long ago a matcher was heard of',
    labelNames: ['instance'],
    registers: [],
    async collect() {
      this.reset()
      for (const { instance, at } of await matcherStates(db)) {
        this.set({ instance }, (now().getTime() - at.getTime()) / 1000)
      }
    },
  }),
]

/** What waits for the crawler, and what removal checks said. */
const crawlGauges = ({ db }: Pick<AppDeps, 'db'>): Gauge[] => [
  new Gauge({
    name: 'nightlight_crawls_due',
    help: 'Pages whose crawl has fallen due',
    registers: [],
    async collect() {
      this.set((await crawlsDue(db)).pages)
    },
  }),
  new Gauge({
    name: 'nightlight_crawl_oldest_due_seconds',
    help: 'How long the oldest page whose crawl is due has waited',
    registers: [],
    async collect() {
      this.set((await crawlsDue(db)).oldestSeconds)
    },
  }),
  new Gauge({
    name: 'nightlight_checks_due',
    help: 'Removal checks that have fallen due',
    registers: [],
    async collect() {
      this.set((await crawlsDue(db)).checks)
    },
  }),
  new Gauge({
    name: 'nightlight_checks_last_hour',
    help: 'Removal checks that ended within the last hour, by verdict',
    labelNames: ['verdict'],
    registers: [],
    async collect() {
      this.reset()
      for (const [verdict, n] of Object.entries(await checksOfLastHour(db))) {
        this.set({ verdict }, n)
      }
    },
  }),
]

/** How the log is; what is not zero here is looked at at once. */
const auditGauges = ({ db, now }: Pick<AppDeps, 'db' | 'now'>): Gauge[] => [
  new Gauge({
    name: 'nightlight_audit_unsequenced_seconds',
    help: 'Age of the oldest event that no signed checkpoint of the audit log covers; 60 at most, an alarm from 120 on',
    registers: [],
    async collect() {
      this.set((await readHealth(db)).unsequencedSeconds)
    },
  }),
  new Gauge({
    name: 'nightlight_audit_refused',
    help: '1 while the audit log is not signed because it is not as it was left, by the reason',
    labelNames: ['code'],
    registers: [],
    async collect() {
      this.reset()
      const { refused } = await readHealth(db)
      this.set({ code: refused ?? '' }, refused === null ? 0 : 1)
    },
  }),
  new Gauge({
    name: 'nightlight_audit_heard_seconds',
    help: 'How long ago the sequencer of the audit log was heard of',
    registers: [],
    async collect() {
      const { heardAt } = await readHealth(db)
      if (heardAt) this.set((now().getTime() - heardAt.getTime()) / 1000)
    },
  }),
]

function createMetrics({ db, now, counts }: CountingDeps): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const gauges: Gauge[] = [
    new Gauge({
      name: 'nightlight_reports_waiting',
      help: 'Reports that the crawler has not taken in',
      registers: [],
      async collect() {
        this.set((await counts()).reports.received ?? 0)
      },
    }),
    new Gauge({
      name: 'nightlight_takedowns',
      help: 'Takedowns by status',
      labelNames: ['status'] as const,
      registers: [],
      async collect() {
        this.reset()
        for (const [status, n] of Object.entries((await counts()).takedowns)) {
          this.set({ status }, n)
        }
      },
    }),
    new Gauge({
      name: 'nightlight_notices_due',
      help: 'Notices whose time has come and that are not sent',
      registers: [],
      async collect() {
        this.set((await noticesDue(db, now())).count)
      },
    }),
    new Gauge({
      name: 'nightlight_notice_oldest_due_seconds',
      help: 'How long the oldest notice that is due has waited',
      registers: [],
      async collect() {
        this.set((await noticesDue(db, now())).oldestSeconds)
      },
    }),
  ]
  gauges.push(
    ...crawlGauges({ db }),
    ...matcherGauges({ db, now }),
    ...auditGauges({ db, now }),
    ...retentionGauges({ db, now }),
  )
  gauges.push(...attentionGauges({ db }))
  for (const gauge of gauges) registry.registerMetric(gauge)
  return registry
}

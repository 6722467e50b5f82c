import { readFileSync } from 'node:fs'
import {
  connect,
  createFieldCrypto,
  createLog,
  createQueue,
  parseMasterKey,
  queueBackend,
  readEnvironment,
  reportReady,
  startSweep,
  untilStopped,
} from '@nightlight/runtime'
import { createMailer } from './channels/mailer.ts'
import { NoticesEnvironment } from './config.ts'
import { createDeadlines } from './deadline.ts'
import { createFindHost } from './find-host.ts'
import { advanceTakedown } from './jobs/advance-takedown.ts'
import { composeNotice } from './jobs/compose-notice.ts'
import { openTakedown } from './jobs/open-takedown.ts'
import { sendNotice } from './jobs/send-notice.ts'
import { noticesDue } from './notice-store.ts'
import { providersDue } from './provider-store.ts'
import { createRdap } from './recipients/rdap.ts'
import { parsePolicy } from './routing.ts'
import { mediaWithoutTakedown } from './sighting-store.ts'
import { takedownsDue } from './takedown-store.ts'

const BATCH = 200
const HOUR_MS = 3_600_000

const env = readEnvironment(NoticesEnvironment, process.env)
const log = createLog('notices', { level: env.LOG_LEVEL })
const crypto = createFieldCrypto(parseMasterKey(env.FIELD_KEY))
const now = (): Date => new Date()
const deadlines = createDeadlines(env.PACE)
const policyFile = env.ROUTING_POLICY.endsWith('.json')
  ? env.ROUTING_POLICY
  : new URL(`../../../infra/policies/${env.ROUTING_POLICY}.json`, import.meta.url)
const policy = parsePolicy(JSON.parse(readFileSync(policyFile, 'utf8')))

await using resources = new AsyncDisposableStack()
const db = connect(env.DATABASE_URL, { name: 'notices' })
resources.defer(() => db.destroy())
const rdap = createRdap(
  { now },
  { baseUrl: env.RDAP_URL, timeoutMs: 10_000, cacheMs: HOUR_MS, maxBytes: 2 ** 20 },
)
const findHost = createFindHost({ db, rdap, now })
const mailDomain = env.MAIL_FROM.slice(env.MAIL_FROM.indexOf('@') + 1)
const mailer = env.SMTP_URL
  ? resources.use(createMailer({ url: env.SMTP_URL, timeoutMs: 60_000, name: mailDomain }))
  : null
// After what its jobs use, so that it is the first to end and they can finish their work.
const { enqueue, work } = resources.use(createQueue({ log }, queueBackend(env)))
const common = { db, crypto, enqueue, deadlines, now, log }

await work({
  'open-takedown': openTakedown(common),
  'advance-takedown': advanceTakedown({
    ...common,
    policy,
    findHost,
    policeMailbox: env.POLICE_MAILBOX ?? null,
  }),
  'compose-notice': composeNotice({ ...common, mailDomain }),
})
if (mailer) {
  const sender = {
    organisation: env.ORGANISATION,
    mailbox: env.MAIL_FROM,
    domain: mailDomain,
    replyUrl: env.REPLY_URL ?? null,
  }
  const retryInMs = (attempt: number): number =>
    Math.max(500, Math.min(2 ** attempt * 30_000, 4 * HOUR_MS) * env.PACE)
  await work({
    'send-notice': sendNotice({
      ...common,
      mailer,
      sender,
      urlPolicy: env.URLS_IN_TEXT,
      leaseMs: env.SMTP_LEASE_MS,
      retryInMs,
    }),
  })
} else {
  log.warn({}, 'no mail server is configured (SMTP_URL): notices are composed and wait')
}
resources.use(
  startSweep({ log }, 'due', env.SWEEP_MS, async () => {
    for (const mediaId of await mediaWithoutTakedown(db, BATCH)) {
      await enqueue('open-takedown', { mediaId })
    }
    for (const takedownId of await takedownsDue(db, now(), BATCH)) {
      await enqueue('advance-takedown', { takedownId })
    }
    for (const providerId of await providersDue(db, now(), BATCH)) {
      await enqueue('compose-notice', { providerId })
    }
    if (!mailer) return
    for (const noticeId of await noticesDue(db, BATCH)) await enqueue('send-notice', { noticeId })
  }),
)
log.info({ policy: policy.id, pace: env.PACE }, 'ready')
const stopped = untilStopped()
reportReady()
log.info({ signal: await stopped }, 'stopping')

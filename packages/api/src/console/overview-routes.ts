import { DomainError, readAddress, type Role } from '@nightlight/contract'
import { lookupAlarms } from '@nightlight/matcher'
import { stoppedHooks } from '@nightlight/notices'
import type { CrawlOptions } from '@nightlight/runtime'
import { Type, type Static } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import type { Counts } from '../counts.ts'
import { exposureLately } from '../exposure/exposure-store.ts'
import { isAllowed, type Principal } from '../identity/principal.ts'
import { waitingReleases } from '../lists/release-store.ts'
import { countRead } from '../note-reads.ts'
import { readWaiting } from '../queue/queue-store.ts'
import { countAssessments } from '../assessments/assessment-store.ts'
import { countDisagreements } from '../assessments/disagreement-store.ts'
import { countMailboxesToApprove, countWaysToApprove } from '../operation/channel-store.ts'
import { receiveReport } from '../receive-report.ts'
import { countHolds } from '../retention/hold-store.ts'
import { revealsBeyond } from '../report-desk/reveal-store.ts'
import { newestReports } from '../report-facts-store.ts'
import { MAX_CRAWL_DEPTH, MAX_CRAWL_PAGES, TEXT } from '../schemas.ts'
import { takedownsAtHand } from '../takedown-store.ts'
import type { App } from '../validation.ts'
import { FormId, onceForForm } from './form-once.ts'
import { ASSESSMENTS_SAID, overviewPage, RISKS_SAID, type Overview } from './pages/overview-page.ts'
import { readPoliceWork } from './police/police-work.ts'
import { risksAtHand } from './queue/risk-reports.ts'
import { takePlaceBack } from './people/place-back.ts'
import { sendPage, viewOf } from './reply-page.ts'

const REPORTS_SHOWN = 25
const TAKEDOWNS_SHOWN = 50
const RELEASES_SHOWN = 10
/** Beyond these the tile says that there are more. */
const RISKS_COUNTED = RISKS_SAID + 1
/** Who sees to it that those who subscribed to events are told: supervisors see it, administrators act. */
const SEE_HOOKS: readonly Role[] = ['admin', 'supervisor']

const form = Type.String({ maxLength: 64 })
const ReportForm = Type.Object({
  form,
  id: FormId,
  url: Type.String({ maxLength: 8192 }),
  risk: Type.Optional(Type.String({ maxLength: 2000, pattern: TEXT })),
  note: Type.Optional(Type.String({ maxLength: 8192 })),
  reference: Type.Optional(Type.String({ maxLength: 128, pattern: TEXT })),
  depth: Type.Optional(Type.String({ pattern: `^[0-${MAX_CRAWL_DEPTH}]$` })),
  pages: Type.Optional(Type.String({ pattern: '^\\d{0,3}$' })),
  archives: Type.Optional(Type.Literal('on')),
  videos: Type.Optional(Type.Literal('on')),
  render: Type.Optional(Type.Literal('on')),
})
const Query = Type.Object({
  before: Type.Optional(Type.String({ format: 'uuid' })),
  done: Type.Optional(Type.Literal('reported')),
})

type Deps = AppDeps & { counts: () => Promise<Counts> }

export const overviewRoutes = (deps: Deps) => async (app: App) => {
  const { crypto, now, enqueue } = deps

  app.get(
    '/console',
    { config: { access: 'signed-in', reads: 'case' }, schema: { querystring: Query } },
    async (request, reply) => {
      const back = takePlaceBack(request, reply, deps)
      if (back !== null) return reply.redirect(back, 303)
      // Who begins elsewhere: sign-in and the name in the header lead here.
      if (isAllowed(principalOf(request).role, 'portal:use')) return reply.redirect('/portal', 303)
      const { before = null, done = null } = request.query
      const shown = await readOverview(deps, principalOf(request), before)
      countRead(
        request,
        (shown.reports?.items.length ?? 0) + shown.risks.length + (shown.takedowns?.length ?? 0),
      )
      const view = viewOf(deps, request, reply, '/console')
      return sendPage(reply, deps, overviewPage(view, { ...shown, done }))
    },
  )

  app.post(
    '/console/reports',
    { config: { access: 'report:submit', formOn: '/console' }, schema: { body: ReportForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { url, note = '', reference = '', risk = '' } = request.body
      mustBeAddress(url)
      const crawl = crawlOf(request.body)
      const submitted = {
        url,
        source: 'console',
        crawl,
        ...(note === '' ? {} : { note }),
        ...(reference.trim() === '' ? {} : { reference }),
        ...(risk.trim() === '' ? {} : { childAtRisk: { reason: risk } }),
      }
      const { actor, role } = principalOf(request)
      const by = { actor, role, at: now() }
      const { id } = await onceForForm(deps, request, request.body, (trx) =>
        receiveReport(trx, crypto, submitted, by),
      )
      await enqueue('accept-report', { reportId: id })
      return reply.redirect('/console?done=reported', 303)
    },
  )
}

/**
 * What somebody typed here wrongly is said while they see it. What is sent by machines is kept whatever it is (`receiveReport`).
 *
 * @throws {DomainError} invalid `report-no-address`
 */
function mustBeAddress(text: string): void {
  const protocol = readAddress(text)?.protocol
  if (protocol === 'http:' || protocol === 'https:') return
  throw new DomainError('invalid', 'report-no-address', 'Reporting: no address of a page', {
    detail: { field: 'url' },
  })
}

/** What the form asks for; a number that it would not offer is the nearest that it does. */
function crawlOf(form: Static<typeof ReportForm>): CrawlOptions {
  const pages = Number(form.pages ?? '')
  return {
    depth: Number(form.depth ?? '0'),
    ...(pages > 0 ? { pages: Math.min(pages, MAX_CRAWL_PAGES) } : {}),
    archives: form.archives === 'on',
    videos: form.videos === 'on',
    render: form.render === 'on',
  }
}

async function readOverview(
  { db, crypto, counts, now }: Deps,
  principal: Principal,
  before: string | null,
): Promise<Omit<Overview, 'done'>> {
  const { actor, name, role } = principal
  const seesReports = isAllowed(role, 'report:read')
  const seesCounts = seesReports || isAllowed(role, 'statistics:read')
  const items = seesReports ? await newestReports(db, { limit: REPORTS_SHOWN, before }) : []
  const older = items.length === REPORTS_SHOWN ? (items.at(-1)?.id ?? null) : null
  return {
    attention: {
      ways: isAllowed(role, 'key:write') ? await countWaysToApprove(db, actor) : 0,
      mailboxes: isAllowed(role, 'provider:write') ? await countMailboxesToApprove(db, actor) : 0,
      hooks: SEE_HOOKS.includes(role) ? await stoppedHooks(db) : [],
      alarms: isAllowed(role, 'lookup:grant') ? await lookupAlarms(db) : [],
      reveals: role === 'supervisor' ? await revealsBeyond(db) : [],
    },
    counts: seesCounts ? await counts() : null,
    police: role === 'police' ? await readPoliceWork({ db, crypto }, principal) : null,
    atRisk: isAllowed(role, 'match:read')
      ? (await readWaiting(db, { risk: 'yes' }, { now: now(), limit: RISKS_COUNTED })).length
      : 0,
    assessments: isAllowed(role, 'assessment:give')
      ? await countAssessments(db, { person: name, most: ASSESSMENTS_SAID + 1 })
      : 0,
    differing: isAllowed(role, 'assessment:settle')
      ? await countDisagreements(db, { person: name, most: ASSESSMENTS_SAID + 1 })
      : 0,
    risks: seesReports ? await risksAtHand(db, now()) : [],
    exposure: isAllowed(role, 'match:read') ? await exposureLately(db, actor, now()) : null,
    releases: isAllowed(role, 'list:release')
      ? await waitingReleases(db, { limit: RELEASES_SHOWN })
      : [],
    holdsOverdue: isAllowed(role, 'retention:hold') ? (await countHolds(db, now())).overdue : 0,
    reports: seesReports ? { items, older } : null,
    takedowns: isAllowed(role, 'takedown:read') ? await takedownsAtHand(db, TAKEDOWNS_SHOWN) : null,
  }
}

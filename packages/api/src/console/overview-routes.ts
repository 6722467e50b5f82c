import type { CrawlOptions } from '@nightlight/runtime'
import { Type, type Static } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { createSignInLink } from '../identity/sign-in-link.ts'
import { isAllowed, type Principal } from '../identity/principal.ts'
import { authorityNames } from '../lists/hash-list-store.ts'
import { waitingReleases } from '../lists/release-store.ts'
import { countUndecided } from '../match-store.ts'
import { receiveReport } from '../receive-report.ts'
import { countReports, newestReports } from '../report-facts-store.ts'
import { MAX_CRAWL_DEPTH, MAX_CRAWL_PAGES, RoleName } from '../schemas.ts'
import { takedownsAtHand } from '../takedown-store.ts'
import type { App } from '../validation.ts'
import { overviewPage, type Overview } from './pages/overview-page.ts'
import { sendPage, viewOf } from './reply-page.ts'

const LINK_MS = 24 * 3_600_000
const REPORTS_SHOWN = 25
const TAKEDOWNS_SHOWN = 50
const RELEASES_SHOWN = 10

const form = Type.String({ maxLength: 64 })
const ReportForm = Type.Object({
  form,
  url: Type.String({ maxLength: 8192 }),
  note: Type.Optional(Type.String({ maxLength: 8192 })),
  depth: Type.Optional(Type.String({ pattern: `^[0-${MAX_CRAWL_DEPTH}]$` })),
  pages: Type.Optional(Type.String({ pattern: '^\\d{0,3}$' })),
  archives: Type.Optional(Type.Literal('on')),
  videos: Type.Optional(Type.Literal('on')),
  render: Type.Optional(Type.Literal('on')),
})
const LinkForm = Type.Object({
  form,
  name: Type.String({ maxLength: 200 }),
  role: RoleName,
  authority: Type.Optional(Type.String({ maxLength: 200 })),
})
const Query = Type.Object({
  before: Type.Optional(Type.String({ format: 'uuid' })),
  done: Type.Optional(Type.Literal('reported')),
})

export const overviewRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now, enqueue } = deps

  app.get(
    '/console',
    { config: { access: 'signed-in' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { before = null, done = null } = request.query
      const shown = await readOverview(deps, principalOf(request), before)
      const view = viewOf(deps, request, reply, '/console')
      return sendPage(reply, deps, overviewPage(view, { ...shown, done, link: null }))
    },
  )

  app.post(
    '/console/reports',
    { config: { access: 'report:submit' }, schema: { body: ReportForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { url, note = '' } = request.body
      const crawl = crawlOf(request.body)
      const submitted = { url, source: 'console', crawl, ...(note === '' ? {} : { note }) }
      const { actor, role } = principalOf(request)
      const by = { actor, role, at: now() }
      const { id } = await db
        .transaction()
        .execute((trx) => receiveReport(trx, crypto, submitted, by))
      await enqueue('accept-report', { reportId: id })
      return reply.redirect('/console?done=reported', 303)
    },
  )

  app.post(
    '/console/sign-in-links',
    { config: { access: 'key:write' }, schema: { body: LinkForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { name, role, authority } = request.body
      const principal = principalOf(request)
      const link = await createSignInLink(db, crypto, {
        name,
        role,
        authority,
        ttlMs: LINK_MS,
        baseUrl: `${deps.secure ? 'https' : 'http'}://${request.host}`,
        actor: principal.actor,
      })
      const shown = await readOverview(deps, principal, null)
      const view = viewOf(deps, request, reply, '/console')
      return sendPage(reply, deps, overviewPage(view, { ...shown, done: null, link }))
    },
  )
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
  { db }: AppDeps,
  { role }: Principal,
  before: string | null,
): Promise<Pick<Overview, 'authorities' | 'counts' | 'releases' | 'reports' | 'takedowns'>> {
  const seesReports = isAllowed(role, 'report:read')
  const seesCounts = seesReports || isAllowed(role, 'statistics:read')
  const items = seesReports ? await newestReports(db, { limit: REPORTS_SHOWN, before }) : []
  const older = items.length === REPORTS_SHOWN ? (items.at(-1)?.id ?? null) : null
  return {
    authorities: isAllowed(role, 'key:write') ? await authorityNames(db) : [],
    counts: seesCounts
      ? { reports: await countReports(db), undecided: await countUndecided(db) }
      : null,
    releases: isAllowed(role, 'list:release')
      ? await waitingReleases(db, { limit: RELEASES_SHOWN })
      : [],
    reports: seesReports ? { items, older } : null,
    takedowns: isAllowed(role, 'takedown:read') ? await takedownsAtHand(db, TAKEDOWNS_SHOWN) : null,
  }
}

import { DomainError } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { decideMatch } from '../decide-match.ts'
import { isAllowed } from '../identity/principal.ts'
import { countUndecided, listMatches, matchesOfPages } from '../match-store.ts'
import { readReportSummary } from '../report-facts-store.ts'
import { pagesOfReport, readFollowedCrawl, readPageWords } from '../report-pages-store.ts'
import { mediaOfPages, readReportNote, visitsOfPages } from '../report-store.ts'
import { readTakedownInFull } from '../routes/takedown-routes.ts'
import { ById, DecisionBody, Verdict } from '../schemas.ts'
import { takedownsOfPages } from '../takedown-store.ts'
import type { App } from '../validation.ts'
import { matchPage } from './pages/match-page.ts'
import { reportPage, type ReportInFull } from './pages/report-page.ts'
import { takedownPage } from './pages/takedown-page.ts'
import { sendPage, viewOf } from './reply-page.ts'

const MATCHES_SHOWN = 20
const DecisionForm = Type.Object({
  ...DecisionBody.properties,
  form: Type.String({ maxLength: 64 }),
})
const Done = Type.Object({ done: Type.Optional(Verdict) })

export const caseRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  app.get(
    '/console/reports/:id',
    { config: { access: 'report:read' }, schema: { params: ById } },
    async (request, reply) => {
      const { actor } = principalOf(request)
      const report = await readReportInFull(deps, request.params.id, actor)
      const view = viewOf(deps, request, reply, `/console/reports/${request.params.id}`)
      return sendPage(reply, deps, reportPage(view, report))
    },
  )

  app.get(
    '/console/matches',
    { config: { access: 'match:read' }, schema: { querystring: Done } },
    async (request, reply) => {
      const view = viewOf(deps, request, reply, '/console/matches')
      const page = { state: 'undecided', limit: MATCHES_SHOWN, after: null } as const
      const queue = {
        items: await listMatches(db, page),
        waiting: await countUndecided(db),
        mayDecide: isAllowed(principalOf(request).role, 'match:decide'),
        done: request.query.done ?? null,
      }
      return sendPage(reply, deps, matchPage(view, queue))
    },
  )

  app.post(
    '/console/matches/:id/decisions',
    { config: { access: 'match:decide' }, schema: { params: ById, body: DecisionForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { verdict } = request.body
      const by = { actor: principalOf(request).actor, at: now() }
      const { mediaId } = await db
        .transaction()
        .execute((trx) => decideMatch(trx, request.params.id, request.body, by))
      await enqueue('open-takedown', { mediaId })
      return reply.redirect(`/console/matches?done=${verdict}`, 303)
    },
  )

  app.get(
    '/console/takedowns/:id',
    { config: { access: 'takedown:read' }, schema: { params: ById } },
    async (request, reply) => {
      const { id } = request.params
      const takedown = await readTakedownInFull(db, id)
      if (!takedown) throw new DomainError('not-found', 'not-found', 'Showing a takedown: no such')
      const view = viewOf(deps, request, reply, `/console/takedowns/${id}`)
      return sendPage(reply, deps, takedownPage(view, takedown))
    },
  )
}

async function readReportInFull(deps: AppDeps, id: string, actor: string): Promise<ReportInFull> {
  const { db, crypto } = deps
  const summary = await readReportSummary(db, id)
  if (!summary) throw new DomainError('not-found', 'not-found', 'Showing a report: no such')
  const note = await readReportNote(db, crypto, id)
  const page = summary.pageLocationId
  const pageIds = page === null ? [] : await pagesOfReport(db, page)
  return {
    summary,
    note,
    visits: await visitsOfPages(db, pageIds),
    media: await mediaOfPages(db, pageIds),
    matches: await matchesOfPages(db, pageIds),
    takedowns: await takedownsOfPages(db, pageIds),
    crawl: page === null ? null : await readFollowedCrawl(db, page),
    words: await readPageWords(deps, pageIds, { reportId: id, actor }),
  }
}

import { Type, type Static } from 'typebox'
import type { AppDeps } from '../../app.ts'
import { countRead } from '../../note-reads.ts'
import {
  RECEIVED,
  REPORT_FILTERS,
  reportFacets,
  type ReportFilter,
} from '../../report-list/report-filter.ts'
import { readReports } from '../../report-list/report-list-store.ts'
import { REPORT_STATES } from '../../report-state.ts'
import { Id, oneOf } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { reportListPage, reportsPath } from './report-list-page.ts'

const REPORTS_SHOWN = 25

const Query = Type.Object({
  waiting: Type.Optional(Type.Literal('yes')),
  state: Type.Optional(oneOf(REPORT_STATES)),
  match: Type.Optional(oneOf(['yes', 'no'])),
  received: Type.Optional(oneOf(RECEIVED)),
  source: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,30}$' })),
  language: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$' })),
  host: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.:_\\[\\]-]{1,255}$' })),
  before: Type.Optional(Id),
})

const filterOf = (query: Static<typeof Query>): ReportFilter =>
  Object.fromEntries(
    REPORT_FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])),
  )

/** All reports, narrowed by links. */
export const reportListRoutes = (deps: AppDeps) => async (app: App) =>
  app.get(
    '/console/reports',
    { config: { access: 'report:read', reads: 'report' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { before = null } = request.query
      const filter = filterOf(request.query)
      const now = deps.now()
      const { items, lookedTo } = await readReports(deps.db, filter, { now, before })
      const shown = items.slice(0, REPORTS_SHOWN)
      const last = shown.at(-1)
      const next =
        items.length > shown.length && last ? { id: last.id, at: last.receivedAt } : lookedTo
      countRead(request, shown.length)
      const view = viewOf(deps, request, reply, reportsPath(filter))
      const facets = reportFacets(items, now)
      const page = { filter, shown, read: items.length, facets, next, isFirst: before === null }
      return sendPage(reply, deps, reportListPage(view, page))
    },
  )

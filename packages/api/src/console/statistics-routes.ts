import { principalOf } from '../access.ts'
import {
  readTakedownTimes,
  sendTimesCsv,
  TimesQuery,
  type Figuring,
} from '../routes/takedown-times-routes.ts'
import type { App } from '../validation.ts'
import { timesPage, timesPath } from './pages/times-page.ts'
import { sendPage, viewOf } from './reply-page.ts'

/** The page of how long steps of takedowns take. */
export const statisticsPages = (deps: Figuring) => async (app: App) => {
  app.get(
    '/console/statistics',
    { config: { access: 'statistics:read' }, schema: { querystring: TimesQuery } },
    async (request, reply) => {
      const asked = request.query
      const shown = await readTakedownTimes(deps, asked, principalOf(request))
      const view = viewOf(deps, request, reply, timesPath(asked))
      return sendPage(reply, deps, timesPage(view, asked, shown))
    },
  )

  app.get(
    '/console/statistics.csv',
    { config: { access: 'statistics:read' }, schema: { querystring: TimesQuery } },
    async (request, reply) =>
      sendTimesCsv(reply, await readTakedownTimes(deps, request.query, principalOf(request))),
  )
}

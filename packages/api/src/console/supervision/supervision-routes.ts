import { openAges, refusingMailboxes } from '@nightlight/notices'
import { Type } from 'typebox'
import { principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { isAllowed, type Principal } from '../../identity/principal.ts'
import { countRead } from '../../note-reads.ts'
import {
  MonthsQuery,
  readDeliveries,
  readResurfacing,
  readReversals,
  type MonthsAsked,
} from '../../routes/supervision-figures-routes.ts'
import { oneOf } from '../../schemas.ts'
import { endingHolds } from '../../supervision/ending-store.ts'
import { waitingForApproval } from '../../supervision/waiting-store.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { FIGURES, type Figure } from './figure-card.ts'
import { deliveryCsv, openCsv, resurfacingCsv, reversalCsv } from './supervision-csv.ts'
import { supervisionPage, supervisionPath, type SupervisionShown } from './supervision-page.ts'

const MAILBOXES_SHOWN = 20
const CsvQuery = Type.Object({ ...MonthsQuery.properties, figure: oneOf(FIGURES) })

/** What a supervisor looks at each morning; figures alone for whoever may read figures and no cases. */
export const supervisionPages = (deps: AppDeps) => async (app: App) => {
  app.get(
    '/console/supervision',
    {
      config: { access: 'statistics:read', reads: 'case' },
      schema: { querystring: MonthsQuery },
    },
    async (request, reply) => {
      const asked = request.query
      const shown = await readSupervision(deps, principalOf(request), asked)
      countRead(request, casesIn(shown))
      const view = viewOf(deps, request, reply, supervisionPath(asked))
      return sendPage(reply, deps, supervisionPage(view, asked, shown))
    },
  )

  app.get(
    '/console/supervision.csv',
    { config: { access: 'statistics:read' }, schema: { querystring: CsvQuery } },
    async ({ query: { figure, ...asked } }, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${figure}.csv"`)
        .send(await CSV[figure](deps, asked)),
  )
}

const CSV: Record<Figure, (deps: AppDeps, asked: MonthsAsked) => Promise<string>> = {
  open: async ({ db, now }) => openCsv(await openAges(db, now())),
  delivery: async (deps, asked) => deliveryCsv(await readDeliveries(deps, asked)),
  resurfacing: async (deps, asked) => resurfacingCsv(await readResurfacing(deps, asked)),
  reversal: async (deps, asked) => reversalCsv(await readReversals(deps, asked)),
}

async function readSupervision(
  deps: AppDeps,
  { role }: Principal,
  asked: MonthsAsked,
): Promise<SupervisionShown> {
  const { db, now } = deps
  const seen = {
    holds: isAllowed(role, 'takedown:read'),
    legal: isAllowed(role, 'retention:run'),
  }
  return {
    waiting: await waitingForApproval(db, role),
    ending: seen.holds || seen.legal ? await endingHolds(db, now(), seen) : null,
    open: await openAges(db, now()),
    deliveries: await readDeliveries(deps, asked),
    mailboxes: isAllowed(role, 'provider:read')
      ? await refusingMailboxes(db, MAILBOXES_SHOWN)
      : null,
    resurfacing: await readResurfacing(deps, asked),
    reversals: await readReversals(deps, asked),
  }
}

/** Cases that are named: by their disputes and their holds. */
const casesIn = ({ waiting, ending }: SupervisionShown): number =>
  waiting.items.filter(({ kind }) => kind === 'dispute' || kind === 'second-voice').length +
  (ending?.items.filter(({ takedownId }) => takedownId !== null).length ?? 0)

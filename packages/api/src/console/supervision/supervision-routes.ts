import { openAges, refusingMailboxes, withoutFew, type OpenAges } from '@nightlight/notices'
import { Type } from 'typebox'
import { principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import type { Figuring } from '../../routes/takedown-times-routes.ts'
import { isAllowed, type Principal } from '../../identity/principal.ts'
import { COUNTS_FRESH_MS } from '../../counts.ts'
import { keepAnswers } from '../../keep-answer.ts'
import { countRead } from '../../note-reads.ts'
import {
  MonthsQuery,
  readDeliveries,
  readResurfacing,
  readReversals,
  resurfacingFor,
  type MonthsAsked,
} from '../../routes/supervision-figures-routes.ts'
import { oneOf } from '../../schemas.ts'
import { endingHolds } from '../../supervision/ending-store.ts'
import { waitingForApproval } from '../../supervision/waiting-store.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { FIGURES, type Figure } from './figure-card.ts'
import { deliveryCsv, openCsv, resurfacingCsv, reversalCsv } from './supervision-csv.ts'
import {
  SEEN_FIGURES,
  supervisionPage,
  supervisionPath,
  type SupervisionShown,
} from './supervision-page.ts'

const MAILBOXES_SHOWN = 20
const PageQuery = Type.Object({
  ...MonthsQuery.properties,
  whole: Type.Optional(oneOf(SEEN_FIGURES)),
})
const CsvQuery = Type.Object({ ...MonthsQuery.properties, figure: oneOf(FIGURES) })

/** What a supervisor looks at each morning; figures alone for whoever may read figures and no cases. */
export const supervisionPages = (deps: Figuring) => async (app: App) => {
  // read once for all who may see the page, and say as of when they are; each is told as much of few as may be
  const keep = keepAnswers<Figures>(deps, deps.countsFreshMs ?? COUNTS_FRESH_MS)

  app.get(
    '/console/supervision',
    {
      config: { access: 'statistics:read', reads: 'case' },
      schema: { querystring: PageQuery },
    },
    async (request, reply) => {
      const { whole, ...months } = request.query
      const asked = whole === undefined ? months : { ...months, whole }
      const figures = await keep(supervisionPath(months), () => readFigures(deps, months))
      const principal = principalOf(request)
      const told = {
        open: openFor(principal, figures.open),
        resurfacing: resurfacingFor(principal, figures.resurfacing),
        elsewhere: resurfacingFor(principal, figures.elsewhere),
      }
      const shown = { ...figures, ...told, ...(await readWaiting(deps, principal)) }
      countRead(request, casesIn(shown))
      const view = viewOf(deps, request, reply, supervisionPath(asked))
      return sendPage(reply, deps, supervisionPage(view, asked, shown))
    },
  )

  app.get(
    '/console/supervision.csv',
    { config: { access: 'statistics:read' }, schema: { querystring: CsvQuery } },
    async (request, reply) => {
      const { figure, ...asked } = request.query
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${figure}.csv"`)
        .send(await CSV[figure](deps, asked, principalOf(request)))
    },
  )
}

type MakeCsv = (deps: Figuring, asked: MonthsAsked, reader: Principal) => Promise<string>
const CSV: Record<Figure, MakeCsv> = {
  open: async ({ db, now }, _, reader) => openCsv(openFor(reader, await openAges(db, now()))),
  delivery: async (deps, asked) => deliveryCsv(await readDeliveries(deps, asked)),
  resurfacing: async (deps, asked, reader) =>
    resurfacingCsv(resurfacingFor(reader, await readResurfacing(deps, asked))),
  elsewhere: async (deps, asked, reader) =>
    resurfacingCsv(
      resurfacingFor(reader, await readResurfacing(deps, asked, 'elsewhere')),
      'elsewhere',
    ),
  reversal: async (deps, asked) => reversalCsv(await readReversals(deps, asked)),
}

/** Whoever sees each case is told of few as well. */
const openFor = ({ role }: Principal, open: OpenAges): OpenAges =>
  isAllowed(role, 'takedown:read') ? open : withoutFew(open)

type Figures = Pick<
  SupervisionShown,
  'open' | 'deliveries' | 'resurfacing' | 'elsewhere' | 'reversals'
>

async function readFigures(deps: Figuring, asked: MonthsAsked): Promise<Figures> {
  const { db, now } = deps
  const [open, letters, again, elsewhere, turned] = await Promise.all([
    openAges(db, now()),
    readDeliveries(deps, asked),
    readResurfacing(deps, asked),
    readResurfacing(deps, asked, 'elsewhere'),
    readReversals(deps, asked),
  ])
  return { open, deliveries: letters, resurfacing: again, elsewhere, reversals: turned }
}

/** What waits and what ends, as of now, as far as the role sees it. */
async function readWaiting(
  { db, now }: AppDeps,
  { role }: Principal,
): Promise<Omit<SupervisionShown, keyof Figures>> {
  const seen = {
    holds: isAllowed(role, 'takedown:read'),
    legal: isAllowed(role, 'retention:run'),
  }
  return {
    waiting: await waitingForApproval(db, role),
    ending: seen.holds || seen.legal ? await endingHolds(db, now(), seen) : null,
    mailboxes: isAllowed(role, 'provider:read')
      ? await refusingMailboxes(db, MAILBOXES_SHOWN)
      : null,
  }
}

/** Cases that are named: by their disputes and their holds. */
const casesIn = ({ waiting, ending }: SupervisionShown): number =>
  waiting.items.filter(({ kind }) => kind === 'dispute' || kind === 'second-voice').length +
  (ending?.items.filter(({ takedownId }) => takedownId !== null).length ?? 0)

import { notAllowed } from '@nightlight/contract'
import {
  countLetters,
  countTurned,
  LETTER_PARTS,
  listLetters,
  listTurned,
  TURNED_PARTS,
} from '@nightlight/notices'
import { principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { secondsOwed } from '../../assessments/seconds-owed.ts'
import { isAllowed, type Principal } from '../../identity/principal.ts'
import { matchesOf } from '../../match-store.ts'
import { countRead } from '../../note-reads.ts'
import { monthsAsked } from '../../routes/supervision-figures-routes.ts'
import { nextOf } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { countedPage, type CountedShown } from './counted-page.ts'
import { countedPath, CountedQuery, type CountedAsked } from './counted-query.ts'

const SHOWN = 50
const MOST_COUNTED = 200_000

/** What a number of the morning page counts where that is no takedown: letters, decisions, disputes. */
export const countedPages = (deps: AppDeps) => async (app: App) => {
  app.get(
    '/console/supervision/cases',
    { config: { access: 'takedown:read', reads: 'case' }, schema: { querystring: CountedQuery } },
    async (request, reply) => {
      const { after = null, ...asked } = request.query
      const principal = principalOf(request)
      const { role } = principal
      // whoever gives second verdicts is not to find the first ones in a list
      if (turnedPart(asked) && !isAllowed(role, 'statistics:read')) {
        throw notAllowed('Listing what was decided', role, 'statistics:read')
      }
      const shown = await readCounted(deps, principal, asked, after)
      countRead(request, shown.letters?.length ?? shown.turned?.length ?? 0)
      const view = viewOf(deps, request, reply, countedPath(asked))
      return sendPage(reply, deps, countedPage(view, asked, shown))
    },
  )
}

const letterPart = ({ part }: CountedAsked) => LETTER_PARTS.find((name) => name === part)
const turnedPart = ({ part }: CountedAsked) => TURNED_PARTS.find((name) => name === part)

async function readCounted(
  { db, now }: AppDeps,
  principal: Principal,
  asked: CountedAsked,
  after: string | null,
): Promise<CountedShown> {
  const asOf = now()
  const { month, channel, kind } = asked
  const period = monthsAsked(month === undefined ? asked : { from: month, to: month }, asOf)
  const page = { limit: SHOWN, after }
  const part = letterPart(asked)
  if (part) {
    const filter = { ...period, part, channel, kind }
    const letters = await listLetters(db, filter, page)
    const n = await countLetters(db, filter, MOST_COUNTED)
    return {
      asOf,
      period,
      n,
      most: MOST_COUNTED,
      letters,
      turned: null,
      next: nextOf(letters, SHOWN),
    }
  }
  const filter = { ...period, part: turnedPart(asked)! }
  const turned = await listTurned(db, filter, page)
  const matchIds = turned.flatMap(({ matchId }) => matchId ?? [])
  const matches = await matchesOf(db, matchIds)
  const owed = await secondsOwed(db, principal, matchIds)
  return {
    asOf,
    period,
    n:
      after === null && turned.length < SHOWN
        ? turned.length
        : await countTurned(db, filter, MOST_COUNTED),
    most: MOST_COUNTED,
    letters: null,
    turned: turned.map((one) => {
      const match = one.matchId === null ? undefined : matches.get(one.matchId)
      return {
        ...one,
        host: one.host ?? match?.host ?? null,
        list: match?.list ?? null,
        isBlind: one.matchId !== null && owed.has(one.matchId),
      }
    }),
    next: nextOf(turned, SHOWN),
  }
}

import { notAllowed } from '@nightlight/contract'
import { countMatchCases, listMatchCases } from '@nightlight/notices'
import type { Db } from '@nightlight/runtime'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { COUNTS_FRESH_MS } from '../../counts.ts'
import { keepAnswers } from '../../keep-answer.ts'
import { isAllowed } from '../../identity/principal.ts'
import { matchesOf } from '../../match-store.ts'
import { countRead } from '../../note-reads.ts'
import { Id, nextOf } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { matchCasesPage, type MatchCasesShown } from './match-cases-page.ts'
import {
  matchCasesPath,
  MatchCasesQuery,
  matchFilterOf,
  type MatchCasesAsked,
} from './match-cases-query.ts'

const SHOWN = 50
const MOST_COUNTED = 200_000
const Query = Type.Object({ ...MatchCasesQuery.properties, after: Type.Optional(Id) })

/** The matches that a number of the page of figures counts. */
export const matchCasesPages = (deps: AppDeps) => async (app: App) => {
  // to count hundreds of thousands takes longer than all else of a page, and each page of a list has the same number
  const keep = keepAnswers<number>(deps, deps.countsFreshMs ?? COUNTS_FRESH_MS)
  app.get(
    '/console/statistics/matches',
    { config: { access: 'match:read', reads: 'match' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { after = null, ...asked } = request.query
      const { role } = principalOf(request)
      // whoever gives second verdicts is not to find in a list what has been decided; what waits they have in the queue
      const isWaiting = asked.state === 'open' && asked.at === undefined
      if (!isWaiting && !isAllowed(role, 'statistics:read')) {
        throw notAllowed('Listing what a figure counts', role, 'statistics:read')
      }
      const shown = await readMatchCases({ ...deps, keep }, asked, after)
      countRead(request, shown.items.length)
      const view = viewOf(deps, request, reply, matchCasesPath(asked))
      return sendPage(reply, deps, matchCasesPage(view, asked, shown))
    },
  )
}

/** @param key  as it was asked for, which may be no id at all */
async function nameOfList(db: Db, key: string): Promise<string | null> {
  const list = db
    .selectFrom('hash_list')
    .select('name')
    .where(sql`id::text`, '=', key)
  return (await list.executeTakeFirst())?.name ?? null
}

async function readMatchCases(
  { db, now, keep }: AppDeps & { keep: ReturnType<typeof keepAnswers<number>> },
  asked: MatchCasesAsked,
  after: string | null,
): Promise<MatchCasesShown> {
  const filter = matchFilterOf(asked, now())
  const listed = await listMatchCases(db, filter, { limit: SHOWN, after })
  const isShort = after === null && listed.length < SHOWN
  const count = () => countMatchCases(db, filter, MOST_COUNTED)
  const n = isShort ? listed.length : await keep(matchCasesPath(asked), count)
  const matches = await matchesOf(
    db,
    listed.map(({ id }) => id),
  )
  const { list } = asked
  return {
    listName: list === undefined ? null : await nameOfList(db, list),
    asOf: filter.at ?? filter.now,
    // what waits for a release once more is shown to nobody
    items: listed.flatMap(({ id, ...rest }) => {
      const match = matches.get(id)
      return match ? [{ match, ...rest }] : []
    }),
    count: { n, isMore: !isShort && n === MOST_COUNTED },
    next: nextOf(listed, SHOWN),
  }
}

import {
  CASE_GROUPS,
  casesBy,
  countCases,
  groupNames,
  listCases,
  type CaseCount,
  type CaseGroup,
} from '@nightlight/notices'
import { Type } from 'typebox'
import type { AppDeps } from '../../app.ts'
import { COUNTS_FRESH_MS } from '../../counts.ts'
import { keepAnswers } from '../../keep-answer.ts'
import { countRead } from '../../note-reads.ts'
import { Id, nextOf } from '../../schemas.ts'
import { takedownsOf } from '../../takedown-store.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { casesPage, type CasesShown } from './cases-page.ts'
import { casesPath, withEnd, CasesQuery, filterOf, type CasesAsked } from './cases-query.ts'

const CASES_SHOWN = 50
const GROUPS_SHOWN = 20
/** As many as figures are made of without roll-ups; counted of narrow rows alone. */
const MOST_COUNTED = 200_000
/** Where the takedowns themselves have to be read. */
const MOST_READ = 1_000

const Query = Type.Object({ ...CasesQuery.properties, after: Type.Optional(Id) })

/** The list of takedowns, by what figures tell them apart by. */
export const casesPages = (deps: AppDeps) => async (app: App) => {
  // groups are of all that is listed, and the same on each of its pages for whoever may see them
  const keep = keepAnswers<CaseCount[]>(deps, deps.countsFreshMs ?? COUNTS_FRESH_MS)

  app.get(
    '/console/takedowns',
    { config: { access: 'takedown:read', reads: 'takedown' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { after = null, ...query } = request.query
      const asked = withEnd(query)
      const shown = await readCases({ ...deps, keep }, asked, after)
      countRead(request, shown.items.length)
      const view = viewOf(deps, request, reply, casesPath(asked))
      return sendPage(reply, deps, casesPage(view, asked, shown))
    },
  )
}

type KeepGroups = ReturnType<typeof keepAnswers<CaseCount[]>>

async function readCases(
  { db, now, keep }: AppDeps & { keep: KeepGroups },
  asked: CasesAsked,
  after: string | null,
): Promise<CasesShown> {
  const at = now()
  const filter = filterOf(asked, at)
  const listed = await listCases(db, filter, { limit: CASES_SHOWN, after })
  const most = asked.outcome || asked.host ? MOST_READ : MOST_COUNTED
  const isShort = after === null && listed.length < CASES_SHOWN
  const count = isShort ? listed.length : await countCases(db, filter, most)
  const takedowns = await takedownsOf(
    db,
    listed.map(({ id }) => id),
  )
  const { by } = asked
  const groups = by
    ? await keep(casesPath(asked), () => casesBy(db, filter, { by, limit: GROUPS_SHOWN }))
    : []
  const keysOf = (group: CaseGroup) => [
    ...(group === by ? groups.map(({ key }) => key) : []),
    ...(asked[group] === undefined ? [] : [asked[group]]),
  ]
  const names: CasesShown['names'] = {}
  for (const group of CASE_GROUPS) {
    const keys = keysOf(group)
    if (keys.length > 0) names[group] = await groupNames(db, group, keys)
  }
  return {
    asOf: filter.at ?? at,
    items: listed.flatMap(({ id, ...rest }) => {
      const takedown = takedowns.get(id)
      return takedown ? [{ takedown, ...rest }] : []
    }),
    count: { n: count, isMore: !isShort && count === most },
    groups,
    names,
    hostName: asked.host === undefined ? null : await hostOf(db, asked.host),
    next: nextOf(listed, CASES_SHOWN),
  }
}

const hostOf = async (db: AppDeps['db'], id: string): Promise<string | null> =>
  (await takedownsOf(db, [id])).get(id)?.host ?? null

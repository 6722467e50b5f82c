import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import type { Principal } from '../identity/principal.ts'
import { iso } from '../iso.ts'
import {
  followsCases,
  mustSeeEntry,
  mustSeeList,
  mustSeeSubmission,
  notFound,
} from '../lists/list-scope.ts'
import { readProvenance } from '../lists/provenance-store.ts'
import { Provenance, Rests } from '../lists/rests-schemas.ts'
import { restCounts, restingMatches, type Ground, type RestingMatch } from '../lists/rests-store.ts'
import { ById, Page, Problem } from '../schemas.ts'
import type { App } from '../validation.ts'

const Query = Type.Object(Page, { additionalProperties: false })

const GROUNDS = [
  { path: 'entries', kind: 'entry', reads: 'list_entry', mustSee: mustSeeEntry },
  { path: 'submissions', kind: 'submission', reads: 'submission', mustSee: mustSeeSubmission },
  { path: 'hash-lists', kind: 'list', reads: 'hash_list', mustSee: mustSeeList },
] as const

export const restsRoutes =
  ({ db }: AppDeps) =>
  async (app: App) => {
    for (const { path, kind, reads, mustSee } of GROUNDS) {
      app.get(
        `/v1/${path}/:id/rests`,
        {
          config: { access: 'list:read', reads },
          schema: {
            summary: `What rests on ${kind === 'entry' ? 'an entry' : `a ${kind}`}: matches, takedowns, notices, and what became of them`,
            params: ById,
            querystring: Query,
            response: { 200: Rests, default: Problem },
          },
        },
        async (request) => {
          const principal = principalOf(request)
          const { id } = request.params
          const { limit, after = null } = request.query
          await mustSee(db, principal, id)
          const ground: Ground = { kind, id }
          const matches = await restingMatches(db, ground, { limit, after })
          return iso({
            counts: await restCounts(db, ground),
            items: matches.map((match) => told(match, principal)),
            next: matches.length === limit ? (matches.at(-1)?.id ?? null) : null,
          })
        },
      )
    }

    app.get(
      '/v1/matches/:id',
      {
        config: { access: 'match:read', reads: 'match' },
        schema: {
          summary: 'On whose word a match is, and what has become of that word',
          params: ById,
          response: { 200: Provenance, default: Problem },
        },
      },
      async ({ params: { id } }) => {
        const match = await readProvenance(db, id)
        if (!match) throw notFound('match')
        return iso(match)
      },
    )
  }

/** An authority is told what became of its entries, and not of which case. */
function told({ id, takedowns, ...match }: RestingMatch, principal: Principal) {
  const follows = followsCases(principal)
  const idOf = (of: string): string | null => (follows ? of : null)
  return {
    matchId: idOf(id),
    ...match,
    takedowns: takedowns.map(({ id: takedownId, notices, ...takedown }) => ({
      id: idOf(takedownId),
      ...takedown,
      notices: notices.map(({ id: noticeId, ...notice }) => ({ id: idOf(noticeId), ...notice })),
    })),
  }
}

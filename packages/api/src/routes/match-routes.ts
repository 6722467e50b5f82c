import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { decideMatch } from '../decide-match.ts'
import { onceForKey } from '../idempotency.ts'
import { iso } from '../iso.ts'
import { listMatches } from '../match-store.ts'
import { ById, MatchList, Page, Problem, nextOf } from '../schemas.ts'
import type { App } from '../validation.ts'
import { DecisionBody, MadeDecision } from './decision-schemas.ts'

const Query = Type.Object(
  {
    ...Page,
    state: Type.Unsafe<'undecided' | 'decided'>(
      Type.String({ enum: ['undecided', 'decided'], default: 'undecided' }),
    ),
  },
  { additionalProperties: false },
)

export const matchRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  app.get(
    '/v1/matches',
    {
      config: { access: 'match:read', reads: 'match' },
      schema: {
        summary: 'Matches that wait for a decision, or that have one',
        querystring: Query,
        response: { 200: MatchList, default: Problem },
      },
    },
    async ({ query: { state, limit, after = null } }) => {
      const items = await listMatches(db, { state, limit, after })
      const next = nextOf(items, limit)
      return iso({ items, next })
    },
  )

  app.post(
    '/v1/matches/:id/decisions',
    {
      config: { access: 'match:decide' },
      schema: {
        summary: 'Confirm or reject a match',
        description: '200 with the earlier decision when the same person says the same again',
        params: ById,
        body: DecisionBody,
        response: { 200: MadeDecision, 201: MadeDecision, default: Problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { secondPercent = 0 } = deps
      const by = { actor: principalOf(request).actor, at: now(), secondPercent }
      const asked = {
        actor: by.actor,
        key: request.headers['idempotency-key'],
        request: ['POST /v1/matches/decisions', id, request.body],
      }
      let mediaId: string | null = null
      const answer = await onceForKey(deps, asked, async (trx) => {
        const { isNew, ...made } = await decideMatch(trx, id, request.body, by)
        mediaId = made.mediaId
        const { id: decisionId, matchId, verdict, actor, at } = made
        const body = iso({ id: decisionId, matchId, verdict, actor, at })
        return { status: isNew ? 201 : 200, body }
      })
      if (mediaId !== null) await enqueue('open-takedown', { mediaId })
      return reply.code(answer.status === 200 ? 200 : 201).send(answer.body)
    },
  )
}

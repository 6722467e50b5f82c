import { openDisputes } from '@nightlight/notices'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { replyDeps } from '../console/replies/reply-session.ts'
import { judgeDispute } from '../decide-dispute.ts'
import { iso } from '../iso.ts'
import { ById, Id, Page, Problem, Reason, Time, nextOf, nullable, oneOf } from '../schemas.ts'
import type { App } from '../validation.ts'
import { once } from './once.ts'

const Query = Type.Object(Page, { additionalProperties: false })
const VERDICTS = ['uphold', 'reject'] as const

const Disputes = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      takedownId: Id,
      replyId: Id,
      openedAt: Time,
      decisions: Type.Array(
        Type.Object({ actor: Type.String(), person: Type.String(), verdict: oneOf(VERDICTS) }),
      ),
    }),
  ),
  next: nullable(Id),
})
const Body = Type.Object(
  { verdict: oneOf(VERDICTS), reason: Reason },
  { additionalProperties: false },
)
const Decided = Type.Object({ id: Id, status: oneOf(['open', 'rejected', 'upheld']) })

export const disputeRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  app.get(
    '/v1/disputes',
    {
      config: { access: 'reply:read', reads: 'dispute' },
      schema: {
        summary: 'Disputes that two people have not decided yet, oldest first',
        querystring: Query,
        response: { 200: Disputes, default: Problem },
      },
    },
    async ({ query: { limit, after = null } }) => {
      const items = await openDisputes(db, limit, null, after)
      return iso({ items, next: nextOf(items, limit) })
    },
  )

  app.post(
    '/v1/disputes/:id/decisions',
    {
      config: { access: 'dispute:decide' },
      schema: {
        summary: 'Uphold or reject a dispute; two people who say the same end it',
        description:
          'Rejected, reminders go on. Upheld, the entry is voted against, and what rests on it alone is closed',
        params: ById,
        body: Body,
        response: { 200: Decided, default: Problem },
      },
    },
    async (request) => {
      const { actor, name } = principalOf(request)
      const { id } = request.params
      let media: string | null = null
      const { body } = await once(deps, request, async (trx) => {
        const by = { actor, name, at: now() }
        const judged = await judgeDispute(trx, replyDeps(deps), id, request.body, by)
        media = judged.mediaId
        return { status: 200, body: { id, status: judged.decided.status } }
      })
      if (media !== null) await enqueue('open-takedown', { mediaId: media })
      return body
    },
  )
}

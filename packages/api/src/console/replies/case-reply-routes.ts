import { ANSWERS, MAX_DETAIL } from '@nightlight/contract'
import {
  handleReply,
  isBeingDisputedNow,
  openDisputes,
  readReplies,
  sortMail,
  type Reply,
} from '@nightlight/notices'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { judgeDispute } from '../../decide-dispute.ts'
import { ById, Id, Reason, TEXT, oneOf } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import type { Html } from '../html.ts'
import type { View } from '../view.ts'
import { caseReplies, SHOWN } from './case-replies.ts'
import { hint, replyDeps } from './reply-session.ts'

const base = { form: Type.String({ maxLength: 64 }), takedown: Id }
const Handled = Type.Object(base, { additionalProperties: false })
const Sorted = Type.Object(
  {
    ...base,
    answer: oneOf([...ANSWERS]),
    about: oneOf(['all', 'this']),
    preserved: Type.Optional(oneOf(['', 'yes', 'no'])),
    detail: Type.Optional(Type.String({ maxLength: MAX_DETAIL, pattern: TEXT })),
  },
  { additionalProperties: false },
)
const Decision = Type.Object(
  { ...base, verdict: oneOf(['uphold', 'reject']), reason: Reason },
  { additionalProperties: false },
)

/** The part of the page of a takedown that tells of replies, and those that it tells of. */
export async function repliesOfCase(
  { db, crypto }: AppDeps,
  view: View,
  takedownId: string,
): Promise<{ part: Html; replies: readonly Reply[] }> {
  const waiting = await readReplies(db, crypto, { takedownId, waiting: true, limit: SHOWN })
  const newest = await readReplies(db, crypto, { takedownId, newest: true, limit: SHOWN + 1 })
  const ids = new Set(waiting.map(({ id }) => id))
  const others = newest.slice(0, SHOWN).filter(({ id }) => !ids.has(id))
  const disputes = await openDisputes(db, 1, takedownId)
  const replies = [...waiting, ...others]
  const isCut = newest.length > SHOWN
  const isStopped = await isBeingDisputedNow(db, takedownId)
  const shown = { takedownId, replies, isCut, disputes, isStopped }
  return { part: caseReplies(view, shown), replies }
}

const formOn = '/console/takedowns/:takedown'

/** What a person can do about replies, from the page of a takedown. */
export const caseReplyRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  app.post(
    '/console/replies/:id/handled',
    { config: { access: 'reply:handle', formOn }, schema: { params: ById, body: Handled } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const by = { actor: principalOf(request).actor, at: now() }
      await db.transaction().execute((trx) => handleReply(trx, request.params.id, by))
      return reply.redirect(`/console/takedowns/${request.body.takedown}`, 303)
    },
  )

  app.post(
    '/console/replies/:id/answers',
    { config: { access: 'notice:reply', formOn }, schema: { params: ById, body: Sorted } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { takedown, about, answer, detail = null, preserved = '' } = request.body
      const said = {
        takedownId: about === 'this' ? takedown : null,
        answer,
        detail,
        preserved: preserved === '' ? null : preserved === 'yes',
      }
      const by = { actor: principalOf(request).actor, at: now() }
      const { looks } = await db
        .transaction()
        .execute((trx) => sortMail(trx, replyDeps(deps), request.params.id, said, by))
      await hint(deps, { looks })
      return reply.redirect(`/console/takedowns/${takedown}`, 303)
    },
  )

  app.post(
    '/console/disputes/:id/decisions',
    {
      config: { access: 'dispute:decide', stepUp: true, formOn },
      schema: { params: ById, body: Decision },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { actor, name } = principalOf(request)
      const { verdict, reason, takedown } = request.body
      const by = { actor, name, at: now() }
      const said = { verdict, reason }
      const { mediaId } = await db
        .transaction()
        .execute((trx) => judgeDispute(trx, replyDeps(deps), request.params.id, said, by))
      if (mediaId !== null) await enqueue('open-takedown', { mediaId })
      return reply.redirect(`/console/takedowns/${takedown}`, 303)
    },
  )
}

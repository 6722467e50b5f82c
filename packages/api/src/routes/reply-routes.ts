import { ANSWERS, DomainError, MAX_DETAIL } from '@nightlight/contract'
import {
  addWebhookSecret,
  giveAnswers,
  handleReply,
  importAnswers,
  MAX_ANSWERS_BYTES,
  readReplies,
  receiveProviderEvent,
  unmatchedMails,
  type Applied,
} from '@nightlight/notices'
import { newId } from '@nightlight/runtime'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { hint, replyDeps } from '../console/replies/reply-session.ts'
import type { Principal } from '../identity/principal.ts'
import { iso } from '../iso.ts'
import { ById, Id, Page, Problem, TEXT, Time, nextOf, nullable, oneOf } from '../schemas.ts'
import type { App } from '../validation.ts'
import { once } from './once.ts'

const ANSWER_LIMIT = 50
const Query = Type.Object(Page, { additionalProperties: false })

const GivenAnswer = Type.Object(
  {
    item: Type.Optional(
      Type.String({
        maxLength: 40,
        description: 'Reference of one item; all of the notice without',
      }),
    ),
    answer: oneOf(ANSWERS),
    detail: Type.Optional(Type.String({ maxLength: MAX_DETAIL, pattern: TEXT })),
    preserved: Type.Optional(Type.Boolean({ description: 'Whether it is kept for the police' })),
  },
  { additionalProperties: false },
)
const Replies = Type.Object(
  { answers: Type.Array(GivenAnswer, { minItems: 1, maxItems: ANSWER_LIMIT }) },
  { additionalProperties: false },
)
const Receipt = Type.Object({
  receipt: Id,
  replies: Type.Array(
    Type.Object({ id: Id, takedownId: nullable(Id), answer: Type.String(), at: Time }),
  ),
})
const ReplyList = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      noticeId: Id,
      reference: Type.String(),
      takedownId: nullable(Id),
      answer: Type.String(),
      way: Type.String(),
      at: Time,
      detail: nullable(Type.String()),
      preserved: nullable(Type.Boolean()),
      waits: Type.Boolean(),
      handledAt: nullable(Time),
    }),
  ),
  next: nullable(Id),
})
const WaitingReplies = Type.Object({
  ...ReplyList.properties,
  unmatched: Type.Array(
    Type.Object({ day: Type.String(), kind: Type.String(), mails: Type.Integer() }),
    { description: 'Mails of the last 14 days that were about no notice: look into the mailbox' },
  ),
})
const Imported = Type.Object({
  applied: Type.Integer(),
  repeated: Type.Integer(),
  refused: Type.Array(Type.Object({ line: Type.Integer(), code: Type.String() })),
})
const Secret = Type.Object({ secret: Type.String() })

/** Whose notices somebody may answer. @throws {DomainError} forbidden `provider-missing` */
function giverOf({ actor, role, providerId = null }: Principal, at: Date) {
  if (role !== 'provider') return { actor, way: 'person', providerId: null, at } as const
  if (providerId !== null) return { actor, way: 'api', providerId, at } as const
  throw new DomainError(
    'forbidden',
    'provider-missing',
    'Answering a notice: this key answers for no provider; have one made with --provider',
  )
}

const receiptOf = ({ receiptId, replies }: Applied) =>
  iso({
    receipt: receiptId,
    replies: replies.map(({ id, takedownId, answer, at }) => ({ id, takedownId, answer, at })),
  })

export const replyRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps

  app.post(
    '/v1/notices/:id/replies',
    {
      config: { access: 'notice:reply' },
      schema: {
        summary: 'Answer a notice: one answer for all of it, or one for each item',
        description:
          'A provider answers its own notices. What is said to be removed is looked at again now; only a look closes it',
        params: ById,
        body: Replies,
        response: { 201: Receipt, default: Problem },
      },
    },
    async (request, reply) => {
      const by = giverOf(principalOf(request), now())
      let looks: string[] = []
      const { body } = await once(deps, request, async (trx) => {
        const given = { eventId: `api:${newId()}`, answers: request.body.answers }
        const applied = await giveAnswers(trx, replyDeps(deps), request.params, given, by)
        looks = applied.looks
        return { status: 201, body: receiptOf(applied) }
      })
      await hint(deps, { looks })
      return reply.code(201).send(body)
    },
  )

  app.get(
    '/v1/notices/:id/replies',
    {
      config: { access: 'reply:read', reads: 'notice' },
      schema: {
        summary: 'What came back to a notice, oldest first',
        params: ById,
        querystring: Query,
        response: { 200: ReplyList, default: Problem },
      },
    },
    async ({ params: { id }, query }) => {
      const items = await readReplies(db, crypto, { noticeId: id, ...query })
      return iso({ items, next: nextOf(items, query.limit) })
    },
  )

  app.get(
    '/v1/replies',
    {
      config: { access: 'reply:read', reads: 'reply' },
      schema: {
        summary: 'Replies that wait for a person, oldest first, and mails about no notice',
        querystring: Query,
        response: { 200: WaitingReplies, default: Problem },
      },
    },
    async ({ query }) => {
      const items = await readReplies(db, crypto, { waiting: true, ...query })
      return iso({ items, next: nextOf(items, query.limit), unmatched: await unmatchedMails(db) })
    },
  )

  app.post(
    '/v1/replies/:id/handled',
    {
      config: { access: 'reply:handle' },
      schema: {
        summary: 'Somebody has read a reply and seen to it',
        params: ById,
        response: { 200: Type.Object({ id: Id }), default: Problem },
      },
    },
    async (request) => {
      const { id } = request.params
      const by = { actor: principalOf(request).actor, at: now() }
      const { body } = await once(deps, request, async (trx) => {
        await handleReply(trx, id, by)
        return { status: 200, body: { id } }
      })
      return body
    },
  )

  app.post(
    '/v1/providers/:id/webhook-secrets',
    {
      config: { access: 'provider:write' },
      schema: {
        summary: 'A secret by which a provider signs its events, shown once',
        description:
          'The one before it counts on; a third ends the oldest. No Idempotency-Key: the answer would be kept',
        params: ById,
        response: { 201: Secret, default: Problem },
      },
    },
    async (request, reply) => {
      const by = { actor: principalOf(request).actor, at: now() }
      const { id } = request.params
      const secret = await db.transaction().execute((trx) => addWebhookSecret(trx, crypto, id, by))
      return reply.code(201).send({ secret })
    },
  )

  await app.register(rawRoutes(deps))
}

/** Here they are only described: what is missing makes the signature wrong. */
const SignedFields = Type.Object({
  'webhook-id': Type.Optional(Type.String()),
  'webhook-timestamp': Type.Optional(Type.String()),
  'webhook-signature': Type.Optional(Type.String()),
})

/** Routes whose body is taken as it came: what is signed, and files. */
const rawRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps
  app.removeAllContentTypeParsers()
  const raw = { parseAs: 'buffer', bodyLimit: MAX_ANSWERS_BYTES } as const
  app.addContentTypeParser('application/json', { ...raw, bodyLimit: 64 * 1024 }, keep)
  app.addContentTypeParser('text/csv', raw, keep)

  app.post(
    '/v1/providers/:id/events',
    {
      config: { access: 'public' },
      schema: {
        summary: 'An event of a provider, signed as Standard Webhooks has it: notice.answered',
        description:
          'Headers webhook-id, webhook-timestamp and webhook-signature; at most five minutes off; an id counts once',
        params: ById,
        headers: SignedFields,
        body: { content: { 'application/json': { schema: Type.Unsafe<unknown>({}) } } },
        response: { 200: Receipt, default: Problem },
      },
    },
    async (request) => {
      const header = (name: string): string => String(request.headers[name] ?? '')
      const event = {
        id: header('webhook-id'),
        timestamp: header('webhook-timestamp'),
        signature: header('webhook-signature'),
        body: bytesOf(request.body),
      }
      const applied = await db
        .transaction()
        .execute((trx) =>
          receiveProviderEvent(trx, replyDeps(deps), request.params.id, event, now()),
        )
      await hint(deps, { looks: applied.looks })
      return receiptOf(applied)
    },
  )

  app.post(
    '/v1/replies/import',
    {
      config: { access: 'notice:reply' },
      schema: {
        summary: 'Answers from a CSV file: reference, answer, detail, preserved',
        description: `The body is the file, text/csv; answers are ${ANSWERS.join(', ')}. The same file counts once`,
        body: { content: { 'text/csv': { schema: Type.Unsafe<unknown>({}) } } },
        response: { 200: Imported, default: Problem },
      },
    },
    async (request) => {
      const by = { ...giverOf(principalOf(request), now()), way: 'csv' } as const
      const { looks, ...report } = await importAnswers(
        { ...replyDeps(deps), db },
        bytesOf(request.body),
        by,
      )
      await hint(deps, { looks })
      return report
    },
  )
}

const keep = (
  _request: unknown,
  body: Buffer,
  done: (error: Error | null, body?: unknown) => void,
): void => done(null, body)

const bytesOf = (body: unknown): Uint8Array => (body instanceof Uint8Array ? body : Buffer.alloc(0))

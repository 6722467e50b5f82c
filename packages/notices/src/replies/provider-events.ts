import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ANSWERS, DomainError, MAX_DETAIL } from '@nightlight/contract'
import { newId, writeAudit, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Applied, ReplyDeps } from './apply-reply.ts'
import { giveAnswers } from './give-answers.ts'

/** How far the clock of a provider may be off, ms. */
const TOLERANCE_MS = 5 * 60_000
/** As many as count at once, so that one can be replaced. */
const SECRETS = 2
const SECRET_BYTES = 32

const Event = Type.Object({
  type: Type.Literal('notice.answered'),
  data: Type.Object({
    reference: Type.String({ maxLength: 40 }),
    answers: Type.Array(
      Type.Object({
        item: Type.Optional(Type.String({ maxLength: 40 })),
        answer: Type.Unsafe<(typeof ANSWERS)[number]>(Type.String({ enum: ANSWERS })),
        detail: Type.Optional(Type.String({ maxLength: MAX_DETAIL })),
        preserved: Type.Optional(Type.Boolean()),
      }),
      { minItems: 1, maxItems: 50 },
    ),
  }),
})
type Event = Static<typeof Event>
const compiled = Compile(Event)

const placeOf = (id: string) => ({ table: 'provider_webhook_secret', column: 'secret_ct', row: id })

/**
 * Makes a secret by which a provider signs its events; beside it the newest one before it counts on.
 *
 * @returns `whsec_` and base64, shown once
 * @throws {DomainError} not-found `provider-not-found`
 */
export async function addWebhookSecret(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  providerId: string,
  by: { actor: string; at: Date },
): Promise<string> {
  const provider = await db
    .selectFrom('provider')
    .select('id')
    .where('id', '=', providerId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!provider) {
    throw new DomainError('not-found', 'provider-not-found', 'Adding a secret: no provider')
  }
  const id = newId()
  const secret = randomBytes(SECRET_BYTES)
  const active = await activeSecrets(db, providerId)
  const ended = active.slice(SECRETS - 1).map((row) => row.id)
  if (ended.length > 0) {
    await db
      .updateTable('provider_webhook_secret')
      .set({ ended_at: by.at })
      .where('id', 'in', ended)
      .execute()
  }
  await db
    .insertInto('provider_webhook_secret')
    .values({
      id,
      provider_id: providerId,
      secret_ct: crypto.seal(placeOf(id), secret),
      added_by: by.actor,
      added_at: by.at,
    })
    .execute()
  const about = { objectType: 'provider', objectId: providerId, detail: { secretId: id } }
  await writeAudit(db, { actor: by.actor, action: 'webhook-secret-added', ...about })
  return `whsec_${secret.toString('base64')}`
}

/** The newest first. */
const activeSecrets = (db: DbOrTransaction, providerId: string) =>
  db
    .selectFrom('provider_webhook_secret')
    .select(['id', 'secret_ct'])
    .where('provider_id', '=', providerId)
    .where('ended_at', 'is', null)
    .orderBy('id', 'desc')
    .execute()

export type SignedEvent = {
  /** Headers `webhook-id`, `webhook-timestamp` (seconds) and `webhook-signature`. */
  id: string
  timestamp: string
  signature: string
  /** As it came, byte for byte. */
  body: Uint8Array
}

/**
 * Takes in an event that a provider has signed as Standard Webhooks has it. Call it in a transaction.
 *
 * The signature goes over id, time and body; the same id again counts once.
 *
 * @throws {DomainError} forbidden `signature-invalid`, also for a provider that is not known or a time
 *   more than five minutes off; invalid `event-invalid`; as `giveAnswers`
 * @see Standard Webhooks 1.0, https://www.standardwebhooks.com
 */
export async function receiveProviderEvent(
  db: DbOrTransaction,
  deps: ReplyDeps,
  providerId: string,
  event: SignedEvent,
  now: Date,
): Promise<Applied> {
  const secrets = await activeSecrets(db, providerId)
  const keys = secrets.map((row) => deps.crypto.open(placeOf(row.id), row.secret_ct))
  if (!isSigned(event, keys) || !isInTime(event.timestamp, now)) {
    throw new DomainError(
      'forbidden',
      'signature-invalid',
      'Checking an event: it is not signed by a secret of this provider, or not of now',
    )
  }
  const { reference, answers } = readEvent(event.body).data
  const by = { actor: `provider:${providerId}`, way: 'webhook', providerId, at: now } as const
  const given = { eventId: `webhook:${event.id}`, answers }
  return giveAnswers(db, deps, { reference: reference.toUpperCase() }, given, by)
}

function isInTime(timestamp: string, now: Date): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false
  return Math.abs(Number(timestamp) * 1000 - now.getTime()) <= TOLERANCE_MS
}

function isSigned(
  { id, timestamp, signature, body }: SignedEvent,
  keys: readonly Buffer[],
): boolean {
  if (!/^[\x21-\x7e]{1,128}$/.test(id)) return false
  const given = signature
    .split(' ')
    .slice(0, 5)
    .flatMap((part) => (part.startsWith('v1,') ? [Buffer.from(part.slice(3), 'base64')] : []))
  return keys.some((key) => {
    const right = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
    return given.some((one) => one.length === right.length && timingSafeEqual(one, right))
  })
}

function readEvent(body: Uint8Array): Event {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    if (compiled.Check(value)) return value
  } catch {
    // Told below, without what it was.
  }
  throw new DomainError('invalid', 'event-invalid', 'Reading an event: not a notice.answered event')
}

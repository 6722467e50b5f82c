import { DomainError, TEST_EVENT, type EventType } from '@nightlight/contract'
import { newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { checkHookUrl, newHookSecret, openSettings, sealSettings } from './hook-settings.ts'
import { areFor, auditHook, dropWaiting, lockHook } from './hook-store.ts'

/** Who asks, and when. */
export type HookActor = { actor: string; at: Date }

export type NewHook = {
  name: string
  url: string
  types: readonly EventType[]
  /** Of a tenant, who is told of their own cases only; at most one of the two. */
  providerId?: string | undefined
  authorityId?: string | undefined
}

/** Longest time for which the old secret signs as well, hours. */
export const MAX_SECRET_HOURS = 7 * 24
export const SECRET_HOURS = 24

/**
 * Makes a subscription; it is told of what happens from now on.
 *
 * @param deps.allowNetworks  as `checkHookUrl`
 * @returns the secret, which is told this once
 * @throws {DomainError} `hook-url-invalid`, `event-type-invalid`, `hook-owner-invalid`; not-found `hook-owner-not-found`
 */
export async function makeHook(
  db: DbOrTransaction,
  deps: { crypto: FieldCrypto; allowNetworks: readonly string[] },
  asked: NewHook,
  by: HookActor,
): Promise<{ id: string; secret: string }> {
  const { name, url, providerId, authorityId } = asked
  checkHookUrl(url, deps.allowNetworks)
  if (providerId !== undefined && authorityId !== undefined) {
    throw invalid('hook-owner-invalid', 'it is of a provider or of an authority')
  }
  const audience =
    providerId === undefined ? (authorityId === undefined ? 'internal' : 'authority') : 'provider'
  const types = [...new Set(asked.types)]
  if (!areFor(audience, types)) {
    throw invalid('event-type-invalid', 'it asks for what one like it is not told', 'types')
  }
  await mustBeThere(db, asked)
  const id = newId()
  const secret = newHookSecret()
  const settings = { url, secrets: [{ secret, until: null }] }
  await db
    .insertInto('event_hook')
    .values({
      id,
      name: name.normalize('NFC').trim(),
      settings_ct: sealSettings(deps.crypto, id, settings),
      types,
      provider_id: providerId ?? null,
      authority_id: authorityId ?? null,
      made_by: by.actor,
      made_at: by.at,
      state_at: by.at,
    })
    .execute()
  await auditHook(db, by.actor, 'made', id, { audience, types: types.length })
  return { id, secret }
}

/** Sends nothing until it is resumed; what happens meanwhile waits, 30 days at most. @throws {DomainError} as `resumeHook` */
export async function pauseHook(db: DbOrTransaction, id: string, by: HookActor): Promise<void> {
  const hook = await lockUsable(db, id)
  if (hook.state === 'paused') return
  if (hook.state === 'ended') throw ended()
  await db
    .updateTable('event_hook')
    .set({ state: 'paused', state_because: 'by-person', state_at: by.at })
    .where('id', '=', id)
    .execute()
  await auditHook(db, by.actor, 'paused', id, { because: 'by-person' })
}

/**
 * Sends again, at once and for another three days, what waits.
 *
 * @throws {DomainError} not-found `hook-not-found`, conflict `hook-ended` where the subscriber said that it is gone
 */
export async function resumeHook(db: DbOrTransaction, id: string, by: HookActor): Promise<void> {
  const hook = await lockUsable(db, id)
  if (hook.state === 'active') return
  if (hook.state === 'ended') throw ended()
  await db
    .updateTable('event_hook')
    .set({
      state: 'active',
      state_because: null,
      state_at: by.at,
      failures: 0,
      failing_since: null,
      retry_at: null,
    })
    .where('id', '=', id)
    .execute()
  await db
    .updateTable('event_delivery')
    .set({ next_at: by.at, first_tried_at: null })
    .where('hook_id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
  await auditHook(db, by.actor, 'resumed', id)
}

/**
 * Puts another secret in the place of the newest; what is sent is signed with both while the old one counts.
 *
 * @param options.overlapHours  how long that is, 0 to 168
 * @throws {DomainError} `overlap-invalid`; as `resumeHook`
 */
export async function rotateHookSecret(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { id, overlapHours = SECRET_HOURS }: { id: string; overlapHours?: number | undefined },
  by: HookActor,
): Promise<{ id: string; secret: string }> {
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > MAX_SECRET_HOURS) {
    throw invalid('overlap-invalid', `the old secret goes on for 0 to ${MAX_SECRET_HOURS} hours`)
  }
  const hook = await lockUsable(db, id)
  if (hook.state === 'ended' || hook.settings_ct === null) throw ended()
  const { url, secrets } = openSettings(crypto, id, hook.settings_ct)
  const secret = newHookSecret()
  const until = new Date(by.at.getTime() + overlapHours * 3_600_000).toISOString()
  const old = secrets.slice(0, 1).map((one) => ({ ...one, until }))
  const settings = { url, secrets: [{ secret, until: null }, ...(overlapHours > 0 ? old : [])] }
  await db
    .updateTable('event_hook')
    .set({ settings_ct: sealSettings(crypto, id, settings) })
    .where('id', '=', id)
    .execute()
  await auditHook(db, by.actor, 'secret-rotated', id, { overlapHours })
  return { id, secret }
}

/** Ends a subscription for good: address and secrets go, and so does what waits. @throws {DomainError} `hook-not-found` */
export async function removeHook(db: DbOrTransaction, id: string, by: HookActor): Promise<void> {
  await lockUsable(db, id)
  await dropWaiting(db, id, by.at)
  await db
    .updateTable('event_hook')
    .set({ state: 'removed', state_because: null, state_at: by.at, settings_ct: null })
    .where('id', '=', id)
    .execute()
  await auditHook(db, by.actor, 'removed', id)
}

/** Has an event sent that tells of nothing. @returns its id @throws {DomainError} `hook-not-active`; as `resumeHook` */
export async function testHook(db: DbOrTransaction, id: string, by: HookActor): Promise<string> {
  const hook = await lockUsable(db, id)
  if (hook.state !== 'active') {
    throw new DomainError(
      'conflict',
      'hook-not-active',
      'Trying a subscription: it is paused or ended',
    )
  }
  const eventId = newId()
  const event = { id: eventId, hook_id: id, type: TEST_EVENT, at: by.at, next_at: by.at }
  await db
    .insertInto('event_delivery')
    .values({ ...event, data: JSON.stringify({ hookId: id }) })
    .execute()
  await auditHook(db, by.actor, 'tested', id)
  return eventId
}

async function lockUsable(db: DbOrTransaction, id: string) {
  const hook = await lockHook(db, id)
  if (hook && hook.state !== 'removed') return hook
  throw hookNotFound()
}

async function mustBeThere(
  db: DbOrTransaction,
  { providerId, authorityId }: NewHook,
): Promise<void> {
  const known = providerId
    ? await db.selectFrom('provider').select('id').where('id', '=', providerId).executeTakeFirst()
    : authorityId
      ? await db
          .selectFrom('authority')
          .select('id')
          .where('id', '=', authorityId)
          .executeTakeFirst()
      : true
  if (known) return
  throw new DomainError('not-found', 'hook-owner-not-found', 'Making a subscription: no such owner')
}

export const hookNotFound = (): DomainError =>
  new DomainError('not-found', 'hook-not-found', 'Looking for a subscription: none such')

const ended = (): DomainError =>
  new DomainError(
    'conflict',
    'hook-ended',
    'Changing a subscription: its subscriber said that it is gone',
  )

const invalid = (code: string, why: string, field?: string): DomainError =>
  new DomainError(
    'invalid',
    code,
    `Reading a subscription: ${why}`,
    field === undefined ? {} : { detail: { field } },
  )

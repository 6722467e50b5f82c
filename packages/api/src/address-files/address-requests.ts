import { DomainError, type LegalClass } from '@nightlight/contract'
import { isSameName } from '@nightlight/matcher'
import { countMatching, firstIds, lockProvider, type ItemFilter } from '@nightlight/notices'
import { asTenant, newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { By } from './address-consents.ts'
import { isOpen, stateOf } from './address-request-store.ts'

/** Items of one file. */
export const MOST_ADDRESSES = 2_500
/** Requests of a provider that may wait or be agreed to at once, and that may be made in a day. */
const MOST_OPEN = 3
const MOST_A_DAY = 10
const DAY_MS = 86_400_000

export type Chosen = {
  legalClass: LegalClass | null
  olderThanHours: number | null
  /** 1 to `MOST_ADDRESSES` */
  most: number
}
type One = { providerId: string; id: string }

/**
 * Somebody of a provider asks for a file of what waits for its answer, with exact addresses: for these items, told longest ago
 * first, and no others. Call it in a transaction.
 *
 * @throws {DomainError} conflict `address-consent-missing`, `address-request-alone`, `address-requests-many`,
 *   `address-request-empty`
 */
export async function askForAddresses(
  db: DbOrTransaction,
  { providerId, legalClass, olderThanHours, most }: Chosen & { providerId: string },
  by: By,
): Promise<string> {
  await lockProvider(db, providerId)
  await mustBeFew(db, providerId, by.at)
  const consent = await db
    .selectFrom('address_consent')
    .select('id')
    .where('provider_id', '=', providerId)
    .where('given_at', 'is not', null)
    .where('withdrawn_at', 'is', null)
    .where('ends_at', '>', by.at)
    .forShare()
    .executeTakeFirst()
  if (!consent) throw noConsent()
  const people = await namesOf(db, providerId)
  if (people.every((name) => isSameName(name, by.name))) {
    throw conflict('address-request-alone', 'nobody else of the provider has an account to agree')
  }
  const filter = { state: 'open', legalClass, olderThanHours } as const
  const ids = await asTenant(db, { kind: 'provider', id: providerId }, (own) =>
    firstIds(own, providerId, filter, { now: by.at, most }),
  )
  if (ids.length === 0) throw empty()
  const id = newId()
  await db
    .insertInto('address_request')
    .values({
      id,
      provider_id: providerId,
      consent_id: consent.id,
      legal_class: legalClass,
      older_than_hours: olderThanHours,
      item_ids: ids,
      items: ids.length,
      asked_by: by.actor,
      asker: by.name,
      asked_at: by.at,
    })
    .execute()
  await note(db, by, 'asked', providerId, { request: id, count: ids.length })
  return id
}

/**
 * Another person of the provider agrees. Doing it again changes nothing. Call it in a transaction.
 *
 * @throws {DomainError} not-found `address-request-not-found`, also for another provider's; forbidden `second-person-needed`;
 *   conflict `address-consent-missing`, `address-request-over`
 */
export async function agreeToAddresses(db: DbOrTransaction, one: One, by: By): Promise<void> {
  const row = await lockRequest(db, one)
  if (by.actor === row.asked_by || isSameName(by.name, row.asker)) {
    throw new DomainError(
      'forbidden',
      'second-person-needed',
      'Agreeing to a file of addresses: who asked for it does not agree to it; ask somebody else',
    )
  }
  const state = mustBeOpen(row, by.at)
  if (state === 'agreed') return
  await db
    .updateTable('address_request')
    .set({ agreed_by: by.actor, agreer: by.name, agreed_at: by.at })
    .where('id', '=', one.id)
    .execute()
  await note(db, by, 'agreed', one.providerId, { request: one.id, count: row.items })
}

/**
 * Whoever asked takes the file, once; an event says so before anything is sent. Call it in a transaction, and send after it.
 *
 * @returns the items that are left of those that were asked for: what was answered, is over or was told anew since is not in it
 * @throws {DomainError} not-found `address-request-not-found`; forbidden `address-request-not-yours`; conflict
 *   `address-consent-missing`, `address-request-over`, `address-request-not-agreed`, `address-request-empty`
 */
export async function takeAddresses(
  db: DbOrTransaction,
  one: One,
  by: By,
): Promise<ItemFilter & { ids: readonly string[] }> {
  const row = await lockRequest(db, one)
  if (by.actor !== row.asked_by || !isSameName(by.name, row.asker)) {
    throw new DomainError(
      'forbidden',
      'address-request-not-yours',
      'Taking a file of addresses: who asked for it takes it',
    )
  }
  if (mustBeOpen(row, by.at) === 'waits') {
    throw conflict('address-request-not-agreed', 'another person of the provider has to agree')
  }
  const people = await namesOf(db, one.providerId)
  // Somebody whose account was ended agrees to nothing any more.
  if (!people.some((name) => isSameName(name, row.agreer ?? ''))) throw over()
  const filter = { state: 'open', ...itemsOf(row) } as const
  const count = await asTenant(db, { kind: 'provider', id: one.providerId }, (own) =>
    countMatching(own, one.providerId, filter, { now: by.at, most: row.items }),
  )
  if (count === 0) throw empty()
  await db
    .updateTable('address_request')
    .set({ taken_at: by.at, taken_items: count, item_ids: [] })
    .where('id', '=', one.id)
    .execute()
  await note(db, by, 'taken', one.providerId, { request: one.id, count })
  return filter
}

/**
 * Takes a request back, whoever of the provider made it or agreed to it. Call it in a transaction.
 *
 * @throws {DomainError} not-found `address-request-not-found`, conflict `address-request-over`
 */
export async function withdrawAddresses(db: DbOrTransaction, one: One, by: By): Promise<void> {
  const row = await lockRequest(db, one)
  if (!isOpen(row, by.at)) throw over()
  await db
    .updateTable('address_request')
    .set({ withdrawn_by: by.actor, withdrawn_at: by.at, item_ids: [] })
    .where('id', '=', one.id)
    .execute()
  await note(db, by, 'withdrawn', one.providerId, { request: one.id })
}

/**
 * What the file that somebody asked for would have now, for whoever is to agree. Call it with the rights of the provider.
 *
 * @throws {DomainError} not-found `address-request-not-found`, also for another provider's; conflict `address-request-over`
 */
export async function itemsAskedFor(
  own: DbOrTransaction,
  { providerId, id }: One,
  now: Date,
): Promise<{ asker: string; items: FileItems }> {
  const row = await own
    .selectFrom('address_request')
    .innerJoin('address_consent', 'address_consent.id', 'address_request.consent_id')
    .select(['asker', 'item_ids', 'asked_at', 'agreed_at', 'taken_at', 'ends_at'])
    .select([
      'address_request.withdrawn_at',
      'address_consent.withdrawn_at as consent_withdrawn_at',
    ])
    .where('address_request.id', '=', id)
    .where('address_request.provider_id', '=', providerId)
    .executeTakeFirst()
  if (!row) throw notFound()
  if (!isOpen(row, now)) throw over()
  return { asker: row.asker, items: itemsOf(row) }
}

type FileItems = { ids: readonly string[]; askedUntil: Date }
const itemsOf = (row: { item_ids: readonly string[]; asked_at: Date }): FileItems => ({
  ids: row.item_ids,
  askedUntil: row.asked_at,
})

/** Whoever of the provider has an account that is open. */
export async function namesOf(db: DbOrTransaction, providerId: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select p.name from person p where p.provider_id = ${providerId} and is_open_account(p)`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}

/** Held still until the transaction ends, and so is the consent: whoever withdraws it waits, or is waited for. */
async function lockRequest(db: DbOrTransaction, { providerId, id }: One) {
  const row = await db
    .selectFrom('address_request')
    .selectAll()
    .where('id', '=', id)
    .where('provider_id', '=', providerId)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound()
  const consent = await db
    .selectFrom('address_consent')
    .select(['ends_at', 'withdrawn_at as consent_withdrawn_at'])
    .where('id', '=', row.consent_id)
    .forShare()
    .executeTakeFirstOrThrow()
  return { ...row, ...consent }
}

function mustBeOpen(row: Awaited<ReturnType<typeof lockRequest>>, now: Date): 'waits' | 'agreed' {
  if (row.consent_withdrawn_at !== null || row.ends_at.getTime() <= now.getTime()) throw noConsent()
  const state = stateOf(row, now)
  if (state === 'waits' || state === 'agreed') return state
  throw over()
}

/** Of what is open, and of what was asked for in a day, there may be only so many. */
async function mustBeFew(db: DbOrTransaction, providerId: string, now: Date): Promise<void> {
  const rows = await db
    .selectFrom('address_request')
    .innerJoin('address_consent', 'address_consent.id', 'address_request.consent_id')
    .select(['asked_at', 'agreed_at', 'taken_at', 'ends_at', 'address_request.withdrawn_at'])
    .select('address_consent.withdrawn_at as consent_withdrawn_at')
    .where('address_request.provider_id', '=', providerId)
    .where((eb) =>
      eb.or([
        eb('asked_at', '>', new Date(now.getTime() - DAY_MS)),
        sql<boolean>`item_ids <> '{}'`,
      ]),
    )
    .execute()
  const open = rows.filter((row) => isOpen(row, now))
  const ofToday = rows.filter((row) => row.asked_at.getTime() > now.getTime() - DAY_MS)
  if (open.length >= MOST_OPEN || ofToday.length >= MOST_A_DAY) {
    throw conflict('address-requests-many', 'three wait, or ten were made within a day')
  }
}

const note = (
  db: DbOrTransaction,
  { actor }: By,
  what: string,
  providerId: string,
  detail: Record<string, string | number>,
): Promise<void> =>
  writeAudit(db, {
    actor,
    action: `address-file.${what}`,
    objectType: 'provider',
    objectId: providerId,
    detail,
  })

const conflict = (code: string, why: string): DomainError =>
  new DomainError('conflict', code, `Asking for a file of addresses: ${why}`)
const notFound = (): DomainError =>
  new DomainError(
    'not-found',
    'address-request-not-found',
    'Looking for a request of addresses: the provider has none of this id',
  )
const noConsent = (): DomainError =>
  conflict('address-consent-missing', 'the hotline has not agreed to it, or no longer does')
const over = (): DomainError =>
  conflict('address-request-over', 'it was taken, taken back, or ran out')
const empty = (): DomainError =>
  conflict('address-request-empty', 'none of these items waits for an answer')

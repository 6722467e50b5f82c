import { DomainError } from '@nightlight/contract'
import { isSameName } from '@nightlight/matcher'
import { lockProvider, noProvider } from '@nightlight/notices'
import { newId, writeAudit, type DbOrTransaction } from '@nightlight/runtime'

const DAY_MS = 86_400_000

/** For how long a consent can be proposed, days. */
export const CONSENT_DAYS = ['30', '90', '180', '365'] as const
export type ConsentDays = (typeof CONSENT_DAYS)[number]

/** Who of the hotline acts, and when. */
export type By = { actor: string; name: string; at: Date }

/** That people of a provider may take exact addresses as a file. */
export type AddressConsent = {
  id: string
  endsAt: Date
  proposedBy: string
  proposer: string
  proposedAt: Date
  /** Null while it waits for a second person. */
  giver: string | null
  givenAt: Date | null
}

/** The one that waits for a second person and the one in force, each null where there is none. */
export type AddressConsents = { waiting: AddressConsent | null; given: AddressConsent | null }

export async function addressConsents(
  db: DbOrTransaction,
  providerId: string,
  now: Date,
): Promise<AddressConsents> {
  const rows = await db
    .selectFrom('address_consent')
    .selectAll()
    .where('provider_id', '=', providerId)
    .where('withdrawn_at', 'is', null)
    .where('ends_at', '>', now)
    .execute()
  const all = rows.map((row): AddressConsent => ({
    id: row.id,
    endsAt: row.ends_at,
    proposedBy: row.proposed_by,
    proposer: row.proposer,
    proposedAt: row.proposed_at,
    giver: row.giver,
    givenAt: row.given_at,
  }))
  return {
    waiting: all.find(({ givenAt }) => givenAt === null) ?? null,
    given: all.find(({ givenAt }) => givenAt !== null) ?? null,
  }
}

/**
 * Proposes that a provider may take addresses as files; it counts once another person gives it. Call it in a transaction.
 *
 * @throws {DomainError} not-found `provider-not-found`, conflict `address-consent-waits`
 */
export async function proposeConsent(
  db: DbOrTransaction,
  { providerId, days }: { providerId: string; days: ConsentDays },
  by: By,
): Promise<string> {
  if (!(await lockProvider(db, providerId))) throw noProvider()
  const { waiting } = await addressConsents(db, providerId, by.at)
  if (waiting) {
    throw new DomainError(
      'conflict',
      'address-consent-waits',
      'Proposing a consent: one waits already; give that one, or drop it first',
    )
  }
  // One that nobody gave before its end is in the way of another.
  await db
    .updateTable('address_consent')
    .set({ withdrawn_by: by.actor, withdrawn_at: by.at })
    .where('provider_id', '=', providerId)
    .where('given_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute()
  const id = newId()
  await db
    .insertInto('address_consent')
    .values({
      id,
      provider_id: providerId,
      ends_at: new Date(by.at.getTime() + Number(days) * DAY_MS),
      proposed_by: by.actor,
      proposer: by.name,
      proposed_at: by.at,
    })
    .execute()
  await note(db, by, 'proposed', providerId, { consent: id, days: Number(days) })
  return id
}

/**
 * Gives what somebody else proposed; it takes the place of the one that is in force. Call it in a transaction.
 *
 * @throws {DomainError} not-found `address-consent-not-found`, forbidden `second-person-needed`
 */
export async function giveConsent(
  db: DbOrTransaction,
  { providerId, id }: { providerId: string; id: string },
  by: By,
): Promise<void> {
  await lockProvider(db, providerId)
  const row = await db
    .selectFrom('address_consent')
    .select(['proposed_by', 'proposer'])
    .where('id', '=', id)
    .where('provider_id', '=', providerId)
    .where('given_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('ends_at', '>', by.at)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw noConsent()
  if (by.actor === row.proposed_by || isSameName(by.name, row.proposer)) {
    throw new DomainError(
      'forbidden',
      'second-person-needed',
      'Giving a consent: who proposed it does not give it; ask somebody else',
    )
  }
  const before = await db
    .updateTable('address_consent')
    .set({ withdrawn_by: by.actor, withdrawn_at: by.at })
    .where('provider_id', '=', providerId)
    .where('given_at', 'is not', null)
    .where('withdrawn_at', 'is', null)
    .returning('id')
    .execute()
  await db
    .updateTable('address_consent')
    .set({ given_by: by.actor, giver: by.name, given_at: by.at })
    .where('id', '=', id)
    .execute()
  await note(db, by, 'given', providerId, { consent: id, replaces: before[0]?.id ?? null })
}

/**
 * Ends one at once and with it all that was asked for under it, or drops one that waits. Call it in a transaction.
 *
 * @throws {DomainError} not-found `address-consent-not-found`
 */
export async function withdrawConsent(
  db: DbOrTransaction,
  { providerId, id }: { providerId: string; id: string },
  by: By,
): Promise<void> {
  const row = await db
    .updateTable('address_consent')
    .set({ withdrawn_by: by.actor, withdrawn_at: by.at })
    .where('id', '=', id)
    .where('provider_id', '=', providerId)
    .where('withdrawn_at', 'is', null)
    .returning('given_at')
    .executeTakeFirst()
  if (!row) throw noConsent()
  await note(db, by, row.given_at === null ? 'dropped' : 'withdrawn', providerId, { consent: id })
}

const note = (
  db: DbOrTransaction,
  { actor }: By,
  what: string,
  providerId: string,
  detail: Record<string, string | number | null>,
): Promise<void> =>
  writeAudit(db, {
    actor,
    action: `address-consent.${what}`,
    objectType: 'provider',
    objectId: providerId,
    detail,
  })

const noConsent = (): DomainError =>
  new DomainError(
    'not-found',
    'address-consent-not-found',
    'Looking for a consent: the provider has none of this id that waits or is in force',
  )

import type { DbOrTransaction } from '@nightlight/runtime'

const AGREE_MS = 24 * 3_600_000
const TAKE_MS = 3_600_000

/** Waits for another person; agreed to and not taken; over for one of three reasons. */
export const ADDRESS_STATES = ['waits', 'agreed', 'taken', 'withdrawn', 'expired'] as const
export type AddressState = (typeof ADDRESS_STATES)[number]

/** A file of exact addresses as people of the provider see it. */
export type AddressRequest = {
  id: string
  state: AddressState
  legalClass: string | null
  olderThanHours: number | null
  items: number
  askedBy: string
  asker: string
  askedAt: Date
  agreer: string | null
  takenItems: number | null
  /** Until then somebody may agree, or whoever asked may take it. */
  until: Date
}

type Moments = {
  asked_at: Date
  agreed_at: Date | null
  taken_at: Date | null
  withdrawn_at: Date | null
  /** Of the consent under which it was asked for. */
  ends_at: Date
  consent_withdrawn_at: Date | null
}

export function stateOf(row: Moments, now: Date): AddressState {
  if (row.taken_at !== null) return 'taken'
  if (row.withdrawn_at !== null) return 'withdrawn'
  const isOver = row.consent_withdrawn_at !== null || untilOf(row).getTime() <= now.getTime()
  if (isOver) return 'expired'
  return row.agreed_at === null ? 'waits' : 'agreed'
}

/** Whether it waits or is agreed to. */
export const isOpen = (row: Moments, now: Date): boolean =>
  ['waits', 'agreed'].includes(stateOf(row, now))

function untilOf(row: Pick<Moments, 'asked_at' | 'agreed_at' | 'ends_at'>): Date {
  const own = row.agreed_at ? row.agreed_at.getTime() + TAKE_MS : row.asked_at.getTime() + AGREE_MS
  return new Date(Math.min(own, row.ends_at.getTime()))
}

/** Until when the hotline agrees; null where it does not. Call it with the rights of the provider. */
export async function consentOf(
  own: DbOrTransaction,
  providerId: string,
  now: Date,
): Promise<{ endsAt: Date } | null> {
  const row = await own
    .selectFrom('address_consent')
    .select('ends_at')
    .where('provider_id', '=', providerId)
    .where('given_at', 'is not', null)
    .where('withdrawn_at', 'is', null)
    .where('ends_at', '>', now)
    .executeTakeFirst()
  return row ? { endsAt: row.ends_at } : null
}

/** Whether somebody else of the provider waits for another person to agree. Call it with the rights of the provider. */
export async function waitsForAgreement(
  own: DbOrTransaction,
  providerId: string,
  { actor, now }: { actor: string; now: Date },
): Promise<boolean> {
  const row = await own
    .selectFrom('address_request')
    .innerJoin('address_consent', 'address_consent.id', 'address_request.consent_id')
    .select('address_request.id')
    .where('address_request.provider_id', '=', providerId)
    .where('asked_at', '>', new Date(now.getTime() - AGREE_MS))
    .where('asked_by', '<>', actor)
    .where('agreed_at', 'is', null)
    .where('address_request.withdrawn_at', 'is', null)
    .where('address_consent.withdrawn_at', 'is', null)
    .where('ends_at', '>', now)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The newest requests of a provider, the newest first. Call it with the rights of the provider. */
export async function addressRequests(
  own: DbOrTransaction,
  providerId: string,
  { now, limit }: { now: Date; limit: number },
): Promise<AddressRequest[]> {
  const rows = await own
    .selectFrom('address_request')
    .innerJoin('address_consent', 'address_consent.id', 'address_request.consent_id')
    .select([
      'address_request.id',
      'legal_class',
      'older_than_hours',
      'items',
      'asked_by',
      'asker',
      'asked_at',
      'agreer',
      'agreed_at',
      'taken_at',
      'taken_items',
      'address_request.withdrawn_at',
      'ends_at',
      'address_consent.withdrawn_at as consent_withdrawn_at',
    ])
    .where('address_request.provider_id', '=', providerId)
    .orderBy('asked_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    state: stateOf(row, now),
    legalClass: row.legal_class,
    olderThanHours: row.older_than_hours,
    items: row.items,
    askedBy: row.asked_by,
    asker: row.asker,
    askedAt: row.asked_at,
    agreer: row.agreer,
    takenItems: row.taken_items,
    until: untilOf(row),
  }))
}

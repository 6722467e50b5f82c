import { DomainError } from '@nightlight/contract'
import {
  newId,
  PLANNED_ONCE,
  writeAudit,
  type ChannelKind,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import { readChannelSettings, serverOf, type ChannelSettings } from './channel-settings.ts'
import { isSamePerson } from './policies/policy-store.ts'
import { lockProvider } from './provider-store.ts'

const placeOf = (id: string) => ({ table: 'provider_channel', column: 'configuration_ct', row: id })

export type NewChannel = {
  providerId: string
  kind: ChannelKind
  /** The lowest is used. */
  rank?: number
  /** See `readChannelSettings`; kept sealed. */
  configuration: unknown
  /** Who vouches that it is the provider's. */
  by: Person
}

/** Whoever does something: by which key or session, and under which name. */
export type Person = { actor: string; name: string }

/**
 * Proposes a way by which a provider is told. It is used once another person has approved it.
 *
 * @returns its id
 * @throws {DomainError} `channel-settings-invalid`
 */
export async function proposeChannel(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  channel: NewChannel,
): Promise<string> {
  const { providerId, kind, rank = 0, configuration, by } = channel
  readChannelSettings(kind, configuration)
  const id = newId()
  await db
    .insertInto('provider_channel')
    .values({
      id,
      provider_id: providerId,
      kind,
      rank,
      configuration_ct: crypto.seal(placeOf(id), JSON.stringify(configuration)),
      state: 'proposed',
      added_by: by.actor,
      adder: by.name,
    })
    .execute()
  await audit(db, by.actor, 'channel-proposed', id, { kind })
  return id
}

/**
 * Puts a proposed way into use, before those of its kind: it came because theirs moved or is known to others.
 * One that was proposed with a higher rank than theirs stays behind them. Call it in a transaction.
 *
 * @throws {DomainError} conflict `channel-not-proposed`, forbidden `second-person-needed`
 */
export async function approveChannel(
  db: DbOrTransaction,
  id: string,
  by: Person,
  at: Date,
): Promise<void> {
  const row = await proposedChannel(db, id)
  if (by.actor === row.added_by || (await isSamePerson(db, by.name, row.adder))) {
    const hint = 'Approving a channel: who proposed it cannot; ask somebody else'
    throw new DomainError('forbidden', 'second-person-needed', hint)
  }
  await db
    .updateTable('provider_channel')
    .set({ state: 'active', approved_by: by.actor, approver: by.name, approved_at: at })
    .where('id', '=', id)
    .execute()
  await putBeforeItsKind(db, id, row.provider_id)
  await audit(db, by.actor, 'channel-approved', id, {})
}

/** Takes the place of the first of its kind, which comes next with all that came behind it. */
async function putBeforeItsKind(db: DbOrTransaction, id: string, providerId: string) {
  // Two that are approved at once see each other.
  await lockProvider(db, providerId)
  await sql`
    update provider_channel c set rank = case when c.id = f.made then f.rank else c.rank + 1 end
    from (select o.id, o.rank, made.id as made from provider_channel made
      join provider_channel o on o.provider_id = made.provider_id and o.kind = made.kind
        and o.state = 'active' and o.id <> made.id
      where made.id = ${id} and made.rank <= (select min(s.rank) from provider_channel s
        where s.provider_id = made.provider_id and s.kind = made.kind and s.state = 'active' and s.id <> made.id)
      order by o.rank, o.id limit 1) f
    where c.provider_id = ${providerId} and c.state = 'active'
      and (c.id = f.made or (c.rank, c.id) >= (f.rank, f.id))`.execute(db)
}

/** What whoever refuses a way may say of why; the provider reads it in its own language. */
export const REFUSAL_REASONS = ['not-confirmed', 'test-failed', 'other-way'] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/**
 * Drops what was proposed, so that nobody approves it any more; nothing is done to a way in use.
 *
 * @param by.reason  null where none is given
 * @throws {DomainError} conflict `channel-not-proposed`
 */
export async function refuseChannel(
  db: DbOrTransaction,
  id: string,
  { actor, at, reason = null }: { actor: string; at: Date; reason?: RefusalReason | null },
): Promise<void> {
  await proposedChannel(db, id)
  const because = reason === null ? 'refused' : `refused-${reason}`
  await disableChannel(db, id, { actor, at, because })
}

/** A way, which nobody else settles until the end of the transaction. */
export const lockChannel = (db: DbOrTransaction, id: string) =>
  db
    .selectFrom('provider_channel')
    .select(['provider_id', 'state', 'added_by', 'adder'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

/** Who proposed it; nobody else settles it meanwhile. */
async function proposedChannel(db: DbOrTransaction, id: string) {
  const row = await lockChannel(db, id)
  if (row?.state === 'proposed') return row
  const hint = 'Settling a channel: none is proposed under this id; propose it first'
  throw new DomainError('conflict', 'channel-not-proposed', hint)
}

/** Nothing goes this way any more. @returns false when it was not in use */
export async function disableChannel(
  db: DbOrTransaction,
  id: string,
  by: { actor: string; because: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('provider_channel')
    .set({ state: 'disabled', disabled_because: by.because, disabled_at: by.at })
    .where('id', '=', id)
    .where('state', '<>', 'disabled')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await audit(db, by.actor, 'channel-disabled', id, { because: by.because })
  return true
}

export type ChosenChannel = { kind: ChannelKind; id: string | null }

const BY_MAIL: ChosenChannel = { kind: 'smtp', id: null }

/** By which way a provider is told now: the active one of the lowest rank, else mail. */
export async function channelOf(db: DbOrTransaction, providerId: string): Promise<ChosenChannel> {
  const row = await db
    .selectFrom('provider_channel')
    .select(['id', 'kind'])
    .where('provider_id', '=', providerId)
    .where('state', '=', 'active')
    .orderBy('rank')
    .orderBy('id')
    .limit(1)
    .modifyEnd(PLANNED_ONCE)
    .executeTakeFirst()
  return row ?? BY_MAIL
}

/**
 * Reads a way with what it takes to use it.
 *
 * @returns null when there is none of this id
 * @throws {DomainError} `channel-settings-invalid`, `field-not-readable`
 */
export async function readChannel(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  id: string,
): Promise<{ isActive: boolean; settings: ChannelSettings } | null> {
  const row = await db
    .selectFrom('provider_channel')
    .select(['kind', 'state', 'configuration_ct'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const configuration = JSON.parse(crypto.openText(placeOf(id), row.configuration_ct)) as unknown
  return {
    isActive: row.state === 'active',
    settings: readChannelSettings(row.kind, configuration),
  }
}

export type ListedChannel = {
  id: string
  kind: ChannelKind
  rank: number
  state: 'proposed' | 'active' | 'disabled'
  /** As `serverOf`: whoever approves a way sees where it leads. Null also where its settings cannot be read. */
  server: string | null
  addedBy: string
  addedAt: Date
  approvedBy: string | null
  disabledBecause: string | null
  disabledAt: Date | null
}

/** The ways of a provider, those that were disabled too, without what it takes to use them. */
export async function channelsOf(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  providerId: string,
): Promise<ListedChannel[]> {
  const rows = await db
    .selectFrom('provider_channel')
    .select(['id', 'kind', 'rank', 'state', 'configuration_ct'])
    .select(['added_by', 'added_at', 'approved_by', 'disabled_because', 'disabled_at'])
    .where('provider_id', '=', providerId)
    .orderBy('rank')
    .orderBy('id')
    .execute()
  return rows.map(({ id, kind, rank, state, configuration_ct: sealed, ...row }) => ({
    id,
    kind,
    rank,
    state,
    server: serverIn(crypto, id, kind, sealed),
    addedBy: row.added_by,
    addedAt: row.added_at,
    approvedBy: row.approved_by,
    disabledBecause: row.disabled_because,
    disabledAt: row.disabled_at,
  }))
}

/** One way that cannot be read hides nothing else of its provider; it cannot be used either. */
function serverIn(
  crypto: FieldCrypto,
  id: string,
  kind: ChannelKind,
  sealed: Buffer,
): string | null {
  try {
    return serverOf(readChannelSettings(kind, JSON.parse(crypto.openText(placeOf(id), sealed))))
  } catch (error) {
    if (error instanceof DomainError) return null
    throw error
  }
}

/**
 * A way is named below its provider: none of another one is reached by mistake.
 *
 * @throws {DomainError} not-found `channel-not-found`
 */
export async function channelOfProvider(
  db: DbOrTransaction,
  providerId: string,
  id: string,
): Promise<Pick<ListedChannel, 'id' | 'kind' | 'state'>> {
  const row = await db
    .selectFrom('provider_channel')
    .select(['id', 'kind', 'state'])
    .where('provider_id', '=', providerId)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw noChannel()
  return row
}

export const noChannel = (): DomainError =>
  new DomainError('not-found', 'channel-not-found', 'Looking for a channel: the provider has none')

/** A notice that its channel did not take goes on by mail, at once. */
export async function fallBackToMail(db: DbOrTransaction, noticeId: string): Promise<void> {
  await db
    .updateTable('notice')
    .set({ channel: 'smtp', channel_id: null })
    .where('id', '=', noticeId)
    .execute()
}

const audit = (
  db: DbOrTransaction,
  actor: string,
  action: string,
  id: string,
  detail: Record<string, string>,
) => writeAudit(db, { actor, action, objectType: 'provider_channel', objectId: id, detail })

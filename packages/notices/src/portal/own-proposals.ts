import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import {
  disableChannel,
  lockChannel,
  noChannel,
  REFUSAL_REASONS,
  type ListedChannel,
  type Person,
  type RefusalReason,
} from '../provider-channel-store.ts'
import { decideProposal, noContact } from '../register/contact-proposals.ts'

const DAY_MS = 86_400_000
/** So long a provider sees that something of it was refused or ended. */
const SHOWN_DAYS = 90
const MOST_SHOWN = 5
const BY_PROVIDER = 'by provider'

type By = Person & { at: Date }

const PREFIX = 'provider:'

/** Whether somebody of a provider did it, in the portal. */
export const isOfProvider = (actor: string): boolean => actor.startsWith(PREFIX)

/**
 * Somebody of a provider takes back a way that one of them proposed and that waits. Call it in a transaction.
 *
 * @throws {DomainError} not-found `channel-not-found`, also for one of another provider or that the hotline proposed;
 *   conflict `proposal-settled` when it was approved or refused meanwhile
 */
export async function withdrawProposal(
  db: DbOrTransaction,
  { providerId, channelId }: { providerId: string; channelId: string },
  { actor, at }: By,
): Promise<void> {
  // Locked before it is looked at, as by whoever approves it.
  const row = await lockChannel(db, channelId)
  if (row?.provider_id !== providerId || !isOfProvider(row.added_by)) throw noChannel()
  if (row.state !== 'proposed') throw settled()
  await disableChannel(db, channelId, { actor, because: BY_PROVIDER, at })
}

/**
 * Somebody of a provider takes back a mailbox that one of them proposed and that waits. Call it in a transaction.
 *
 * @throws {DomainError} not-found `contact-not-found`, conflict `proposal-settled`; as `withdrawProposal`
 */
export async function withdrawContact(
  db: DbOrTransaction,
  { providerId, id }: { providerId: string; id: string },
  { actor, name, at }: By,
): Promise<void> {
  const row = await db
    .selectFrom('contact_proposal')
    .select(['state', 'proposed_by'])
    .where('id', '=', id)
    .where('provider_id', '=', providerId)
    .forUpdate()
    .executeTakeFirst()
  if (!row || !isOfProvider(row.proposed_by)) throw noContact()
  if (row.state !== 'proposed') throw settled()
  await decideProposal(db, id, 'dropped', { actor, name, now: at })
  const about = { objectType: 'provider', objectId: providerId, detail: { proposal: id } }
  await writeAudit(db, { actor, action: 'contact-withdrawn', ...about })
}

const settled = (): DomainError =>
  new DomainError(
    'conflict',
    'proposal-settled',
    'Taking back a proposal: it was approved, refused or taken back; look at its state',
  )

/** A way that is not used, or not any more, and how that came. */
export type EndedWay = Pick<ListedChannel, 'id' | 'kind' | 'server'> & {
  at: Date
  /** `shut`: its own server answered that it takes nothing. */
  how: 'refused' | 'shut' | 'ended'
  /** Of one that was refused, where it was given. */
  reason: RefusalReason | null
  /** Status of HTTP with which it shut. */
  code: number | null
}

/** What a provider proposed and was refused, and what went out of use, of 90 days; the newest five, and none that it took back. */
export function endedWays(channels: readonly ListedChannel[], now: Date): EndedWay[] {
  const since = now.getTime() - SHOWN_DAYS * DAY_MS
  return channels
    .flatMap((one) => {
      const at = one.disabledAt
      const how = at === null || at.getTime() < since ? null : howEnded(one)
      if (at === null || how === null) return []
      const { id, kind, server } = one
      return [{ id, kind, server, at, ...how }]
    })
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, MOST_SHOWN)
}

function howEnded({
  addedBy,
  approvedBy,
  disabledBecause,
}: ListedChannel): Pick<EndedWay, 'how' | 'reason' | 'code'> | null {
  const because = disabledBecause ?? ''
  if (because === BY_PROVIDER) return null
  if (approvedBy === null) {
    if (!isOfProvider(addedBy)) return null
    const reason = REFUSAL_REASONS.find((one) => because === `refused-${one}`) ?? null
    return { how: 'refused', reason, code: null }
  }
  const [, status] = /^http-(\d{3})$/.exec(because) ?? []
  return status === undefined
    ? { how: 'ended', reason: null, code: null }
    : { how: 'shut', reason: null, code: Number(status) }
}

export type RefusedMailbox = { id: string; mailbox: string; at: Date }

/** Mailboxes that a provider proposed and was refused, of 90 days and not proposed anew since; the newest five. */
export async function refusedMailboxes(
  db: DbOrTransaction,
  providerId: string,
  now: Date,
): Promise<RefusedMailbox[]> {
  const { rows } = await sql<RefusedMailbox>`
    select id, mailbox, decided_at as at from contact_proposal c
     where provider_id = ${providerId} and state = 'dropped'
       and decided_at > ${new Date(now.getTime() - SHOWN_DAYS * DAY_MS)}
       and starts_with(proposed_by, ${PREFIX}) and not starts_with(decided_by, ${PREFIX})
       and not exists (select from contact_proposal later where later.provider_id = c.provider_id
         and later.mailbox = c.mailbox and later.proposed_at > c.proposed_at)
     order by decided_at desc limit ${MOST_SHOWN}`.execute(db)
  return rows
}

import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { KeyKind } from '../channels/recipient-key.ts'
import type { Refusal } from '../provider-store.ts'
import { byPreference, type ContactSource } from '../recipients/contact.ts'

const BOUNCES_SHOWN = 10

export type RegisteredContact = {
  id: string
  mailbox: string
  /** One of `CONTACT_SOURCES`. */
  source: string
  observedAt: Date
  /** When it was given up; null while it counts, or when it has another chance. */
  refusedAt: Date | null
  /** Mails that it did not take, in all. */
  refusals: number
  retiredAt: Date | null
  /** The newest 10. */
  bounces: { at: Date; kind: Refusal['kind']; noticeId: string | null }[]
}

/** Every mailbox of a provider with what became of mail to it: those that count first, as they are written to. */
export async function registeredContacts(
  db: DbOrTransaction,
  providerId: string,
): Promise<RegisteredContact[]> {
  const { rows } = await sql<Omit<RegisteredContact, 'bounces'> & { place: number }>`
    select id, mailbox, source, fetched_at as "observedAt", refused_at as "refusedAt", refusals,
      retired_at as "retiredAt", place
    from provider_contact where provider_id = ${providerId}`.execute(db)
  const bounces = await sql<RegisteredContact['bounces'][number] & { contactId: string }>`
    select c.id as "contactId", r.at, r.kind, r.notice_id as "noticeId"
    from provider_contact c
    cross join lateral (select * from contact_refusal r where r.contact_id = c.id
      order by r.at desc limit ${BOUNCES_SHOWN}) r
    where c.provider_id = ${providerId} order by r.at desc`.execute(db)
  const candidate = ({ mailbox: email, source, ...row }: (typeof rows)[number]) => ({
    ...row,
    email,
    source: source as ContactSource,
  })
  const sorted = rows.toSorted(
    (left, right) =>
      Number(left.retiredAt !== null) - Number(right.retiredAt !== null) ||
      byPreference(candidate(left), candidate(right)),
  )
  return sorted.map(({ place: _place, ...row }) => ({
    ...row,
    bounces: bounces.rows
      .filter(({ contactId }) => contactId === row.id)
      .map(({ at, kind, noticeId }) => ({ at, kind, noticeId })),
  }))
}

export type ContactProposal = {
  id: string
  mailbox: string
  proposedBy: string
  /** Name of that person. */
  proposer: string
  proposedAt: Date
}

/** Mailboxes that wait for a second person, oldest first. */
export async function openProposals(
  db: DbOrTransaction,
  providerId: string,
): Promise<ContactProposal[]> {
  const { rows } = await sql<ContactProposal>`
    select id, mailbox, proposed_by as "proposedBy", proposer, proposed_at as "proposedAt"
    from contact_proposal where provider_id = ${providerId} and state = 'proposed'
    order by proposed_at, id`.execute(db)
  return rows
}

export type RegisteredKey = {
  kind: KeyKind
  /** Hex. */
  fingerprint: string
  validFrom: Date
  validTo: Date | null
  addedBy: string
  /** Their name, since they may have used a key of an API; null where none was kept. */
  adder: string | null
  addedAt: Date
  /** Null while it waits, and for those that one person added before two were asked for. */
  approvedBy: string | null
  revokedAt: Date | null
  state: 'proposed' | 'active' | 'revoked' | 'refused'
}

/** The keys of a provider: those that wait for a second person first, revoked ones last. */
export async function keysOf(db: DbOrTransaction, providerId: string): Promise<RegisteredKey[]> {
  const { rows } = await sql<RegisteredKey>`
    select kind, fingerprint, valid_from as "validFrom", valid_to as "validTo",
      added_by as "addedBy", adder, added_at as "addedAt", approved_by as "approvedBy", revoked_at as "revokedAt",
      case when revoked_at is null then case when approved_at is null then 'proposed' else 'active' end
        when approved_at is null then 'refused' else 'revoked' end as state
    from provider_key where provider_id = ${providerId}
    order by revoked_at is not null, approved_at is not null, coalesce(approved_at, added_at) desc, id desc`.execute(
    db,
  )
  return rows
}

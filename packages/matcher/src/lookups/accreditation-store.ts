import { DomainError } from '@nightlight/contract'
import type { Database, DbOrTransaction } from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import type { LookupAlgorithm } from './lookup-terms.ts'

type Row = Selectable<Database['lookup_accreditation']>
/** Whoever does something to an accreditation, and when. */
export type LookupActor = { actor: string; name: string; at: Date }

export const ACCREDITATION_STATES = ['proposed', 'approved', 'expired', 'frozen', 'ended'] as const
export type AccreditationState = (typeof ACCREDITATION_STATES)[number]

export type Accreditation = {
  id: string
  providerId: string
  purpose: string
  algorithms: LookupAlgorithm[]
  listIds: string[]
  /** Hashes. */
  quotaMinute: number
  quotaDay: number
  expiresAt: Date
  state: AccreditationState
  proposer: string
  proposedAt: Date
  approver: string | null
  approvedAt: Date | null
  endedAt: Date | null
  frozenAt: Date | null
  canaries: number
  /** Of today and the 29 days before it, UTC. */
  calls: number
  hashes: number
  hits: number
}

/** Only one that is `approved` lets anybody ask. */
export function stateOf(
  row: Pick<Row, 'ended_at' | 'frozen_at' | 'expires_at' | 'approved_at'>,
  at: Date,
): AccreditationState {
  if (row.ended_at !== null) return 'ended'
  if (row.frozen_at !== null) return 'frozen'
  if (row.expires_at <= at) return 'expired'
  return row.approved_at === null ? 'proposed' : 'approved'
}

/** Every accreditation, or those of one provider, the newest first, with what was asked in 30 days. */
export async function accreditations(
  db: DbOrTransaction,
  at: Date,
  which: { providerId?: string; id?: string } = {},
): Promise<Accreditation[]> {
  const { rows } = await sql<
    Row & { canaries: number; calls: number; hashes: number; hits: number }
  >`
    select a.*, (select count(*)::int from lookup_canary c where c.accreditation_id = a.id) as canaries,
           u.calls, u.hashes, u.hits
      from lookup_accreditation a
      cross join lateral (
        select coalesce(sum(d.calls), 0)::int as calls, coalesce(sum(d.hashes), 0)::int as hashes,
               coalesce(sum(d.hits), 0)::int as hits
          from lookup_day d
         where d.accreditation_id = a.id and d.day > (${at}::timestamptz at time zone 'UTC')::date - 30) u
     where a.provider_id = coalesce(${which.providerId ?? null}::uuid, a.provider_id)
       and a.id = coalesce(${which.id ?? null}::uuid, a.id)
     order by a.proposed_at desc, a.id`.execute(db)
  return rows.map((row) => ({
    id: row.id,
    providerId: row.provider_id,
    purpose: row.purpose,
    algorithms: row.algorithms as LookupAlgorithm[],
    listIds: row.list_ids,
    quotaMinute: row.quota_minute,
    quotaDay: row.quota_day,
    expiresAt: row.expires_at,
    state: stateOf(row, at),
    proposer: row.proposer,
    proposedAt: row.proposed_at,
    approver: row.approver,
    approvedAt: row.approved_at,
    endedAt: row.ended_at,
    frozenAt: row.frozen_at,
    canaries: row.canaries,
    calls: row.calls,
    hashes: row.hashes,
    hits: row.hits,
  }))
}

/** Reads one and holds it until the transaction ends. @throws {DomainError} not-found `accreditation-not-found` */
export async function lockAccreditation(db: DbOrTransaction, id: string): Promise<Row> {
  const row = await db
    .selectFrom('lookup_accreditation')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (row) return row
  throw new DomainError(
    'not-found',
    'accreditation-not-found',
    'Looking for an accreditation: none such',
  )
}

/** By whose word a call is answered. */
export type Grant = {
  accreditationId: string
  algorithms: readonly string[]
  /** Of those that it names, the lists that may answer now, and this provider. */
  listIds: string[]
  quotaMinute: number
  quotaDay: number
}

/**
 * What a provider may ask now; null when nothing. A list answers while it is not withdrawn, its authority discloses it
 * to providers, and its countries, if any, have that of the provider.
 */
export async function grantOf(
  db: DbOrTransaction,
  providerId: string,
  at: Date,
): Promise<Grant | null> {
  const { rows } = await sql<Grant>`
    select a.id as "accreditationId", a.algorithms, a.quota_minute as "quotaMinute", a.quota_day as "quotaDay",
           array(select l.id::text from hash_list l
             where l.id = any (a.list_ids) and l.disclosed_to_providers and l.withdrawn_at is null
               and (cardinality(l.jurisdictions) = 0 or upper(p.country) in (select upper(c) from unnest(l.jurisdictions) c))
           ) as "listIds"
      from lookup_accreditation a join provider p on p.id = a.provider_id
     where a.provider_id = ${providerId}::uuid and a.approved_at is not null and a.ended_at is null
       and a.frozen_at is null and a.expires_at > ${at}`.execute(db)
  return rows[0] ?? null
}

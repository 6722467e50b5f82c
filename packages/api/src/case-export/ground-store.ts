import { roleOf } from '@nightlight/audit'
import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** What a takedown rests on: which entry of whose list, and how near the file came to it; no hash of the entry. */
export async function groundOf(db: DbOrTransaction, matchId: string) {
  const { rows } = await sql<{
    id: string
    matchedAt: Date
    tier: string
    algorithm: string
    distance: number
    frame: number
    variant: string
    entry: string
    list: string
    authority: string
    legalClass: string
    category: string | null
    classification: string | null
    legalBasis: string
  }>`
    select m.id, m.matched_at as "matchedAt", m.tier, m.algorithm, m.distance, m.frame, m.variant,
           e.id as entry, l.name as list, a.name as authority, e.legal_class as "legalClass",
           e.category, l.classification, s.legal_basis as "legalBasis"
      from match m
      join list_entry e on e.id = m.entry_id
      join hash_list l on l.id = m.list_id
      join authority a on a.id = l.authority_id
      join submission s on s.id = e.submission_id
     where m.id = ${matchId}`.execute(db)
  const row = rows[0]
  if (!row) return null
  const { entry, list, authority, legalClass, category, classification, legalBasis, ...match } = row
  const source = { list, authority, legalBasis }
  return { ...match, entry: { id: entry, source, legalClass, category, classification } }
}

/** Who decided on the match, by role, and what; their words are not in it. */
export async function decisionsOf(db: DbOrTransaction, matchId: string) {
  const { rows } = await sql<{
    id: string
    verdict: string
    at: Date
    actor: string
    keyRole: string | null
  }>`
    select d.id, d.verdict, d.at, d.actor, k.role as "keyRole"
      from decision d left join api_key k on d.actor = 'key:' || k.id
     where d.match_id = ${matchId} order by d.at, d.id`.execute(db)
  return rows.map(withRole)
}

/** When a provider or somebody else said that the takedown is wrong, and what two people decided; not in what words. */
export async function disputesOf(db: DbOrTransaction, takedownId: string) {
  const { rows } = await sql<{
    id: string
    openedAt: Date
    outcome: 'uphold' | 'reject' | null
    endedAt: Date | null
  }>`
    select id, opened_at as "openedAt", outcome, ended_at as "endedAt"
      from dispute where takedown_id = ${takedownId} order by opened_at, id`.execute(db)
  return rows
}

/** What happened to the takedown, in order: codes, ids and times. */
export async function eventsOf(db: DbOrTransaction, takedownId: string) {
  const { rows } = await sql<{
    seq: number
    type: string
    at: Date
    data: Record<string, unknown>
    actor: string
    keyRole: string | null
  }>`
    select e.seq, e.type, e.at, e.data, e.actor, k.role as "keyRole"
      from takedown_event e left join api_key k on e.actor = 'key:' || k.id
     where e.takedown_id = ${takedownId} order by e.seq`.execute(db)
  return rows.map(withRole)
}

function withRole<Row extends { actor: string; keyRole: string | null }>(row: Row) {
  const { actor, keyRole, ...rest } = row
  return { ...rest, role: roleOf(actor, keyRole) }
}

/** Whoever hosts it or was told: of the takedown, of its notices, of hosts that it has left. */
export async function partiesOf(db: DbOrTransaction, takedownId: string) {
  const { rows } = await sql<{
    id: string
    kind: string
    name: string
    country: string | null
  }>`
    select p.id, p.kind, p.name, p.country from provider p
     where p.id in (
       select provider_id from takedown where id = ${takedownId}
       union select n.provider_id from notice_item i join notice n on n.id = i.notice_id
              where i.takedown_id = ${takedownId}
       union select x.id::uuid from takedown_event e, lateral (values (e.data->>'from'), (e.data->>'to')) x (id)
              where e.takedown_id = ${takedownId} and e.type = 'host-changed')
     order by p.id`.execute(db)
  return rows
}

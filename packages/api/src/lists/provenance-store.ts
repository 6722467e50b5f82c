import { maskedText, type LegalClass, type Tier } from '@nightlight/contract'
import type { EntryState } from '@nightlight/matcher'
import { PLANNED_ONCE, type Database, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import type { MatchVariant } from '../match-store.ts'
import { opinionsOf, type SecondOpinion } from '../opinion-view-store.ts'

type Match = Selectable<Database['match']>

/** On whose word a match is, how it was found, and what has become of that word. */
export type Provenance = {
  id: string
  mediaId: string
  authority: { id: string; name: string }
  list: { id: string; name: string; expiresAt: Date | null; withdrawnAt: Date | null }
  submission: { id: string; state: Selectable<Database['submission']>['state'] }
  entry: {
    id: string
    status: EntryState
    inForce: boolean
    legalClass: LegalClass
    category: string | null
    reason: string | null
    changedAt: Date | null
  }
  tier: Tier
  algorithm: Match['algorithm']
  /** Bits; 0 for digests. */
  distance: number
  orientation: number
  flavour: Match['flavour']
  frame: number
  variant: MatchVariant
  /** Epoch of the lists that it was compared with. */
  listEpoch: string
  matchedAt: Date
  /** Found when everything seen before was compared with a submission; held until released. */
  lookBack: { submissionId: string; isHeld: boolean } | null
  decisions: { verdict: 'confirm' | 'reject'; reason: string; actor: string; at: Date }[]
  secondOpinions: SecondOpinion[]
}

/** @returns null when there is no such match */
export async function readProvenance(db: DbOrTransaction, id: string): Promise<Provenance | null> {
  const row = await db
    .selectFrom('match as m')
    .innerJoin('list_entry as e', 'e.id', 'm.entry_id')
    .innerJoin('submission as s', 's.id', 'e.submission_id')
    .innerJoin('hash_list as l', 'l.id', 'm.list_id')
    .innerJoin('authority as a', 'a.id', 'l.authority_id')
    .leftJoin('submission as b', 'b.id', 'm.look_back')
    .selectAll('m')
    .select([
      'a.id as authority_id',
      'a.name as authority',
      'l.name as list',
      'l.expires_at',
      'l.withdrawn_at',
      's.id as submission_id',
      's.state as submission_state',
      'e.status',
      'e.legal_class',
      'e.category',
      'e.reason',
      'e.changed_at',
      'b.look_back as look_back_state',
      sql<boolean>`exists (select from entry_in_force f where f.id = e.id)`.as('in_force'),
    ])
    .where('m.id', '=', id)
    .modifyEnd(PLANNED_ONCE)
    .executeTakeFirst()
  if (!row) return null
  const { tier, algorithm, distance, orientation, flavour, frame, variant } = row
  const found = { tier, algorithm, distance, orientation, flavour, frame, variant }
  return {
    id,
    mediaId: row.media_id,
    authority: { id: row.authority_id, name: row.authority },
    list: {
      id: row.list_id,
      name: row.list,
      expiresAt: row.expires_at,
      withdrawnAt: row.withdrawn_at,
    },
    submission: { id: row.submission_id, state: row.submission_state },
    entry: {
      id: row.entry_id,
      status: row.status,
      inForce: row.in_force,
      legalClass: row.legal_class,
      category: row.category,
      reason: row.reason && maskedText(row.reason),
      changedAt: row.changed_at,
    },
    ...found,
    listEpoch: row.list_epoch,
    matchedAt: row.matched_at,
    lookBack:
      row.look_back === null
        ? null
        : { submissionId: row.look_back, isHeld: row.look_back_state !== 'released' },
    decisions: await decisionsOf(db, id),
    secondOpinions: (await opinionsOf(db, [row.media_id])).get(row.media_id) ?? [],
  }
}

async function decisionsOf(db: DbOrTransaction, matchId: string): Promise<Provenance['decisions']> {
  const rows = await db
    .selectFrom('decision')
    .select(['verdict', 'reason', 'actor', 'at'])
    .where('match_id', '=', matchId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, reason: maskedText(row.reason) }))
}

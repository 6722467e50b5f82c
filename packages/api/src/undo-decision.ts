import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { withFirstHost } from './match-conditions.ts'
import { lockForDecision, type Decision } from './match-store.ts'

/** What was decided, and can still be taken back by whoever decided it. */
export type Undoable = Decision & {
  decisionId: string
  matchId: string
  /** Of the address that served it first; null when it never was on a page. */
  host: string | null
  /** From then on it counts, and can be reversed but not undone. */
  effectAt: Date
  /** How many were decided with it, itself included: they are undone with it. */
  together: number
}

const SHOWN = 5

/** What somebody decided that has had no effect yet, the newest first, at most 5; what was decided together is one. */
export async function undoableBy(db: DbOrTransaction, actor: string): Promise<Undoable[]> {
  const { rows } = await sql<Undoable>`
    select d.id as "decisionId", m.id as "matchId", d.verdict, d.actor, d.at, d.effect_at as "effectAt", f.host, d.together
    from (
      select distinct on (at) id, match_id, verdict, actor, at, min(effect_at) over same as effect_at,
        (count(*) over same)::integer as together
      from decision where effect_at > clock_timestamp() and actor = ${actor}
      window same as (partition by at) order by at desc, id desc limit ${SHOWN}
    ) d join match m on m.id = d.match_id
    ${withFirstHost}
    order by d.at desc, d.id desc`.execute(db)
  return rows
}

export type Undone = { matchId: string; verdict: 'confirm' | 'reject'; isNew: boolean }
/** `mediaIds`: whose matches are as they were before, and may have something to begin. */
export type UndoneTogether = Undone & { mediaIds: string[] }

/**
 * Takes back a decision and all that the same person decided with it, or none. Call it in a transaction.
 *
 * @throws {DomainError} as `undoDecision`
 */
export async function undoTogether(
  db: DbOrTransaction,
  decisionId: string,
  by: { actor: string },
): Promise<UndoneTogether> {
  const { rows } = await sql<{ id: string; matchId: string; mediaId: string }>`
    select o.id, o.match_id as "matchId", m.media_id as "mediaId" from decision d join decision o on o.actor = d.actor and o.at = d.at and o.effect_at is not null
    join match m on m.id = o.match_id
    where d.id = ${decisionId} and d.actor = ${by.actor} and d.effect_at is not null
    order by o.match_id`.execute(db)
  // two who name different ones of them lock in one order
  for (const { matchId } of rows) await lockForDecision(db, matchId)
  // the one that was named last: where it is gone already, so are those with it
  for (const { id } of rows) if (id !== decisionId) await undoDecision(db, id, by)
  const undone = await undoDecision(db, decisionId, by)
  return { ...undone, mediaIds: [...new Set(rows.map(({ mediaId }) => mediaId))] }
}

/**
 * Takes a decision back that has had no effect yet; its match then waits again as it did before. Call it in a transaction.
 *
 * Twice equals once. What a decision begins and its undoing take turns: one comes first, and the other is told so.
 *
 * @throws {DomainError} not-found `decision-not-found`; forbidden `undo-of-another`; conflict `undo-too-late`
 */
export async function undoDecision(
  db: DbOrTransaction,
  decisionId: string,
  { actor }: { actor: string },
): Promise<Undone> {
  const matchId = await matchOf(db, decisionId)
  if (matchId !== null) await lockForDecision(db, matchId)
  const { rows } = await sql<Pick<Decision, 'verdict' | 'actor'> & { open: boolean }>`
    select verdict, actor, coalesce(effect_at > clock_timestamp(), false) as open
    from decision where id = ${decisionId}`.execute(db)
  const [stands] = rows
  if (!stands || matchId === null) return wasUndone(db, decisionId, actor)
  if (stands.actor !== actor) throw notYours()
  if (!stands.open) {
    throw new DomainError(
      'conflict',
      'undo-too-late',
      'Undoing a decision: it counts already, decide the other way instead',
    )
  }
  await sql`
    with gone as (delete from decision where id = ${decisionId} returning id, match_id, verdict, actor, at)
    insert into decision_undone (decision_id, match_id, verdict, actor, decided_at)
    select id, match_id, verdict, actor, at from gone`.execute(db)
  await writeAudit(db, {
    actor,
    action: 'match.undone',
    objectType: 'match',
    objectId: matchId,
    detail: { verdict: stands.verdict, decisionId },
  })
  return { matchId, verdict: stands.verdict, isNew: true }
}

async function matchOf(db: DbOrTransaction, decisionId: string): Promise<string | null> {
  const row = await db
    .selectFrom('decision')
    .select('match_id')
    .where('id', '=', decisionId)
    .executeTakeFirst()
  return row?.match_id ?? null
}

async function wasUndone(db: DbOrTransaction, decisionId: string, actor: string): Promise<Undone> {
  const row = await db
    .selectFrom('decision_undone')
    .select(['match_id', 'verdict', 'actor'])
    .where('decision_id', '=', decisionId)
    .executeTakeFirst()
  if (!row) {
    throw new DomainError('not-found', 'decision-not-found', 'Undoing a decision: none such')
  }
  if (row.actor !== actor) throw notYours()
  return { matchId: row.match_id, verdict: row.verdict, isNew: false }
}

const notYours = (): DomainError =>
  new DomainError('forbidden', 'undo-of-another', 'Undoing a decision: another person made it')

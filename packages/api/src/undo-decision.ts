import { DomainError } from '@nightlight/contract'
import { writeAudit, type DbOrTransaction } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
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

/** What a decision is of, as it is called. */
export type DecidedAs = Pick<Undoable, 'matchId' | 'host'>

/** A decision of this person that stands, whether it counts yet or not; null where there is none. */
export async function decidedAs(
  db: DbOrTransaction,
  decisionId: string,
  actor: string,
): Promise<DecidedAs | null> {
  const { rows } = await sql<DecidedAs>`
    select m.id as "matchId", f.host from decision d join match m on m.id = d.match_id
    ${withFirstHost}
    where d.id = ${decisionId}::uuid and d.actor = ${actor}`.execute(db)
  return rows[0] ?? null
}

/** Of which media matches are as they were before, and may have something to begin. */
export type Undone = {
  mediaIds: string[]
  /** How many of what was decided with it count already, and stay. */
  late: number
}

/** One decision of several that somebody made in one go. */
type Made = { id: string; matchId: string; mediaId: string }

/**
 * Takes back a decision that has had no effect yet, and all such that the same person made with it; their matches then
 * wait again as they did before. Call it in a transaction.
 *
 * Twice equals once. What a decision begins and its undoing take turns: one comes first, and the other is told so.
 *
 * @throws {DomainError} not-found `decision-not-found`; forbidden `undo-of-another`; conflict `undo-too-late` where all of
 *   them count
 */
export async function undoTogether(
  db: DbOrTransaction,
  decisionId: string,
  { actor }: { actor: string },
): Promise<Undone> {
  await refuseOfAnother(db, decisionId, actor)
  // two who name different ones of them lock in one order
  for (const { matchId } of await madeWith(db, decisionId)) await lockForDecision(db, matchId)
  const made = await madeWith(db, decisionId)
  const back: Made[] = []
  for (const one of made) if (await takeBack(db, one, actor)) back.push(one)
  if (back.length === 0 && !(await anyUndoneWith(db, decisionId))) {
    throw new DomainError(
      'conflict',
      'undo-too-late',
      'Undoing a decision: it counts already, decide the other way instead',
    )
  }
  const mediaIds = [...new Set(back.map(({ mediaId }) => mediaId))]
  return { mediaIds, late: made.length - back.length }
}

/** By whom and when a decision was made, whether it stands or not: what was decided in one go has both in common. */
const named = (decisionId: string): RawBuilder<unknown> => sql`(
  select actor, at from decision where id = ${decisionId}
  union all select actor, decided_at from decision_undone where decision_id = ${decisionId}) n`

/** @throws {DomainError} not-found `decision-not-found`; forbidden `undo-of-another` */
async function refuseOfAnother(
  db: DbOrTransaction,
  decisionId: string,
  actor: string,
): Promise<void> {
  const { rows } = await sql<{ actor: string }>`select actor from ${named(decisionId)}`.execute(db)
  const [made] = rows
  if (!made) {
    throw new DomainError('not-found', 'decision-not-found', 'Undoing a decision: none such')
  }
  if (made.actor !== actor) {
    throw new DomainError(
      'forbidden',
      'undo-of-another',
      'Undoing a decision: another person made it',
    )
  }
}

/** What stands of what was decided in one go. */
async function madeWith(db: DbOrTransaction, decisionId: string): Promise<Made[]> {
  const { rows } = await sql<Made>`
    select d.id, d.match_id as "matchId", m.media_id as "mediaId"
    from ${named(decisionId)} join decision d on d.actor = n.actor and d.at = n.at
    join match m on m.id = d.match_id
    order by d.match_id`.execute(db)
  return rows
}

async function anyUndoneWith(db: DbOrTransaction, decisionId: string): Promise<boolean> {
  const { rows } = await sql`
    select from ${named(decisionId)}
    join decision_undone u on u.actor = n.actor and u.decided_at = n.at limit 1`.execute(db)
  return rows.length > 0
}

/** @returns whether it had no effect yet; false also where it is gone already */
async function takeBack(
  db: DbOrTransaction,
  { id, matchId }: Made,
  actor: string,
): Promise<boolean> {
  const { rows } = await sql<{ verdict: string }>`
    with gone as (
      delete from decision where id = ${id} and effect_at > clock_timestamp()
      returning id, match_id, verdict, actor, at)
    insert into decision_undone (decision_id, match_id, verdict, actor, decided_at)
    select id, match_id, verdict, actor, at from gone returning verdict`.execute(db)
  const [gone] = rows
  if (!gone) return false
  await writeAudit(db, {
    actor,
    action: 'match.undone',
    objectType: 'match',
    objectId: matchId,
    detail: { verdict: gone.verdict, decisionId: id },
  })
  return true
}

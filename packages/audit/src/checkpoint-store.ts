import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** A checkpoint as it is kept: the note with our lines, then those of witnesses. */
export type KeptCheckpoint = { size: number; note: string }

type Row = { size: string; note: string }

const columns = sql`
  c.size, c.note || coalesce((
    select string_agg(s.line, '' order by s.line) from audit_cosignature s where s.size = c.size), '') as note`

const kept = ({ size, note }: Row): KeptCheckpoint => ({ size: Number(size), note })

/** @returns null before the first one was signed */
export async function newestCheckpoint(db: DbOrTransaction): Promise<KeptCheckpoint | null> {
  const { rows } = await sql<Row>`
    select ${columns} from audit_checkpoint c order by c.size desc limit 1`.execute(db)
  return rows[0] ? kept(rows[0]) : null
}

/** Checkpoints above a size, ascending; at most `limit`. */
export async function readCheckpoints(
  db: DbOrTransaction,
  after: number,
  limit: number,
): Promise<KeptCheckpoint[]> {
  const { rows } = await sql<Row>`
    select ${columns} from audit_checkpoint c
     where c.size > ${after}::bigint order by c.size limit ${limit}`.execute(db)
  return rows.map(kept)
}

/** The checkpoints on either side of an event: the last that lacks it, the first that has it. */
export type HeadsAround = {
  index: number
  before: KeptCheckpoint | null
  by: KeptCheckpoint | null
}

/** Of some places in the tree the checkpoints around them, without the lines of witnesses. */
export async function readHeadsAround(
  db: DbOrTransaction,
  places: readonly number[],
): Promise<HeadsAround[]> {
  const { rows } = await sql<{ index: string; before: Row | null; by: Row | null }>`
    select p.index, to_jsonb(b) as before, to_jsonb(h) as by
      from unnest(${[...places]}::bigint[]) p (index)
      left join lateral (
        select size, note from audit_checkpoint where size <= p.index order by size desc limit 1) b on true
      left join lateral (
        select size, note from audit_checkpoint where size > p.index order by size limit 1) h on true`.execute(
    db,
  )
  return rows.map(({ index, before, by }) => ({
    index: Number(index),
    before: before && kept(before),
    by: by && kept(by),
  }))
}

export async function addCheckpoint(
  db: DbOrTransaction,
  { size, note }: KeptCheckpoint,
): Promise<void> {
  await db
    .insertInto('audit_checkpoint')
    .values({ size, note })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function addCosignatures(
  db: DbOrTransaction,
  size: number,
  lines: readonly string[],
): Promise<void> {
  for (const line of lines) {
    await db
      .insertInto('audit_cosignature')
      .values({ size, line })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Notes that a round was run, and why nothing was signed in it, if so. */
export async function noteRound(
  db: DbOrTransaction,
  at: Date,
  refused: string | null,
): Promise<void> {
  await sql`
    update audit_state set heard_at = ${at},
      refused_since = case when ${refused}::text is null then null
                           else coalesce(case when refused = ${refused} then refused_since end, ${at}) end,
      refused = ${refused}`.execute(db)
}

/** Notes up to where a witness has signed, if it did, and why it did not. */
export async function noteWitness(
  db: DbOrTransaction,
  size: number | null,
  problem: string | null,
): Promise<void> {
  await sql`
    update audit_state set witnessed_size = coalesce(${size}::bigint, witnessed_size),
      witness_problem = ${problem}`.execute(db)
}

/** The same of the timestamps. */
export async function noteTimestamp(
  db: DbOrTransaction,
  size: number | null,
  problem: string | null,
): Promise<void> {
  await sql`
    update audit_state set timestamped_size = coalesce(${size}::bigint, timestamped_size),
      timestamp_problem = ${problem}`.execute(db)
}

/** How the log is, for those who watch it. */
export type LogHealth = {
  /** Events with a place; of these, those that a checkpoint covers. */
  signedSize: number
  /** Age of the oldest event that no checkpoint covers, seconds; 0 when there is none. */
  unsequencedSeconds: number
  /** Why nothing is signed; null when all is well. */
  refused: string | null
  refusedSince: Date | null
  heardAt: Date | null
  witnessedSize: number
  witnessProblem: string | null
  timestampedSize: number
  timestampProblem: string | null
}

export async function readHealth(db: DbOrTransaction): Promise<LogHealth> {
  const { rows } = await sql<
    Omit<LogHealth, 'signedSize' | 'witnessedSize' | 'timestampedSize'> &
      Record<'signedSize' | 'witnessedSize' | 'timestampedSize', string>
  >`
    with signed as (select coalesce(max(size), 0) as size from audit_checkpoint)
    select s.size as "signedSize", refused, refused_since as "refusedSince", heard_at as "heardAt",
           witnessed_size as "witnessedSize", witness_problem as "witnessProblem",
           timestamped_size as "timestampedSize", timestamp_problem as "timestampProblem",
           coalesce(extract(epoch from clock_timestamp() - least(
             (select min(at) from audit_event where leaf_index is null),
             (select min(at) from audit_event where leaf_index >= s.size))), 0)::float8 as "unsequencedSeconds"
      from audit_state, signed s`.execute(db)
  const { signedSize, witnessedSize, timestampedSize, ...rest } = rows[0]!
  return {
    ...rest,
    signedSize: Number(signedSize),
    witnessedSize: Number(witnessedSize),
    timestampedSize: Number(timestampedSize),
  }
}

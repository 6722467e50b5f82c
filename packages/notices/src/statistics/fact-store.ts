import type { Db } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import {
  EPOCH_S,
  growingFacts,
  UNKNOWN,
  type ClockName,
  type DimensionName,
  type FactColumns,
  type FactShape,
  type GrowingFacts,
} from './fact-columns.ts'
import { keepCohorts, type KeptCohorts } from './kept-cohorts.ts'
import { MATCH_FACTS, TAKEDOWN_FACTS, type FactTable } from './fact-tables.ts'
import type { MatchClock, MatchKey } from './match-measures.ts'

const CHUNK = 20_000
const ID_BYTES = 16
/** Between texts of one column; in none of them. */
const BETWEEN = '\u001f'

/** Facts of all items of a kind, kept in memory; of takedowns where nothing else is said. */
export type FactStore<
  Clock extends string = ClockName,
  Dimension extends string = DimensionName,
> = {
  /** As the database has them now. */
  read(): Promise<Facts<Clock, Dimension>>
}

/** Columns of facts, and who is in a cohort of them; to be asked before anything else is waited for. */
export type Facts<Clock extends string = ClockName, Dimension extends string = DimensionName> = {
  columns: FactColumns<Clock, Dimension>
  membersOf: KeptCohorts<Clock, Dimension>['membersOf']
}
export type MatchFactStore = FactStore<MatchClock, MatchKey>

export const createFactStore = (db: Db): FactStore => keepFacts(db, TAKEDOWN_FACTS)
export const createMatchFactStore = (db: Db): MatchFactStore => keepFacts(db, MATCH_FACTS)

/**
 * Keeps a copy of what figures are made of, and asks before every use for what changed since.
 *
 * The first use reads everything, in parts of 20,000 rows. A change may become visible later than one that began after it:
 * what is asked for is what was written by transactions that were not over when was asked before, so that some rows are read
 * twice and none is missed.
 */
function keepFacts<Clock extends string, Dimension extends string>(
  db: Db,
  table: FactTable<Clock | 'closed_at', Dimension>,
): FactStore<Clock | 'closed_at', Dimension> {
  const growing = growingFacts(table.shape)
  const { changing, membersOf } = keepCohorts(growing.columns)
  const facts = { ...growing, changing }
  let since: string | null = null
  let reading: Promise<void> | null = null
  const refresh = async (): Promise<void> => {
    since ??= await readAll(db, table, facts)
    const these = sql`where f.changed >= ${since}::text::xid8`
    const { put, until } = await readChunk(db, table, facts, these)
    put()
    since = until
  }
  return {
    async read() {
      // whoever comes while others are read would be told of what was before
      const before = reading
      if (before) await before.catch(() => undefined)
      reading ??= refresh().finally(() => {
        reading = null
      })
      await reading
      return { columns: facts.columns, membersOf }
    },
  }
}

/** @returns from which transaction on what is written has not been read for sure */
async function readAll<Clock extends string, Dimension extends string>(
  db: Db,
  table: FactTable<Clock, Dimension>,
  facts: Written<Clock, Dimension>,
): Promise<string> {
  const { rows } = await sql<{ until: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as until`.execute(db)
  let after: string | null = null
  for (;;) {
    const id = sql`f.${sql.ref(table.id)}`
    const { put, last, count }: Chunk = await readChunk(
      db,
      table,
      facts,
      sql`${after === null ? sql`` : sql`where ${id} > ${after}::uuid`} order by ${id} limit ${CHUNK}`,
    )
    put()
    if (count < CHUNK || last === null) return rows[0]!.until
    after = last
  }
}

type Written<Clock extends string, Dimension extends string> = GrowingFacts<Clock, Dimension> &
  Pick<KeptCohorts<Clock, Dimension>, 'changing'>
type Chunk = { until: string; count: number; last: string | null; put: () => void }
type Packed = { until: string; count: number; last: string | null; ids: Buffer | null } & Record<
  string,
  Buffer | string | null
>

const packedClock = (name: string): RawBuilder<unknown> =>
  sql`string_agg(int4send(coalesce(extract(epoch from f.${sql.ref(name)})::bigint - ${sql.lit(EPOCH_S)}, 0)::int), ''::bytea) as ${sql.ref(name)}`

const packedId = (name: string, column: string): RawBuilder<unknown> =>
  sql`string_agg(coalesce(uuid_send(f.${sql.ref(column)}), decode(repeat('00', 16), 'hex')), ''::bytea) as ${sql.ref(name)}`

const packedText = (name: string, text: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`string_agg(${text}, ${sql.lit(BETWEEN)}) as ${sql.ref(name)}`

/** Columns as bytes: to read them as rows takes ten times as long. */
async function readChunk<Clock extends string, Dimension extends string>(
  db: Db,
  { shape, id, from, idColumns, textColumns }: FactTable<Clock, Dimension>,
  facts: Written<Clock, Dimension>,
  which: RawBuilder<unknown>,
): Promise<Chunk> {
  const columns = [
    ...shape.clocks.map(packedClock),
    ...shape.ids.map((name) => packedId(name, idColumns[name]!)),
    ...shape.texts.map((name) => packedText(name, textColumns[name]!)),
  ]
  const { rows } = await sql<Packed>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as until, count(*)::int as count,
      max(f.${sql.ref(id)}::text) as last, string_agg(uuid_send(f.${sql.ref(id)}), ''::bytea) as ids, ${sql.join(columns)}
    from (select * from ${from} ${which}) f`.execute(db)
  const { until, count, last } = rows[0]!
  return { until, count, last, put: () => putRows(facts, shape, rows[0]!) }
}

const NO_ID = '\0'.repeat(ID_BYTES)

function putRows<Clock extends string, Dimension extends string>(
  { columns, rowOf, codeOf, changing }: Written<Clock, Dimension>,
  { clocks, ids: idNames, texts: textNames }: FactShape<Clock, Dimension>,
  packed: Packed,
): void {
  const { ids, count } = packed
  if (!ids) return
  const idAt = (bytes: Buffer, n: number): string =>
    bytes.toString('latin1', n * ID_BYTES, (n + 1) * ID_BYTES)
  const at = Int32Array.from({ length: count }, (_, n) => rowOf(idAt(ids, n)))
  for (const row of at) changing(row)
  for (const name of clocks) {
    const [bytes, column] = [packed[name] as Buffer, columns.clocks[name]]
    for (let n = 0; n < count; n++) column[at[n]!] = bytes.readInt32BE(n * 4)
  }
  for (const name of idNames) {
    const [bytes, { codes }] = [packed[name] as Buffer, columns.dimensions[name]]
    for (let n = 0; n < count; n++) codes[at[n]!] = codeOf(name, idAt(bytes, n), uuidOf)
  }
  for (const name of textNames) {
    const [texts, { codes }] = [(packed[name] as string).split(BETWEEN), columns.dimensions[name]]
    for (let n = 0; n < count; n++) codes[at[n]!] = codeOf(name, texts[n]!)
  }
}

const uuidOf = (raw: string): string =>
  raw === NO_ID
    ? UNKNOWN
    : Buffer.from(raw, 'latin1')
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

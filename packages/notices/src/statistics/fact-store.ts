import type { Db } from '@nightlight/runtime'
import { sql, type RawBuilder } from 'kysely'
import {
  CLOCK_NAMES,
  EPOCH_S,
  growingFacts,
  ID_NAMES,
  TEXT_NAMES,
  UNKNOWN,
  type FactColumns,
  type GrowingFacts,
} from './fact-columns.ts'

const CHUNK = 20_000
const ID_BYTES = 16
/** Between texts of one column; in none of them. */
const BETWEEN = '\u001f'

/** Facts of all takedowns, kept in memory. */
export type FactStore = {
  /** As the database has them now. */
  read(): Promise<FactColumns>
}

/**
 * Keeps a copy of what figures are made of, and asks before every use for what changed since.
 *
 * The first use reads everything, in parts of 20,000 rows. A change may become visible later than one that began after it:
 * what is asked for is what was written by transactions that were not over when was asked before, so that some rows are read
 * twice and none is missed.
 */
export function createFactStore(db: Db): FactStore {
  const facts = growingFacts()
  let since: string | null = null
  let reading: Promise<void> | null = null
  const refresh = async (): Promise<void> => {
    since ??= await readAll(db, facts)
    const { put, until } = await readChunk(db, facts, sql`where f.changed >= ${since}::text::xid8`)
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
      return facts.columns
    },
  }
}

/** @returns from which transaction on what is written has not been read for sure */
async function readAll(db: Db, facts: GrowingFacts): Promise<string> {
  const { rows } = await sql<{ until: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as until`.execute(db)
  let after: string | null = null
  for (;;) {
    const { put, last, count } = await readChunk(
      db,
      facts,
      sql`${after === null ? sql`` : sql`where f.takedown_id > ${after}::uuid`}
        order by f.takedown_id limit ${CHUNK}`,
    )
    put()
    if (count < CHUNK || last === null) return rows[0]!.until
    after = last
  }
}

type Packed = { until: string; count: number; last: string | null; ids: Buffer | null } & Record<
  string,
  Buffer | string | null
>

const packedClock = (name: string): RawBuilder<unknown> =>
  sql`string_agg(int4send(coalesce(extract(epoch from f.${sql.ref(name)})::bigint - ${sql.lit(EPOCH_S)}, 0)::int), ''::bytea) as ${sql.ref(name)}`

const ID_COLUMNS = { provider: 'provider_id', registrar: 'registrar_id', list: 'list_id' } as const
const packedId = (name: (typeof ID_NAMES)[number]): RawBuilder<unknown> =>
  sql`string_agg(coalesce(uuid_send(f.${sql.ref(ID_COLUMNS[name])}), decode(repeat('00', 16), 'hex')), ''::bytea) as ${sql.ref(name)}`

const TEXT_COLUMNS = {
  country: sql`coalesce(f.country, ${sql.lit(UNKNOWN)})`,
  asn: sql`coalesce(f.asn::text, ${sql.lit(UNKNOWN)})`,
  cdn: sql`coalesce(f.cdn, '-')`,
  class: sql`f.legal_class`,
  channel: sql`coalesce(f.channel, ${sql.lit(UNKNOWN)})`,
} as const
const packedText = (name: (typeof TEXT_NAMES)[number]): RawBuilder<unknown> =>
  sql`string_agg(${TEXT_COLUMNS[name]}, ${sql.lit(BETWEEN)}) as ${sql.ref(name)}`

/** Columns as bytes: to read them as rows takes ten times as long. */
async function readChunk(db: Db, facts: GrowingFacts, which: RawBuilder<unknown>) {
  const columns = [
    ...CLOCK_NAMES.map(packedClock),
    ...ID_NAMES.map(packedId),
    ...TEXT_NAMES.map(packedText),
  ]
  const { rows } = await sql<Packed>`
    select pg_snapshot_xmin(pg_current_snapshot())::text as until, count(*)::int as count,
      max(f.takedown_id::text) as last, string_agg(uuid_send(f.takedown_id), ''::bytea) as ids, ${sql.join(columns)}
    from (select * from takedown_fact f ${which}) f`.execute(db)
  const { until, count, last } = rows[0]!
  return { until, count, last, put: () => putRows(facts, rows[0]!) }
}

const NO_ID = '\0'.repeat(ID_BYTES)

function putRows({ columns, rowOf, codeOf }: GrowingFacts, packed: Packed): void {
  const { ids, count } = packed
  if (!ids) return
  const idAt = (bytes: Buffer, n: number): string =>
    bytes.toString('latin1', n * ID_BYTES, (n + 1) * ID_BYTES)
  const at = Int32Array.from({ length: count }, (_, n) => rowOf(idAt(ids, n)))
  for (const name of CLOCK_NAMES) {
    const [bytes, column] = [packed[name] as Buffer, columns.clocks[name]]
    for (let n = 0; n < count; n++) column[at[n]!] = bytes.readInt32BE(n * 4)
  }
  for (const name of ID_NAMES) {
    const [bytes, { codes }] = [packed[name] as Buffer, columns.dimensions[name]]
    for (let n = 0; n < count; n++) codes[at[n]!] = codeOf(name, idAt(bytes, n), uuidOf)
  }
  for (const name of TEXT_NAMES) {
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

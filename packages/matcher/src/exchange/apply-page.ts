import { binaryArray, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { ListRow } from '../formats/list-row.ts'
import { nextEpoch } from '../list-epochs.ts'
import { checkRow, type CheckedRow, type RowCheck } from '../submissions/check-row.ts'
import { reviewMatchesOf } from '../submissions/review-matches.ts'
import { sourceKey, stageBatch, type Staged, type StagePlace } from '../submissions/stage-batch.ts'

export type Applied = Staged & { withdrawn: number }

/**
 * Takes over a page of an exchange: new hashes are staged, and what its source has withdrawn goes at once. A row that
 * no longer has a hash takes its entry out and comes as a new one. Call it in a transaction that holds the list.
 *
 * Rows may repeat: what is there already is a duplicate.
 */
export async function applyPage(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  place: StagePlace,
  rows: readonly ListRow[],
  legalClass: 'csam' | 'harmful',
): Promise<Applied> {
  const checks = [...lastOfEach(rows)].map((row) => ({
    reference: row.reference ?? null,
    check: checkRow(crypto, row, { legalClass, categories: null }, 'categories-are-kept'),
  }))
  const known = await knownBySource(
    db,
    place.listId,
    checks.flatMap(({ reference }) => (reference === null ? [] : sourceKey(crypto, reference))),
  )
  const outdated = checks.flatMap(({ reference, check }) => {
    const entries =
      reference === null ? [] : (known.get(nameOf(sourceKey(crypto, reference))) ?? [])
    return entries.filter((entry) => !stillSays(check, entry)).map(({ id }) => id)
  })
  await retire(db, outdated)
  const good = checks.flatMap(({ check }) => (check.status === 'good' ? [check.row] : []))
  const refused = checks.flatMap(({ check }) => (check.status === 'refused' ? [check] : []))
  const staged = await stageBatch(db, crypto, place, good)
  return {
    ...staged,
    refused: [...refused.map(({ line, reason }) => ({ line, reason })), ...staged.refused],
    withdrawn: outdated.length,
  }
}

/** Of rows with the same reference the last one counts. */
function* lastOfEach(rows: readonly ListRow[]): Generator<ListRow> {
  const last = new Map<string, number>()
  for (const [at, { reference }] of rows.entries())
    if (reference !== undefined) last.set(reference, at)
  for (const [at, row] of rows.entries()) {
    if (row.reference === undefined || last.get(row.reference) === at) yield row
  }
}

type KnownEntry = { id: string; keys: Set<string> }

const nameOf = (key: Buffer): string => key.toString('latin1')
const hashName = (algorithm: string, key: Buffer): string => algorithm + nameOf(key)

/** Whether a row still has every hash of an entry that came under its reference. */
function stillSays(check: RowCheck, { keys }: KnownEntry): boolean {
  if (check.status !== 'good') return false
  const said = new Set(
    (check.row satisfies CheckedRow).hashes.map(({ algorithm, key }) => hashName(algorithm, key)),
  )
  return keys.isSubsetOf(said)
}

/** Entries that count or may, by the name that their source gave them. */
async function knownBySource(
  db: DbOrTransaction,
  listId: string,
  keys: readonly Buffer[],
): Promise<Map<string, KnownEntry[]>> {
  if (keys.length === 0) return new Map()
  const { rows } = await sql<{
    id: string
    source_key: Buffer
    hashes: { algorithm: string; key: string }[]
  }>`
    select e.id, e.source_key, h.hashes
      from unnest(${binaryArray('bytea', keys)}::bytea[]) as wanted (source_key)
      cross join lateral (
        select id, source_key from list_entry
         where list_id = ${listId} and source_key = wanted.source_key and status <> 'revoked'
        offset 0) e
      cross join lateral (
        select coalesce(json_agg(json_build_object(
                 'algorithm', algorithm, 'key', encode(value_key, 'hex'))), '[]') as hashes
          from entry_hash where entry_id = e.id) h`.execute(db)
  const known = new Map<string, KnownEntry[]>()
  for (const { id, source_key, hashes } of rows) {
    const name = nameOf(source_key)
    const names = hashes.map(({ algorithm, key }) => hashName(algorithm, Buffer.from(key, 'hex')))
    known.set(name, [...(known.get(name) ?? []), { id, keys: new Set(names) }])
  }
  return known
}

/** Their hashes are free again: the source may name them anew, as another entry. */
async function retire(db: DbOrTransaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await reviewMatchesOf(db, sql`e.id = any(${ids}::uuid[])`)
  await sql`delete from entry_hash where entry_id = any(${ids}::uuid[])`.execute(db)
  await sql`delete from entry_source where entry_id = any(${ids}::uuid[])`.execute(db)
  const epoch = await nextEpoch(db)
  await sql`
    update list_entry set status = 'revoked', reason = 'withdrawn-by-source', changed_by = 'exchange',
           changed_at = clock_timestamp(), epoch = ${String(epoch)}::bigint
     where id = any(${ids}::uuid[])`.execute(db)
}

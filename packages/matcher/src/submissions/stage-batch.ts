import { binaryArray, newId, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { CheckedHash, CheckedRow, RowRefusal } from './check-row.ts'
import { encodePage, pagePlace } from './entry-pages.ts'
import { FLOODED, floodsOf, type Flood } from './flooded-hashes.ts'
import { bothHold, SEVERAL_CODES } from './several-codes.ts'
import { hasSuspensions, suspendAgain } from './withdrawn-suspensions.ts'

export type StagePlace = {
  listId: string
  submissionId: string
  /** How codes are called (`namingOf`) whose meaning is said later: of two of them no one is the worse yet. */
  nameOfCode?: (code: string | null) => string | null
}

export type Staged = {
  accepted: number
  duplicate: number
  refused: { line: number; reason: RowRefusal }[]
  /** New entries, in the order of their rows. */
  fresh: readonly (CheckedRow & { id: string })[]
}

/** A hash that is there already, and the entry of this list that has it; or one that no new entry may have. */
type Known = {
  entryId?: string
  isRevoked?: boolean
  isHarmless?: boolean
  flood?: Flood
}

/**
 * Writes rows as entries of a submission, which count when it does. Call it in a transaction that holds `lockImports`
 * of the list, so that two files do not add the same hash.
 *
 * A hash that the list has already is not written again: its entry gets this submission as another source, so that
 * it stays when the other one goes. Nor is one that is suspended in any list for matching too many sites: its row is
 * refused, and of what the list has of it already nothing changes.
 *
 * @param epoch  for a submission that is active already: the epoch of this change
 */
export async function stageBatch(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  place: StagePlace,
  rows: readonly CheckedRow[],
  epoch = 0n,
): Promise<Staged> {
  const { known, mayBeSuspended } = await knownHashes(db, place.listId, rows)
  const fresh: (CheckedRow & { id: string })[] = []
  const staged: Staged = { accepted: 0, duplicate: 0, refused: [], fresh }
  const sources = new Map<string, Said>()
  const here = new Map<string, string>()
  for (const row of rows) {
    const reason = refusalOf(row, known)
    if (reason) {
      staged.refused.push({ line: row.line, reason })
      continue
    }
    const isNew = ({ algorithm, key }: CheckedHash): boolean => {
      const name = nameOf(algorithm, key)
      const owner = known.get(name)?.entryId ?? here.get(name)
      if (owner !== undefined) {
        const before = sources.get(owner)
        const codes = before?.codes ?? new Set()
        if (place.nameOfCode) codes.add(place.nameOfCode(row.category))
        sources.set(owner, { row: strictest(before?.row, row), codes })
      }
      return owner === undefined
    }
    const hashes = row.hashes.filter(isNew)
    const floods = row.hashes.flatMap(
      (hash) => known.get(nameOf(hash.algorithm, hash.key))?.flood ?? [],
    )
    if (floods.includes('suspended') || (floods.length > 0 && hashes.length > 0)) {
      staged.refused.push({ line: row.line, reason: 'flooded' })
      continue
    }
    if (hashes.length === 0) {
      staged.duplicate++
      continue
    }
    const id = newId()
    for (const { algorithm, key } of hashes) here.set(nameOf(algorithm, key), id)
    fresh.push({ ...row, id, hashes })
    staged.accepted++
  }
  await insertEntries(db, crypto, place, fresh, epoch)
  if (mayBeSuspended && fresh.length > 0) {
    await suspendAgain(
      db,
      fresh.map(({ id }) => id),
    )
  }
  await insertSources(db, crypto, place, sources)
  return staged
}

/** What a batch says of an entry that has another row already, with all its codes where those are mapped later. */
type Said = { row: CheckedRow; codes: Set<string | null> }

/** By what a hash is known, as a key of a map. */
const nameOf = (algorithm: string, key: Buffer): string => algorithm + key.toString('latin1')

/** Whoever calls it worse is right until somebody looks. */
const strictest = (before: CheckedRow | undefined, row: CheckedRow): CheckedRow =>
  before?.legalClass === 'csam' ? before : row

function refusalOf({ hashes }: CheckedRow, known: Map<string, Known>): RowRefusal | undefined {
  for (const { algorithm, key } of hashes) {
    const one = known.get(nameOf(algorithm, key))
    if (one?.isHarmless) return 'on-negative-list'
    if (one?.isRevoked) return 'revoked-before'
    if (one?.flood === 'dormant') return 'flooded'
  }
  return undefined
}

type Found = {
  /** Of `flooded` and `suspensions` 0: the former are told by themselves, the latter once. */
  ord: number
  what: 'there' | 'revoked' | 'harmless' | 'flooded' | 'suspensions'
  entry_id: string | null
  algorithm: string | null
  value_key: Buffer | null
}

/**
 * Those of the hashes that this list has, or a negative list that counts, or that are flooded; and whether anything of
 * the list was suspended when it was withdrawn. A negative list may name what is flooded: that it is harmless.
 */
async function knownHashes(
  db: DbOrTransaction,
  listId: string,
  rows: readonly CheckedRow[],
): Promise<{ known: Map<string, Known>; mayBeSuspended: boolean }> {
  const known = new Map<string, Known>()
  const hashes = rows.flatMap((row) => row.hashes)
  if (hashes.length === 0) return { known, mayBeSuspended: false }
  const { rows: found } = await sql<Found>`
    with list as materialized (
      select id from hash_list
       where id = ${listId} or (negative and withdrawn_at is null
         and (expires_at is null or expires_at > clock_timestamp())
         and not (select negative from hash_list where id = ${listId})))
    select wanted.ord::int as ord, h.what, h.entry_id, null as algorithm, null::bytea as value_key
      from unnest(
             ${binaryArray(
               'text',
               hashes.map(({ algorithm }) => algorithm),
             )}::text[],
             ${binaryArray(
               'bytea',
               hashes.map(({ key }) => key),
             )}::bytea[]
           ) with ordinality as wanted (algorithm, value_key, ord)
      cross join list
      cross join lateral (
        select h.entry_id, case when list.id <> ${listId} then 'harmless'
                                when e.status = 'revoked' then 'revoked' else 'there' end as what
          from entry_hash h
          join list_entry e on e.id = h.entry_id
         where h.list_id = list.id
           and h.algorithm = wanted.algorithm
           and h.value_key = wanted.value_key
           and (list.id = ${listId} or (e.status = 'active' and exists (
             select from submission s where s.id = e.submission_id and s.state = 'active')))
        -- by the index, one by one: what the planner makes of tables that grow under it is a look at all rows
        offset 0) h
    union all
    select 0, 'flooded', null, flooded.algorithm, flooded.value_key
      from (${FLOODED}) flooded
     where not (select negative from hash_list where id = ${listId})
    union all
    select 0, 'suspensions', null, null, null where ${hasSuspensions(listId)}
  `.execute(db)
  const flooded = new Set<string>()
  for (const { ord, what, entry_id, algorithm, value_key } of found) {
    if (what === 'flooded') flooded.add(nameOf(algorithm!, value_key!))
    if (ord === 0) continue
    const hash = hashes[ord - 1]!
    const name = nameOf(hash.algorithm, hash.key)
    const before = known.get(name)
    // of the list itself it is known by, of a negative list only that it is there
    if (what === 'harmless') known.set(name, { ...before, isHarmless: true })
    else known.set(name, { ...before, entryId: entry_id!, isRevoked: what === 'revoked' })
  }
  await addFloods(db, listId, hashes, flooded, known)
  return { known, mayBeSuspended: found.some(({ what }) => what === 'suspensions') }
}

async function addFloods(
  db: DbOrTransaction,
  listId: string,
  hashes: readonly CheckedHash[],
  flooded: ReadonlySet<string>,
  known: Map<string, Known>,
): Promise<void> {
  if (flooded.size === 0) return
  const hit = hashes.filter(({ algorithm, key }) => flooded.has(nameOf(algorithm, key)))
  if (hit.length === 0) return
  const floods = await floodsOf(db, listId, hit)
  for (const [at, { algorithm, key }] of hit.entries()) {
    const name = nameOf(algorithm, key)
    known.set(name, { ...known.get(name), flood: floods[at]! })
  }
}

async function insertEntries(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { listId, submissionId }: StagePlace,
  entries: readonly (CheckedRow & { id: string })[],
  epoch: bigint,
): Promise<void> {
  if (entries.length === 0) return
  const pageId = newId()
  const sealed = crypto.seal(pagePlace(pageId), encodePage(entries))
  const keys = entries.map(({ reference }) =>
    reference === null ? null : sourceKey(crypto, reference),
  )
  const isPlain = entries.every(
    ({ legalClass, category }) => category === null && legalClass === 'csam',
  )
  const hashes = entries.flatMap(({ id, hashes }) => hashes.map((hash) => ({ ...hash, id })))
  // in one statement: each answer waits until this thread has read and checked some more rows
  await sql`
    with page as (
      insert into entry_page (id, submission_id, hashes_ct)
      values (${pageId}, ${submissionId}, ${sealed})
    ), entries as (
      insert into list_entry
        (id, list_id, submission_id, epoch, page_id, legal_class, category, source_key)
      select id, ${listId}, ${submissionId}, ${String(epoch)}::bigint, ${pageId},
             coalesce(legal_class, 'csam'), category, source_key
        from unnest(
          ${ids(entries)}::uuid[],
          ${texts(isPlain ? [] : entries.map(({ legalClass }) => legalClass))}::text[],
          ${texts(isPlain ? [] : entries.map(({ category }) => category))}::text[],
          ${binaryArray('bytea', keys.some((key) => key !== null) ? keys : [])}::bytea[]
        ) as entry (id, legal_class, category, source_key)
    )
    insert into entry_hash (entry_id, list_id, algorithm, value_key)
    select entry_id, ${listId}, algorithm, value_key
      from unnest(
        ${ids(hashes)}::uuid[],
        ${texts(hashes.map(({ algorithm }) => algorithm))}::text[],
        ${binaryArray(
          'bytea',
          hashes.map(({ key }) => key),
        )}::bytea[]
      ) as hash (entry_id, algorithm, value_key)
  `.execute(db)
}

const ids = (rows: readonly { id: string }[]): Buffer =>
  binaryArray(
    'uuid',
    rows.map(({ id }) => id),
  )
const texts = (items: readonly (string | null)[]): Buffer => binaryArray('text', items)

/** By what an entry is found that its source withdraws. */
export const sourceKey = (crypto: Pick<FieldCrypto, 'blindIndex'>, reference: string): Buffer =>
  crypto.blindIndex('entry-reference', reference)

async function insertSources(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { submissionId, nameOfCode }: StagePlace,
  sources: ReadonlyMap<string, Said>,
): Promise<void> {
  if (sources.size === 0) return
  // the entries of this submission have it as their home already, but another class may be said of them
  const rows = [...sources].map(([id, { row, codes }]) => {
    const { legalClass, category, reference } = row
    const [code = null] = nameOfCode ? codes : [category]
    const key = reference === null ? null : sourceKey(crypto, reference)
    return codes.size > 1
      ? { id, legalClass, category: SEVERAL_CODES, key, codes: JSON.stringify([...codes]) }
      : { id, legalClass, category: code, key, codes: null }
  })
  const isOne = rows.every(({ codes }) => codes === null)
  await sql`
    insert into entry_source (submission_id, entry_id, legal_class, category, source_key, codes)
    select ${submissionId}, entry_id, legal_class, category, source_key,
           case when codes is not null then array(select jsonb_array_elements_text(codes::jsonb)) end
      from unnest(
        ${ids(rows)}::uuid[],
        ${texts(rows.map(({ legalClass }) => legalClass))}::text[],
        ${texts(rows.map(({ category }) => category))}::text[],
        ${binaryArray(
          'bytea',
          rows.map(({ key }) => key),
        )}::bytea[],
        ${texts(isOne ? [] : rows.map(({ codes }) => codes))}::text[]
      ) as source (entry_id, legal_class, category, source_key, codes)
     order by entry_id
    ${bothHold(nameOfCode ? sql`true` : sql`false`)}`.execute(db)
}

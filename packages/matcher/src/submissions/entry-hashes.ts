import type { HashAlgorithm } from '@nightlight/contract'
import type { DbOrTransaction, FieldCrypto, FieldPlace } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { EntryHash } from '../lists/live-lists.ts'
import { decodePage, pagePlace } from './entry-pages.ts'

/** Hashes of an entry that the key does not open. */
export type Unreadable = 'unreadable'

/** Pages that are read at once. */
const PAGES = 4

/** Where the ciphertext of a single hash belongs: not even another hash of its entry opens in its place. */
export const hashPlace = (entryId: string, algorithm: HashAlgorithm): FieldPlace => ({
  table: 'entry_hash',
  column: 'value_ct',
  row: `${entryId}/${algorithm}`,
})

export type ReadPages = {
  pageIds: string[]
  /** Without hashes where the page cannot be read. */
  entries: { id: string; hashes: readonly EntryHash[] | null }[]
}

/** Reads the pages of a submission in their order. */
export async function* pagesAfter(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  submissionId: string,
): AsyncGenerator<ReadPages> {
  for (let last: string | null = null; ;) {
    const pages: { id: string; hashes_ct: Buffer }[] = await db
      .selectFrom('entry_page')
      .select(['id', 'hashes_ct'])
      .where('submission_id', '=', submissionId)
      .$if(last !== null, (query) => query.where('id', '>', last))
      .orderBy('id')
      .limit(PAGES)
      .execute()
    const entries: ReadPages['entries'] = []
    for (const page of pages) entries.push(...((await entriesOf(db, crypto, page)) ?? []))
    if (pages.length > 0) yield { pageIds: pages.map(({ id }) => id), entries }
    if (pages.length < PAGES) return
    last = pages.at(-1)!.id
  }
}

/** The entries of a page; by their ids alone where it does not open. */
async function entriesOf(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { id, hashes_ct }: { id: string; hashes_ct: Buffer },
): Promise<ReadPages['entries']> {
  try {
    return [...decodePage(crypto.open(pagePlace(id), hashes_ct))]
  } catch {
    const { rows } = await sql<{ id: string }>`
      select e.id from list_entry e join entry_page p on p.id = ${id}
       where e.submission_id = p.submission_id and e.page_id = p.id`.execute(db)
    return rows.map((row) => ({ id: row.id, hashes: null }))
  }
}

/** The hashes of some entries, wherever they are kept. */
export async function hashesOf(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  entryIds: readonly string[],
): Promise<Map<string, readonly EntryHash[] | Unreadable>> {
  const { rows } = await sql<{ id: string; page_id: string | null }>`
    select id, page_id from list_entry where id = any(${entryIds}::uuid[])`.execute(db)
  const found = new Map<string, readonly EntryHash[] | Unreadable>()
  const pageIds = [...new Set(rows.flatMap(({ page_id }) => page_id ?? []))]
  const wanted = new Set(rows.filter(({ page_id }) => page_id !== null).map(({ id }) => id))
  for (const id of wanted) found.set(id, 'unreadable')
  for (let from = 0; from < pageIds.length; from += PAGES) {
    const pages = await db
      .selectFrom('entry_page')
      .select(['id', 'hashes_ct'])
      .where('id', 'in', pageIds.slice(from, from + PAGES))
      .execute()
    for (const page of pages) addPage(crypto, page, wanted, found)
  }
  const single = rows.filter(({ page_id }) => page_id === null).map(({ id }) => id)
  if (single.length > 0) await addSingle(db, crypto, single, found)
  return found
}

function addPage(
  crypto: FieldCrypto,
  { id, hashes_ct }: { id: string; hashes_ct: Buffer },
  wanted: ReadonlySet<string>,
  found: Map<string, readonly EntryHash[] | Unreadable>,
): void {
  try {
    for (const entry of decodePage(crypto.open(pagePlace(id), hashes_ct))) {
      if (wanted.has(entry.id)) found.set(entry.id, entry.hashes)
    }
  } catch {
    // its entries stay unreadable
  }
}

/** Entries from before there were pages, each hash in a ciphertext of its own. */
async function addSingle(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  entryIds: readonly string[],
  found: Map<string, readonly EntryHash[] | Unreadable>,
): Promise<void> {
  const rows = await db
    .selectFrom('entry_hash')
    .select(['entry_id', 'algorithm', 'value_ct'])
    .where('entry_id', 'in', entryIds)
    .execute()
  const hashes = new Map<string, EntryHash[] | Unreadable>(entryIds.map((id) => [id, []]))
  for (const { entry_id, algorithm, value_ct } of rows) {
    const list = hashes.get(entry_id)
    if (list === undefined || list === 'unreadable' || value_ct === null) continue
    try {
      list.push({ algorithm, value: crypto.open(hashPlace(entry_id, algorithm), value_ct) })
    } catch {
      hashes.set(entry_id, 'unreadable')
    }
  }
  for (const [id, list] of hashes) found.set(id, list)
}

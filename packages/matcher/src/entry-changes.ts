import type { DbOrTransaction, FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { ActiveEntry } from './lists/live-lists.ts'
import { hashesOf, pagesAfter, type Unreadable } from './submissions/entry-hashes.ts'

/** An entry that is to be matched from now on, or no longer, or that cannot be decrypted. */
export type EntryChange =
  | { status: 'active'; entry: ActiveEntry }
  | { status: 'gone'; entryId: string }
  | { status: 'unreadable'; entryId: string; submissionId: string }

type Span = { after: bigint; upTo: bigint }

/** Entries that are read at once, where they are read one by one. */
const PAGE = 2_000
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/**
 * What happened to entries after one epoch and up to another, decrypted: those of submissions that began or ended to
 * count, then single ones. One that changes again meanwhile is told as it is, and again at its later epoch.
 *
 * @param after  -1 for everything that is active
 */
export async function* entryChanges(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  span: Span,
): AsyncGenerator<EntryChange> {
  for (const { id, isActive } of await changedSubmissions(db, span)) {
    if (isActive) yield* activeEntries(db, crypto, id)
    else yield* goneEntries(db, id)
  }
  if (span.after >= 0n) yield* singleChanges(db, crypto, span)
}

async function changedSubmissions(
  db: DbOrTransaction,
  { after, upTo }: Span,
): Promise<{ id: string; isActive: boolean }[]> {
  const { rows } = await sql<{ id: string; active: boolean }>`
    select id, state = 'active' as active from submission
     where epoch > ${String(after)}::bigint and epoch <= ${String(upTo)}::bigint and epoch > 0
       and (state = 'active' or ${after >= 0n}::boolean)
     order by epoch, id`.execute(db)
  return rows.map(({ id, active }) => ({ id, isActive: active }))
}

/** All entries of a submission that count: those of its pages, and those that came to it from another. */
export async function* activeEntries(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  submissionId: string,
): AsyncGenerator<EntryChange> {
  for await (const { pageIds, entries } of pagesAfter(db, crypto, submissionId)) {
    const apart = await entriesApart(db, pageIds)
    for (const entry of entries) {
      if (apart.has(entry.id)) continue
      if (entry.hashes === null) yield unreadable(entry.id, submissionId)
      else yield active(entry.id, submissionId, entry.hashes)
    }
  }
  // those that came from elsewhere, and those of the time before pages
  for (let last = FIRST_ID; ;) {
    const { rows } = await sql<{ id: string }>`
      select id from list_entry
       where submission_id = ${submissionId} and id > ${last}::uuid and status = 'active'
         and (moved or page_id is null)
       order by id limit ${PAGE}`.execute(db)
    const ids = rows.map(({ id }) => id)
    yield* readActive(
      db,
      crypto,
      ids.map((id) => ({ id, submissionId })),
    )
    if (ids.length < PAGE) return
    last = ids.at(-1)!
  }
}

/** Entries of these pages that do not count as those of their submission. */
async function entriesApart(db: DbOrTransaction, pageIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from list_entry
     where page_id = any(${pageIds}::uuid[]) and (moved or status <> 'active')`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

async function* goneEntries(
  db: DbOrTransaction,
  submissionId: string,
): AsyncGenerator<EntryChange> {
  for (let last = FIRST_ID; ;) {
    const { rows } = await sql<{ id: string }>`
      select id from list_entry where submission_id = ${submissionId} and id > ${last}::uuid
       order by id limit ${PAGE}`.execute(db)
    for (const { id } of rows) yield { status: 'gone', entryId: id }
    if (rows.length < PAGE) return
    last = rows.at(-1)!.id
  }
}

/** Entries that changed by themselves. */
async function* singleChanges(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  { after, upTo }: Span,
): AsyncGenerator<EntryChange> {
  for (let last = { epoch: String(after + 1n), id: FIRST_ID }; ;) {
    const { rows } = await sql<{
      id: string
      epoch: string
      submission_id: string
      active: boolean
    }>`
      select e.id, e.epoch, e.submission_id, e.status = 'active' and s.state = 'active' as active
        from (select * from list_entry
               where (epoch, id) > (${last.epoch}::bigint, ${last.id}::uuid)
                 and epoch <= ${String(upTo)}::bigint and epoch > 0
               order by epoch, id limit ${PAGE}) e
        join submission s on s.id = e.submission_id
       order by e.epoch, e.id`.execute(db)
    for (const { id, active: isActive } of rows)
      if (!isActive) yield { status: 'gone', entryId: id }
    const back = rows.filter(({ active: isActive }) => isActive)
    yield* readActive(
      db,
      crypto,
      back.map(({ id, submission_id }) => ({ id, submissionId: submission_id })),
    )
    const end = rows.at(-1)
    if (rows.length < PAGE || !end) return
    last = { epoch: end.epoch, id: end.id }
  }
}

async function* readActive(
  db: DbOrTransaction,
  crypto: FieldCrypto,
  entries: readonly { id: string; submissionId: string }[],
): AsyncGenerator<EntryChange> {
  if (entries.length === 0) return
  const hashes = await hashesOf(
    db,
    crypto,
    entries.map(({ id }) => id),
  )
  for (const { id, submissionId } of entries) {
    const found = hashes.get(id)
    if (found === undefined || found === UNREADABLE) yield unreadable(id, submissionId)
    else yield active(id, submissionId, found)
  }
}

const UNREADABLE: Unreadable = 'unreadable'

const active = (
  entryId: string,
  submissionId: string,
  hashes: ActiveEntry['hashes'],
): EntryChange => ({ status: 'active', entry: { entryId, submissionId, hashes } })

const unreadable = (entryId: string, submissionId: string): EntryChange => ({
  status: 'unreadable',
  entryId,
  submissionId,
})

/** Ids of entries that were withdrawn by themselves after an epoch, and the newest epoch of one of them. */
export async function withdrawnSince(
  db: DbOrTransaction,
  epoch: bigint,
): Promise<{ entryIds: string[]; newest: bigint }> {
  const rows = await db
    .selectFrom('list_entry')
    .select(['id', 'epoch'])
    .where('status', '<>', 'active')
    .where('epoch', '>', String(epoch < 0n ? 0n : epoch))
    .execute()
  let newest = epoch
  for (const row of rows) if (BigInt(row.epoch) > newest) newest = BigInt(row.epoch)
  return { entryIds: rows.map(({ id }) => id), newest }
}

/**
 * Tells the set of active entries from any other: their number, and the XOR of the last 48 bits of their
 * ids. Takes a second for some million entries.
 */
export async function activeSet(db: DbOrTransaction): Promise<{ count: number; xor: bigint }> {
  const { rows } = await sql<{ count: string; xor: string | null }>`
    select count(*) as count,
           bit_xor(('x' || right(e.id::text, 12))::bit(48)::bigint) as xor
      from list_entry e join submission s on s.id = e.submission_id and s.state = 'active'
     where e.status = 'active'`.execute(db)
  const { count, xor } = rows[0]!
  return { count: Number(count), xor: BigInt(xor ?? 0) }
}

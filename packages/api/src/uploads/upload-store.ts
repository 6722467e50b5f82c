import { createHash, randomBytes } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import {
  newId,
  type DbOrTransaction,
  type FieldCrypto,
  type UploadState,
} from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { Principal } from '../identity/principal.ts'
import type { UploadQuery } from '../lists/upload-query.ts'

export type Said = Static<typeof UploadQuery>

/** A file that comes in parts. */
export type StoredUpload = {
  id: string
  listId: string
  by: { actor: string; name: string }
  spool: string
  /** Null once its parts are not needed any more. */
  key: Buffer | null
  said: Said
  mapsLater: boolean
  size: number
  received: number
  headSha256: Buffer | null
  fileSha256: Buffer | null
  state: UploadState
  failure: string | null
  submissionId: string | null
  begunAt: Date
  changedAt: Date
}

type Deps = { db: DbOrTransaction; crypto: FieldCrypto }
const placeOf = (column: 'key_ct' | 'facts_ct', row: string) => ({
  table: 'file_upload',
  column,
  row,
})

export const noUpload = (): DomainError =>
  new DomainError('not-found', 'upload-not-found', 'Looking for an upload: none such')

/** An upload of a person, who alone goes on with it. @throws {DomainError} not-found `upload-not-found` */
export async function ownUpload(
  deps: Deps,
  { actor }: Pick<Principal, 'actor'>,
  id: string,
  how: 'read' | 'lock' = 'read',
): Promise<StoredUpload> {
  const asked = deps.db
    .selectFrom('file_upload')
    .selectAll()
    .where('id', '=', id)
    .where('actor', '=', actor)
  const row = await (how === 'lock' ? asked.forUpdate() : asked).executeTakeFirst()
  if (!row) throw noUpload()
  return toUpload(deps, row)
}

/** Those of a person to one list that are gone on with, the newest first. */
export async function openUploads(
  deps: Deps,
  { actor }: Pick<Principal, 'actor'>,
  listId: string | null,
): Promise<StoredUpload[]> {
  const rows = await deps.db
    .selectFrom('file_upload')
    .selectAll()
    .where('actor', '=', actor)
    .where(sql<boolean>`(${listId}::uuid is null or list_id = ${listId}::uuid)`)
    .where('state', '=', 'receiving')
    .orderBy('id', 'desc')
    .limit(20)
    .execute()
  return rows.map((row) => toUpload(deps, row))
}

/** The one that a person began with a file that begins so and is as long, to a list. */
export async function sameUpload(
  deps: Deps,
  { actor }: Pick<Principal, 'actor'>,
  of: { listId: string; size: number; headSha256: Buffer; spool: string },
): Promise<StoredUpload | null> {
  const row = await deps.db
    .selectFrom('file_upload')
    .selectAll()
    .where('list_id', '=', of.listId)
    .where('actor', '=', actor)
    .where('size', '=', String(of.size))
    .where('head_sha256', '=', of.headSha256)
    .where('spool', '=', of.spool)
    .where('state', 'in', ['receiving', 'reading'])
    .orderBy('id', 'desc')
    .forUpdate()
    .executeTakeFirst()
  return row ? toUpload(deps, row) : null
}

/** What lies here of files that are not done, of the authority of a list and of all; `coming` is still to be written to a folder. */
export async function uploadsKept(
  db: DbOrTransaction,
  listId: string,
  spool: string,
): Promise<{ ofAuthority: number; bytes: number; coming: number }> {
  const { rows } = await sql<{ n: string; bytes: string; coming: string }>`
    select count(*) filter (where l.authority_id = (select authority_id from hash_list where id = ${listId})) as n,
           coalesce(sum(u.size), 0) as bytes,
           coalesce(sum(u.size - u.received) filter (where u.state = 'receiving' and u.spool = ${spool}::uuid), 0) as coming
      from file_upload u join hash_list l on l.id = u.list_id
     where u.state in ('receiving', 'reading')`.execute(db)
  const { n, bytes, coming } = rows[0]!
  return { ofAuthority: Number(n), bytes: Number(bytes), coming: Number(coming) }
}

export async function insertUpload(
  { db, crypto }: Deps,
  { actor, name }: Pick<Principal, 'actor' | 'name'>,
  upload: Pick<StoredUpload, 'listId' | 'spool' | 'said' | 'mapsLater' | 'size' | 'headSha256'>,
  at: Date,
): Promise<string> {
  const id = newId()
  await db
    .insertInto('file_upload')
    .values({
      id,
      list_id: upload.listId,
      actor,
      person: name,
      spool: upload.spool,
      key_ct: crypto.seal(placeOf('key_ct', id), randomBytes(32)),
      facts_ct: crypto.seal(placeOf('facts_ct', id), JSON.stringify(upload.said)),
      maps_later: upload.mapsLater,
      size: upload.size,
      head_sha256: upload.headSha256,
      file_sha256: null,
      state: 'receiving',
      failure: null,
      submission_id: null,
      begun_at: at,
      changed_at: at,
    })
    .execute()
  return id
}

/** What is said of a file may be said anew as long as it comes. */
export async function setSaid({ db, crypto }: Deps, id: string, said: Said): Promise<void> {
  await db
    .updateTable('file_upload')
    .set({ facts_ct: crypto.seal(placeOf('facts_ct', id), JSON.stringify(said)) })
    .where('id', '=', id)
    .execute()
}

/** Notes that a part lies here. @returns how much does now; null when another one came before */
export async function notePart(
  db: DbOrTransaction,
  id: string,
  { offset, length, headSha256, at }: Part,
): Promise<number | null> {
  const row = await db
    .updateTable('file_upload')
    .set({
      received: offset + length,
      changed_at: at,
      ...(headSha256 === null ? {} : { head_sha256: headSha256 }),
    })
    .where('id', '=', id)
    .where('state', '=', 'receiving')
    .where('received', '=', String(offset))
    .returning('received')
    .executeTakeFirst()
  return row ? Number(row.received) : null
}
type Part = { offset: number; length: number; headSha256: Buffer | null; at: Date }

/** Ends or goes on with one: without parts it needs no key. */
export async function setState(
  db: DbOrTransaction,
  id: string,
  set: { state: 'reading' | 'done' | 'failed'; failure?: string } & Partial<
    Pick<StoredUpload, 'submissionId' | 'fileSha256'>
  >,
  at: Date,
): Promise<void> {
  const { state, failure = null, submissionId, fileSha256 } = set
  await db
    .updateTable('file_upload')
    .set({
      state,
      failure,
      changed_at: at,
      ...(submissionId === undefined ? {} : { submission_id: submissionId }),
      ...(fileSha256 === undefined ? {} : { file_sha256: fileSha256 }),
      ...(state === 'reading' ? {} : { key_ct: null }),
    })
    .where('id', '=', id)
    .execute()
}

/** Those whose parts lie in a folder and wait to be read, the oldest first. */
export async function uploadsToRead(db: DbOrTransaction, spool: string): Promise<string[]> {
  const rows = await db
    .selectFrom('file_upload')
    .select('id')
    .where('state', '=', 'reading')
    .where('spool', '=', spool)
    .orderBy('changed_at')
    .execute()
  return rows.map(({ id }) => id)
}

/** What whoever reads an upload has alone meanwhile. */
export const readingLock = (id: string) => sql<bigint>`hashtextextended(${id}, 8)`

/** @returns null when it is not to be read */
export async function uploadToRead(deps: Deps, id: string): Promise<StoredUpload | null> {
  const row = await deps.db
    .selectFrom('file_upload')
    .selectAll()
    .where('id', '=', id)
    .where('state', '=', 'reading')
    .executeTakeFirst()
  return row ? toUpload(deps, row) : null
}

/** Which of these have parts that are needed. */
export async function uploadsWithParts(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('file_upload')
    .select('id')
    .where('id', 'in', ids.length === 0 ? [newId()] : [...ids])
    .where('key_ct', 'is not', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

export const sha256Of = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

type Row = Awaited<ReturnType<typeof selectOne>>
const selectOne = (db: DbOrTransaction) =>
  db.selectFrom('file_upload').selectAll().executeTakeFirstOrThrow()

const toUpload = ({ crypto }: Deps, row: Row): StoredUpload => ({
  id: row.id,
  listId: row.list_id,
  by: { actor: row.actor, name: row.person },
  spool: row.spool,
  key: row.key_ct && crypto.open(placeOf('key_ct', row.id), row.key_ct),
  said: JSON.parse(crypto.openText(placeOf('facts_ct', row.id), row.facts_ct)) as Said,
  mapsLater: row.maps_later,
  size: Number(row.size),
  received: Number(row.received),
  headSha256: row.head_sha256,
  fileSha256: row.file_sha256,
  state: row.state,
  failure: row.failure,
  submissionId: row.submission_id,
  begunAt: row.begun_at,
  changedAt: row.changed_at,
})

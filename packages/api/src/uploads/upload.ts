import { DomainError } from '@nightlight/contract'
import { mappingOf, openSubmission, unpacked } from '@nightlight/matcher'
import { runAlone, type Db, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Principal } from '../identity/principal.ts'
import { noForeignFile } from '../lists/file-head.ts'
import { mustSeeList } from '../lists/list-scope.ts'
import { HEAD_BYTES, tooLarge } from '../lists/upload-body.ts'
import { readUploadQuery } from '../lists/upload-query.ts'
import { ruleOfList } from '../machines/signature-rule-store.ts'
import { refused } from '../machines/signed-request.ts'
import { deleteKept, lockKept } from './kept-uploads.ts'
import type { Spool } from './spool.ts'
import {
  insertUpload,
  notePart,
  ownUpload,
  readingLock,
  sameUpload,
  setSaid,
  setState,
  sha256Of,
  uploadsKept,
  type Said,
  type StoredUpload,
} from './upload-store.ts'

/** Longest part; a shorter one is taken, but none below `HEAD_BYTES` unless it is the last. */
export const PART_BYTES = 8 * 2 ** 20

export type PartLimits = {
  /** Longest file, bytes. */
  maxBytes: number
  /** Files of one authority that are kept until they are whole and read. */
  mostOfAuthority: number
  /** Bytes of all of them, as they were told. */
  mostBytes: number
}
export const PART_LIMITS: Omit<PartLimits, 'maxBytes'> = {
  mostOfAuthority: 8,
  mostBytes: 200 * 2 ** 30,
}
/** Of the disk, that is never filled by files that come in. */
const SPARE_BYTES = 2 ** 30

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date; spool: Spool }

export type Beginning = {
  listId: string
  said: Said
  mapsLater: boolean
  size: number
  /** Of its first `HEAD_BYTES`, or of all of a shorter file. */
  headSha256: Buffer | null
}

/**
 * Begins to take a file in parts, or goes on with the one that the same person began with it.
 *
 * Everything that would be refused once all of it is here is refused now.
 *
 * @throws {DomainError} invalid `file-too-large`; conflict `uploads-too-many`, `uploads-full`; as `mustSeeList`,
 *   `readUploadQuery`, `openSubmission`; `signature-required`
 */
export async function beginUpload(
  deps: Deps,
  by: Principal,
  begun: Beginning,
  limits: PartLimits,
): Promise<{ upload: StoredUpload; isResumed: boolean }> {
  const { listId, size, headSha256, said, mapsLater } = begun
  const { spool } = deps
  if (size > limits.maxBytes) throw tooLarge()
  return deps.db.transaction().execute(async (trx) => {
    const inside = { ...deps, db: trx }
    await mustSeeList(trx, by, listId)
    const { required } = await ruleOfList(trx, listId)
    if (required) throw refused('required', 'this authority takes only what is signed')
    const { facts } = readUploadQuery(said, deps.now())
    await mustOpen(inside, listId, { ...facts, mapsLater }, by)
    // two windows that begin with one file at once get the same upload, and what there is room for is given away once
    await sql`select pg_advisory_xact_lock(hashtextextended('file_upload', 7))`.execute(trx)
    const same =
      headSha256 && (await sameUpload(inside, by, { listId, size, headSha256, spool: spool.id }))
    const isSaidSo = same !== null && JSON.stringify(same.said) === JSON.stringify(said)
    if (same && (same.state === 'receiving' || isSaidSo)) {
      if (same.state === 'receiving') await setSaid(inside, same.id, said)
      return { upload: same, isResumed: true }
    }
    await mustFit(inside, begun, limits)
    const id = await insertUpload(inside, by, { ...begun, spool: spool.id }, deps.now())
    return { upload: await ownUpload(inside, by, id), isResumed: false }
  })
}

/** Opens a submission and takes that back: whatever stands in its way is told before the file comes. */
async function mustOpen(
  { db, crypto }: { db: DbOrTransaction; crypto: FieldCrypto },
  listId: string,
  facts: Parameters<typeof openSubmission>[2],
  by: Principal,
): Promise<void> {
  await sql`savepoint may_open`.execute(db)
  await openSubmission({ db, crypto }, listId, facts, by)
  await sql`rollback to savepoint may_open`.execute(db)
}

async function mustFit(
  { db, spool }: { db: DbOrTransaction; spool: Spool },
  { listId, size }: Beginning,
  { mostOfAuthority, mostBytes }: PartLimits,
): Promise<void> {
  const kept = await uploadsKept(db, listId, spool.id)
  if (kept.ofAuthority >= mostOfAuthority) throw conflict('uploads-too-many', 'too many are kept')
  const isRoom =
    kept.bytes + size <= mostBytes && kept.coming + size + SPARE_BYTES <= (await spool.free())
  if (!isRoom) throw conflict('uploads-full', 'there is no room for it')
}

/**
 * Keeps the next part of a file. Once this is done the part outlives the end of this process.
 *
 * @returns how many bytes of the file are here now
 * @throws {DomainError} conflict `upload-offset-differs`, `upload-not-receiving`, `upload-busy`, `upload-elsewhere`; invalid
 *   `upload-part-size`, `upload-too-long`, `upload-file-differs`; of the first part as `noForeignFile`
 */
export async function appendPart(
  deps: Deps,
  by: Principal,
  { id, offset, bytes }: { id: string; offset: number; bytes: Buffer },
): Promise<number> {
  const { db, spool } = deps
  const append = async (): Promise<number> => {
    const upload = await ownUpload(deps, by, id)
    const key = mustReceive(upload, spool)
    if (offset !== upload.received) throw conflict('upload-offset-differs', 'it goes on elsewhere')
    const end = offset + bytes.length
    if (end > upload.size) throw invalid('upload-too-long', 'it is longer than was told')
    const isSmall = bytes.length < HEAD_BYTES && end < upload.size
    if (isSmall || bytes.length === 0 || bytes.length > PART_BYTES)
      throw invalid('upload-part-size', 'a part of another length')
    const headSha256 = offset === 0 ? await headOfPart(upload, bytes) : null
    await spool.write({ id, key }, offset, bytes)
    const now = await notePart(db, id, { offset, length: bytes.length, headSha256, at: deps.now() })
    if (now === null) throw conflict('upload-offset-differs', 'it went on elsewhere')
    return now
  }
  return alone(db, id, append)
}

async function headOfPart({ headSha256: told }: StoredUpload, bytes: Buffer): Promise<Buffer> {
  // a picture is never written down, not even sealed, nor one that is compressed
  for (const plain of [noForeignFile(one(bytes)), noForeignFile(unpacked(one(bytes)))]) {
    await plain.next()
    await plain.return(undefined)
  }
  const head = sha256Of(bytes.subarray(0, HEAD_BYTES))
  if (told !== null && !told.equals(head))
    throw invalid('upload-file-differs', 'it begins otherwise')
  return head
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** One request at a time does something to an upload; what comes meanwhile is told to come again. */
async function alone<T>(db: Db, id: string, run: () => Promise<T>): Promise<T> {
  const done = await runAlone(db, sql`hashtextextended(${id}, 7)`, async () => ({
    result: await run(),
  }))
  if (done === null) throw conflict('upload-busy', 'another request is at it')
  return done.result
}

/** @returns the key of its parts */
function mustReceive({ state, key, spool }: StoredUpload, here: Spool): Buffer {
  if (state !== 'receiving' || key === null)
    throw conflict('upload-not-receiving', 'all of it is here')
  if (spool !== here.id) throw conflict('upload-elsewhere', 'its parts lie elsewhere')
  return key
}

/**
 * Has a file that is here as a whole read into a submission. Said twice it is done once; a file that the same person
 * handed in before, and that nobody has activated yet, is not handed in again.
 *
 * @param said.sha256  of the whole file: it is held to that when it is read
 * @throws {DomainError} conflict `upload-not-whole`, `upload-elsewhere`; as `openSubmission`
 */
export async function finishUpload(
  deps: Deps,
  by: Principal,
  { id, sha256 }: { id: string; sha256: Buffer },
): Promise<StoredUpload> {
  const upload = await deps.db.transaction().execute(async (trx) => {
    const inside = { ...deps, db: trx }
    const found = await ownUpload(inside, by, id, 'lock')
    if (found.state !== 'receiving') return found
    mustReceive(found, deps.spool)
    if (found.received < found.size) throw conflict('upload-not-whole', 'not all of it is here')
    const at = deps.now()
    if ((await ruleOfList(trx, found.listId)).required)
      throw refused('required', 'this authority takes only what is signed')
    const { facts, source } = readUploadQuery(found.said, at)
    const reading = JSON.stringify(source)
    const before = await stagedBefore(trx, found, sha256, { facts, reading })
    const { mapsLater, size, headSha256 } = found
    const submissionId =
      before ??
      (
        await openSubmission(
          inside,
          found.listId,
          {
            ...facts,
            mapsLater,
            size,
            headSha256: headSha256 ?? undefined,
            reading,
          },
          found.by,
        )
      ).submissionId
    const state = before === null ? 'reading' : 'done'
    await setState(trx, id, { state, submissionId, fileSha256: sha256 }, at)
    return ownUpload(inside, by, id)
  })
  if (upload.state === 'done') await deps.spool.remove(id)
  return upload
}

/** One of the same file and list that waits for its second person; not where it is handed in anew to leave a code out. */
async function stagedBefore(
  db: DbOrTransaction,
  { listId, by, said, mapsLater }: StoredUpload,
  sha256: Buffer,
  { facts, reading }: Pick<ReturnType<typeof readUploadQuery>, 'facts'> & { reading: string },
): Promise<string | null> {
  const categories = facts.categories ? JSON.stringify(facts.categories) : null
  const rows = await db
    .selectFrom('submission')
    .selectAll()
    .where('list_id', '=', listId)
    .where('submitted_by', '=', by.actor)
    .where('state', '=', 'staged')
    .where('file_sha256', '=', sha256)
    .where('kind', '=', said.kind ?? 'addition')
    .where('legal_basis', '=', said.legalBasis ?? '')
    // said otherwise it is another submission
    .where('reading', '=', reading)
    .where('maps_later', '=', mapsLater)
    .where(sql<boolean>`expires_at is not distinct from ${facts.expiresAt ?? null}::timestamptz`)
    .where(sql<boolean>`(maps_later or categories is not distinct from ${categories}::jsonb)`)
    .orderBy('id', 'desc')
    .execute()
  return rows.find((row) => mappingOf(row) !== 'again')?.id ?? null
}

/**
 * Throws away what is here of a file: one's own, or a colleague's, which only that one could go on with. What became of
 * a colleague's that is read stays for that one.
 *
 * @returns the list that it was for
 * @throws {DomainError} conflict `upload-being-read`, `upload-not-receiving`; as `lockKept`
 */
export async function dropUpload(deps: Deps, by: Principal, id: string): Promise<string> {
  const list = await deps.db.transaction().execute(async (trx) => {
    const { listId, state, isOwn, ...kept } = await lockKept(trx, by, id)
    if (state === 'reading' && !(await isLeft({ ...deps, db: trx }, { id, ...kept })))
      throw conflict('upload-being-read', 'it is being read')
    // the page was older than the file, of which its sender still asks what became
    if (!isOwn && (state === 'done' || state === 'failed'))
      throw conflict('upload-not-receiving', 'all of it is here')
    await deleteKept(trx, by, id)
    return listId
  })
  await deps.spool.remove(id)
  return list
}

/** After so long a file that is whole and lies in another folder than here is taken for one whose folder is gone. */
const LEFT_MS = 86_400_000

/**
 * Whether nobody reads a file that is whole, nor will: another process with a folder of its own may be at it, or wait for
 * its turn. Held so until the transaction ends.
 */
async function isLeft(
  { db, spool: here, now }: Omit<Deps, 'db'> & { db: DbOrTransaction },
  {
    id,
    spool,
    changedAt,
    isAwaited,
  }: { id: string; spool: string; changedAt: Date; isAwaited: boolean },
): Promise<boolean> {
  if (spool === here.id) return false
  if (isAwaited && now().getTime() - changedAt.getTime() < LEFT_MS) return false
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(${readingLock(id)}) as free`.execute(db)
  return rows[0]!.free
}

const conflict = (code: string, what: string): DomainError =>
  new DomainError('conflict', code, `Taking a file in parts: ${what}`)
const invalid = (code: string, what: string): DomainError =>
  new DomainError('invalid', code, `Taking a file in parts: ${what}`)

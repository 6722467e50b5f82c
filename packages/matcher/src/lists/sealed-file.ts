import { open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { newId, type FieldCrypto, type FieldPlace } from '@nightlight/runtime'

// magic, id of the file; then pieces: length as u32, ciphertext. The last piece is empty when opened.
const MAGIC = Buffer.from('NLSEAL1\n')
const ID_BYTES = 36
const LONGEST_PIECE = 64 * 2 ** 20
const OLD_MS = 3_600_000

/** Why a sealed file is not read. */
export class UnreadableFile extends Error {
  override name = 'UnreadableFile'
}

const placeOf = (id: string, piece: number | 'end'): FieldPlace => ({
  table: 'sealed_file',
  column: 'piece',
  row: `${id}/${piece}`,
})

/**
 * Writes pieces of bytes into a file, each encrypted and bound to its place in it.
 *
 * The file appears under its name when it is whole and on disk, or not at all.
 *
 * @throws what the system says of a write
 */
export async function writeSealed(
  file: string,
  crypto: FieldCrypto,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  const id = newId()
  // of its own: another process may write the same file
  const draft = `${file}.${id}.new`
  await removeOldDrafts(file)
  try {
    await using handle = await open(draft, 'w', 0o600)
    await handle.writeFile(Buffer.concat([MAGIC, Buffer.from(id)]))
    let count = 0
    for await (const piece of pieces) {
      await writePiece(handle, crypto.seal(placeOf(id, count++), Buffer.from(piece)))
    }
    await writePiece(handle, crypto.seal(placeOf(id, 'end'), String(count)))
    await handle.sync()
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await rename(draft, file)
  await using folder = await open(dirname(file))
  await folder.sync()
}

/** Drafts of processes that were killed while they wrote. */
async function removeOldDrafts(file: string): Promise<void> {
  const [folder, start] = [dirname(file), `${basename(file)}.`]
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !name.endsWith('.new')) continue
    const draft = join(folder, name)
    const { mtimeMs } = await stat(draft).catch(() => ({ mtimeMs: Infinity }))
    if (mtimeMs < Date.now() - OLD_MS) await rm(draft, { force: true })
  }
}

async function writePiece(handle: FileHandle, sealed: Buffer): Promise<void> {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(sealed.length)
  await handle.writeFile(Buffer.concat([length, sealed]))
}

/**
 * Reads the pieces of a sealed file.
 *
 * @throws {UnreadableFile} it is cut short, altered, of another key, or none; only when all pieces have come
 *   without it may they be used
 * @throws what the system says of a read, as when there is no such file
 */
export async function* readSealed(file: string, crypto: FieldCrypto): AsyncGenerator<Buffer> {
  await using handle = await open(file, 'r')
  const head = await readExactly(handle, MAGIC.length + ID_BYTES)
  if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw new UnreadableFile('read file: foreign')
  const id = head.toString('latin1', MAGIC.length)
  for (let count = 0; ; count++) {
    const length = (await readExactly(handle, 4)).readUInt32LE()
    if (length > LONGEST_PIECE) throw new UnreadableFile(`read file: piece of ${length} bytes`)
    const sealed = await readExactly(handle, length)
    const piece = openOr(crypto, placeOf(id, count), sealed)
    if (piece !== undefined) {
      yield piece
      continue
    }
    const end = openOr(crypto, placeOf(id, 'end'), sealed)
    if (end?.toString() === String(count)) return
    throw new UnreadableFile(`read file: piece ${count} is damaged`)
  }
}

function openOr(crypto: FieldCrypto, place: FieldPlace, sealed: Buffer): Buffer | undefined {
  try {
    return crypto.open(place, sealed)
  } catch {
    return undefined
  }
}

async function readExactly(handle: FileHandle, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  for (let at = 0; at < length;) {
    const { bytesRead } = await handle.read(buffer, at, length - at)
    if (bytesRead === 0) throw new UnreadableFile('read file: it ends too early')
    at += bytesRead
  }
  return buffer
}

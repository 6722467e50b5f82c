import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readdir, readFile, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { DomainError } from '@nightlight/contract'
import { createFieldCrypto } from '@nightlight/runtime'

/** Parts of files that have not come whole yet, sealed in a folder. */
export type Spool = {
  /** Of the folder: who has another one does not have its parts. */
  id: string
  /** Keeps a part; it outlives a power cut once this is done. One that lies there already is replaced. */
  write(upload: Keyed, offset: number, bytes: Uint8Array): Promise<void>
  /** All parts one after the other. @throws {DomainError} invalid `upload-part-lost` */
  read(upload: Keyed & { received: number }): AsyncGenerator<Uint8Array>
  remove(id: string): Promise<void>
  /** Removes all but these. @returns how many there were */
  keepOnly(isKnown: (ids: string[]) => Promise<ReadonlySet<string>>): Promise<number>
  /** Bytes that the disk still has. */
  free(): Promise<number>
}

type Keyed = { id: string; key: Uint8Array }

const IS_ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const PLACE = 'place'
const nameOf = (offset: number): string => `${String(offset).padStart(16, '0')}.part`

/** Opens a folder for parts of files, and makes it. */
export async function openSpool(dir: string): Promise<Spool> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const id = await placeIn(dir)
  return {
    id,
    async write(upload, offset, bytes) {
      const folder = join(dir, upload.id)
      if (await mkdir(folder, { recursive: true, mode: 0o700 })) await sync(dir)
      const [path, half] = [join(folder, nameOf(offset)), join(folder, `${randomUUID()}.half`)]
      const sealed = createFieldCrypto(upload.key).seal(placeOf(upload.id, offset), bytes)
      await durably(half, sealed)
      await rename(half, path)
      await sync(folder)
    },
    async *read(upload) {
      const crypto = createFieldCrypto(upload.key)
      for (let offset = 0; offset < upload.received;) {
        const sealed = await readFile(join(dir, upload.id, nameOf(offset))).catch(lost)
        const part = crypto.open(placeOf(upload.id, offset), sealed)
        offset += part.length
        if (part.length === 0 || offset > upload.received) return lost()
        yield part
      }
    },
    remove: (upload) => rm(join(dir, upload), { recursive: true, force: true }),
    async keepOnly(isKnown) {
      const there = (await readdir(dir)).filter((name) => IS_ID.test(name))
      const known = await isKnown(there)
      const left = there.filter((name) => !known.has(name))
      for (const name of left) await rm(join(dir, name), { recursive: true, force: true })
      return left.length
    },
    async free() {
      const { bavail, bsize } = await statfs(dir)
      return bavail * bsize
    },
  }
}

/** Bound to its upload and its place in the file, so that no part is read in place of another. */
const placeOf = (upload: string, offset: number) => ({
  table: 'file_upload',
  column: 'part',
  row: `${upload}:${offset}`,
})

/** Named as a whole or not at all: another process, or the one after a power cut, never finds half a name. */
async function placeIn(dir: string): Promise<string> {
  const path = join(dir, PLACE)
  const half = join(dir, `${randomUUID()}.half`)
  await durably(half, Buffer.from(randomUUID()))
  await link(half, path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  })
  await rm(half)
  await sync(dir)
  return (await readFile(path, 'utf8')).trim()
}

async function durably(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'w', 0o600)
  await file.writeFile(bytes)
  await file.sync()
}

async function sync(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

const lost = (): never => {
  throw new DomainError('invalid', 'upload-part-lost', 'Reading an upload: a part is not there')
}

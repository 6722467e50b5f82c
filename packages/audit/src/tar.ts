import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { DomainError } from '@nightlight/contract'
import type { ExportFiles } from './export-files.ts'

const BLOCK = 512
/** Longest name that stands in a header whole; the paths of an export are far below. */
const MAX_NAME = 100
/** Largest size that eleven octal digits say. */
const MAX_SIZE = 8 ** 11 - 1

/** A file of an archive: its bytes, or how many there are and where they come from. */
export type TarPart = {
  path: string
  content: Uint8Array | { bytes: number; from: () => AsyncIterable<string> }
}

/** An archive that every `tar` opens (ustar), file by file; nothing in it says when or by whom it was made. */
export async function* writeTar(parts: AsyncIterable<TarPart>): AsyncGenerator<Buffer> {
  for await (const { path, content } of parts) {
    const size = content instanceof Uint8Array ? content.length : content.bytes
    yield headerOf(path, size)
    if (content instanceof Uint8Array) yield Buffer.from(content)
    else for await (const text of content.from()) yield Buffer.from(text)
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK)
  }
  yield Buffer.alloc(2 * BLOCK)
}

function headerOf(path: string, size: number): Buffer {
  if (Buffer.byteLength(path) > MAX_NAME || size > MAX_SIZE) {
    throw new RangeError('Writing an archive: a name or a file is too long for it')
  }
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`
  header.write(path, 0)
  header.write(octal(0o644, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(size, 11), 124)
  header.write(octal(0, 11), 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write(`${octal(checksumOf(header), 6)} `, 148)
  return header
}

const checksumOf = (header: Buffer): number => header.reduce((sum, byte) => sum + byte, 0)

type Place = { at: number; size: number }

/**
 * The files of an archive, where they lie: only names and places are held in memory.
 *
 * @throws {DomainError} `audit-export-unreadable` for what is no whole archive of plain files
 */
export async function openTar(file: string): Promise<ExportFiles> {
  const places = await placesIn(file)
  return {
    async read(path) {
      const place = places.get(path)
      if (!place) return null
      const handle = await open(file)
      try {
        const bytes = Buffer.alloc(place.size)
        const { bytesRead } = await handle.read(bytes, 0, place.size, place.at)
        return bytes.subarray(0, bytesRead)
      } finally {
        await handle.close()
      }
    },
    async *lines(path) {
      const place = places.get(path)
      if (!place || place.size === 0) return
      const input = createReadStream(file, { start: place.at, end: place.at + place.size - 1 })
      yield* createInterface({ input })
    },
  }
}

async function placesIn(file: string): Promise<Map<string, Place>> {
  const handle = await open(file)
  try {
    const { size: length } = await handle.stat()
    const places = new Map<string, Place>()
    const header = Buffer.alloc(BLOCK)
    for (let at = 0; ;) {
      const { bytesRead } = await handle.read(header, 0, BLOCK, at)
      if (bytesRead < BLOCK) throw unreadable('it is cut off')
      if (header.every((byte) => byte === 0)) return places
      const { path, size } = readHeader(header)
      at += BLOCK
      if (at + size > length) throw unreadable('it is cut off')
      places.set(path, { at, size })
      at += Math.ceil(size / BLOCK) * BLOCK
    }
  } finally {
    await handle.close()
  }
}

function readHeader(header: Buffer): { path: string; size: number } {
  const text = (from: number, to: number) =>
    header.toString('latin1', from, to).replace(/\0.*$/s, '')
  const stated = Number.parseInt(text(148, 156), 8)
  const blank = Buffer.from(header)
  blank.fill(' ', 148, 156)
  const size = Number.parseInt(text(124, 136), 8)
  const isPlain = ['0', ''].includes(text(156, 157)) && text(345, 500) === ''
  if (stated !== checksumOf(blank) || !isPlain || !Number.isSafeInteger(size)) {
    throw unreadable('it is no archive of an export')
  }
  return { path: text(0, 100), size }
}

export const unreadable = (why: string): DomainError =>
  new DomainError('invalid', 'audit-export-unreadable', `Reading the export: ${why}`)

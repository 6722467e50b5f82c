import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { ZipEntry } from './zip.ts'

/** One file of an export; asked twice, its content must be the same. */
export type Part = {
  name: string
  content: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** A part whose content was read once, to know what it is before it is sent. */
export type MeasuredPart = ZipEntry & {
  /** 64 hex digits. */
  sha256: string
  /** Lines of a part of lines; bytes 0x0a of any other. */
  lines: number
}

/**
 * A part of which nothing is kept in memory but the piece that goes by.
 *
 * @throws the reason of the signal, once nobody waits any more
 */
export async function measure(
  { name, content }: Part,
  signal?: AbortSignal,
): Promise<MeasuredPart> {
  const sha256 = createHash('sha256')
  let [bytes, crc, lines] = [0, 0, 0]
  for await (const piece of content()) {
    signal?.throwIfAborted()
    sha256.update(piece)
    crc = crc32(piece, crc)
    bytes += piece.length
    for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines += 1
  }
  const digest = sha256.digest('hex')
  const again = (): AsyncIterable<Uint8Array> => unchanged(content(), digest)
  return { name, bytes, crc32: crc, sha256: digest, lines, content: again }
}

/** @throws {Error} at the end, where it is not what was measured: the archive is then cut off and not believed */
async function* unchanged(
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  digest: string,
): AsyncGenerator<Uint8Array> {
  const sha256 = createHash('sha256')
  for await (const piece of content) {
    sha256.update(piece)
    yield piece
  }
  if (sha256.digest('hex') !== digest) throw new Error('Exporting a case: a part changed meanwhile')
}

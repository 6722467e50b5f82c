import { DomainError } from '@nightlight/contract'
import { JsonScanner } from './json/json-scanner.ts'
import type { ListRow, SetAside } from './list-row.ts'
import { MediaReader } from './vics-media.ts'

/** Bytes that are read before their rows are handed on. */
const SLICE_BYTES = 64 * 1024

/**
 * Rows of a Project VIC JSON file, hash set or case, of any version: one row a media entry, numbered
 * from 1, with its category.
 *
 * Read as a stream: memory does not grow with the file. Only hashes and category of an entry are
 * taken; names, paths, comments, metadata and embedded pictures are passed over undecoded. PhotoDNA
 * is counted and left out.
 *
 * @throws {DomainError} `list-malformed` when it is not JSON to its end, or nested deeper than 64;
 *   `list-without-media` when it holds no media array
 */
export async function* readVics(
  bytes: AsyncIterable<Uint8Array>,
  setAside: SetAside,
): AsyncIterable<ListRow> {
  const media = new MediaReader(setAside)
  const scanner = new JsonScanner(media)
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      parsing(() => scanner.write(chunk.subarray(at, at + SLICE_BYTES)))
      for (const row of media.drain()) yield row
    }
  }
  parsing(() => scanner.end())
  for (const row of media.drain()) yield row
  if (media.lists === 0) {
    throw new DomainError(
      'invalid',
      'list-without-media',
      'Reading a JSON list: it holds no array of media, in "value" or "Media"',
    )
  }
}

function parsing(step: () => void): void {
  try {
    step()
  } catch (error) {
    throw new DomainError(
      'invalid',
      'list-malformed',
      'Reading a JSON list: it breaks off or is not JSON; nothing of it was taken',
      { cause: error },
    )
  }
}

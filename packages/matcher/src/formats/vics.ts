import { DomainError } from '@nightlight/contract'
import { Tokenizer } from '@streamparser/json'
import type { ListRow, SetAside } from './list-row.ts'
import { MediaReader } from './vics-media.ts'

/** Longest text or number of a JSON list, bytes; only an embedded picture is anywhere near. */
const LONGEST_TOKEN = 64 * 2 ** 20
const SLICE_BYTES = 64 * 1024

/**
 * Rows of a Project VIC JSON file, hash set or case, of any version: one row a media entry, numbered
 * from 1.
 *
 * Read as a stream: memory does not grow with the file. Only the hashes of an entry are taken;
 * names, paths, comments, metadata and embedded pictures are passed over. Hashes may be hex in
 * either case or base64; PhotoDNA is counted and left out.
 *
 * @throws {DomainError} `list-malformed` when it is not JSON to its end; `list-without-media` when it
 *   holds no media array
 */
export async function* readVics(
  bytes: AsyncIterable<Uint8Array>,
  setAside: SetAside,
): AsyncIterable<ListRow> {
  const media = new MediaReader(setAside)
  const tokenizer = new Tokenizer()
  let seen = 0
  let read = 0
  tokenizer.onToken = ({ token, value, offset }) => {
    seen = offset
    media.take(token, value)
  }
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      const slice = chunk.subarray(at, at + SLICE_BYTES)
      parsing(() => tokenizer.write(slice))
      read += slice.length
      if (read - seen > LONGEST_TOKEN) throw malformed()
      yield* media.drain()
    }
  }
  parsing(() => {
    if (!tokenizer.isEnded) tokenizer.end()
    media.end()
  })
  yield* media.drain()
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
    throw malformed(error)
  }
}

const malformed = (cause?: unknown): DomainError =>
  new DomainError(
    'invalid',
    'list-malformed',
    'Reading a JSON list: it breaks off or is not JSON; nothing of it was taken',
    { cause },
  )

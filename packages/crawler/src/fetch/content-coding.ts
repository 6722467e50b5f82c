import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import type { FetchLimits } from './limits.ts'
import { failed } from './stop.ts'
import { decodeZstd } from './zstd.ts'

export type Coding = 'gzip' | 'br' | 'deflate' | 'zstd'

/** What is asked for. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd'

const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  br: 'br',
  deflate: 'deflate',
  zstd: 'zstd',
}

// Some client decodes these, so passing them through would hide a picture without a trace.
const UNSUPPORTED = ['dcb', 'dcz', 'compress', 'x-compress', 'bzip2', 'x-bzip2']

/**
 * Reads `Content-Encoding`: gzip, br, deflate and zstd, in the order in which they were applied.
 *
 * A token that no browser knows is ignored, as browsers do.
 *
 * @throws {FetchStop} `encoding-refused`: a coding that cannot be read, more layers than `maxCodings`
 */
export function readCodings(
  header: string | undefined,
  { maxCodings }: Pick<FetchLimits, 'maxCodings'>,
): Coding[] {
  const tokens = (header ?? '')
    .split(',')
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== '' && token !== 'identity')
  const unsupported = tokens.find((token) => UNSUPPORTED.includes(token))
  if (unsupported !== undefined) {
    throw failed('encoding-refused', `Read the encoding: ${unsupported}`)
  }
  const layers = tokens.flatMap((token) => CODINGS[token] ?? [])
  if (layers.length > maxCodings) {
    throw failed('encoding-refused', `Read the encoding: ${layers.length} layers`)
  }
  return layers
}

/**
 * Decodes one layer of a body piece by piece, at the pace at which the pieces are taken.
 *
 * An empty body is empty in every coding. `deflate` may come with or without its zlib wrapper.
 *
 * @throws the decoder's error (`Z_…`, `ERR_…BROTLI…`, `ZSTD_…`), or what `source` throws
 */
export async function* decode(
  source: AsyncIterable<Uint8Array>,
  coding: Coding,
  limits: Pick<FetchLimits, 'zstdWindowLog' | 'maxZstdFrames'>,
): AsyncGenerator<Uint8Array> {
  const reader = source[Symbol.asyncIterator]()
  const first = await nextPiece(reader)
  if (first === null) return
  if (coding === 'zstd') {
    yield* decodeZstd(replay(first, reader), limits)
    return
  }
  const decoder = createDecoder(coding, first)
  const fed = pipeline(replay(first, reader), decoder, { end: true })
  // The same error reaches the loop below through the decoder.
  fed.catch(() => undefined)
  yield* decoder
  await fed
}

/** The first piece that holds something: a layer below may begin with an empty one. */
async function nextPiece(reader: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  for (let next = await reader.next(); !next.done; next = await reader.next()) {
    if (next.value.byteLength > 0) return next.value
  }
  return null
}

async function* replay(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

function createDecoder(coding: Exclude<Coding, 'zstd'>, first: Uint8Array) {
  if (coding === 'gzip') return createGunzip()
  if (coding === 'br') return createBrotliDecompress()
  return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw()
}

import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { failed } from './stop.ts'

export type Coding = 'identity' | 'gzip' | 'br' | 'deflate'

const CODINGS: Readonly<Record<string, Coding>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  br: 'br',
  deflate: 'deflate',
}

// Browsers decode these, so passing them through would hide a picture without a trace.
const UNSUPPORTED = ['zstd', 'dcb', 'dcz', 'compress', 'x-compress', 'bzip2', 'x-bzip2']

/**
 * Reads `Content-Encoding`: one layer of gzip, br or deflate.
 *
 * A token that no browser knows is ignored, as browsers do.
 *
 * @throws {FetchStop} `encoding-refused`: zstd and its like, more than one layer
 */
export function readCoding(header: string | undefined): Coding {
  const tokens = (header ?? '')
    .split(',')
    .map((token) => token.trim().toLowerCase())
    .filter((token) => token !== '' && token !== 'identity')
  const unsupported = tokens.find((token) => UNSUPPORTED.includes(token))
  if (unsupported !== undefined) {
    throw failed('encoding-refused', `Read the encoding: ${unsupported}`)
  }
  const layers = tokens.flatMap((token) => CODINGS[token] ?? [])
  if (layers.length > 1)
    throw failed('encoding-refused', `Read the encoding: ${layers.length} layers`)
  return layers[0] ?? 'identity'
}

/**
 * Decodes a body piece by piece, at the pace at which the pieces are taken.
 *
 * An empty body is empty in every coding. `deflate` may come with or without its zlib wrapper.
 *
 * @throws the decoder's error (`Z_…`, `ERR_…BROTLI…`), or what `source` throws
 */
export async function* decode(
  source: AsyncIterable<Uint8Array>,
  coding: Coding,
): AsyncGenerator<Uint8Array> {
  if (coding === 'identity') {
    yield* source
    return
  }
  const reader = source[Symbol.asyncIterator]()
  const first = await reader.next()
  if (first.done) return
  const decoder = createDecoder(coding, first.value)
  const fed = pipeline(replay(first.value, reader), decoder, { end: true })
  // The same error reaches the loop below through the decoder.
  fed.catch(() => undefined)
  yield* decoder
  await fed
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

function createDecoder(coding: Exclude<Coding, 'identity'>, first: Uint8Array) {
  if (coding === 'gzip') return createGunzip()
  if (coding === 'br') return createBrotliDecompress()
  return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw()
}

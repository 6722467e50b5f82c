import { DomainError } from '@nightlight/contract'
import type { Transform } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'

/** What a compressed list may grow to. */
export type UnpackLimits = {
  /** Most decoded bytes per byte of the file, once `freeBytes` are decoded. */
  maxRatio: number
  /** Decoded bytes for which the ratio is not looked at. */
  freeBytes: number
  /** Most decoded bytes in all. */
  maxBytes: number
}

export const UNPACK_LIMITS: Readonly<UnpackLimits> = {
  maxRatio: 200,
  freeBytes: 64 * 2 ** 20,
  maxBytes: 64 * 2 ** 30,
}

/** Layers of compression that are taken off; what is within more of them is refused. */
const MOST_LAYERS = 2
const PIECE_BYTES = 64 * 1024
const MAGIC_BYTES = 4

/**
 * Bytes without the gzip or zstd around them, told by their first bytes; others as they are.
 *
 * Compression within compression is taken off twice, members that follow one another are joined.
 * No more is read than is asked for. When the reader stops early, or fails, the source is closed.
 *
 * @throws {DomainError} `list-compression-broken` when the compressed bytes are damaged or break off;
 *   `list-compression-bomb` when they grow over a limit; `list-compression-nested` when there are more
 *   than two layers. An error of the source comes out as it is.
 */
export async function* unpacked(
  bytes: AsyncIterable<Uint8Array>,
  limits: Readonly<UnpackLimits> = UNPACK_LIMITS,
): AsyncGenerator<Uint8Array> {
  let encoded = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      encoded += chunk.length
      yield chunk
    }
  }
  async function* limited(layer: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let decoded = 0
    for await (const chunk of layer) {
      decoded += chunk.length
      const isFree = decoded <= limits.freeBytes
      if (decoded > limits.maxBytes || (!isFree && decoded > encoded * limits.maxRatio))
        throw bomb()
      yield chunk
    }
  }
  const layers = [counted()]
  try {
    for (let taken = 0; ; taken++) {
      const { kind, head } = await peeked(layers.at(-1)!)
      layers.push(chained(head, layers.at(-1)!))
      if (kind === null) break
      if (taken === MOST_LAYERS) throw nested()
      layers.push(limited(decoded(layers.at(-1)!, kind)))
    }
    yield* layers.at(-1)!
  } finally {
    // A generator that was never started closes nothing of what is beneath it.
    for (const layer of layers.toReversed()) await layer.return(undefined)
  }
}

type Kind = 'gzip' | 'zstd'

function kindOf(head: Uint8Array): Kind | null {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip'
  const magic = Buffer.from(head).toString('hex')
  // A zstd file may begin with a frame that is to be skipped, numbered 0 to 15.
  return magic === '28b52ffd' || /^5[0-9a-f]2a4d18$/.test(magic) ? 'zstd' : null
}

/** What bytes begin like, and the chunks that were read for it. */
async function peeked(
  bytes: AsyncGenerator<Uint8Array>,
): Promise<{ kind: Kind | null; head: Uint8Array[] }> {
  const head: Uint8Array[] = []
  for (let length = 0; length < MAGIC_BYTES;) {
    const next = await bytes.next()
    if (next.done) break
    head.push(next.value)
    length += next.value.length
  }
  return { kind: kindOf(Buffer.concat(head).subarray(0, MAGIC_BYTES)), head }
}

async function* chained(
  head: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head
  yield* rest
}

async function* decoded(bytes: AsyncGenerator<Uint8Array>, kind: Kind): AsyncGenerator<Uint8Array> {
  const options = { chunkSize: PIECE_BYTES }
  if (kind === 'gzip') {
    yield* through(createGunzip(options), bytes)
    // What may follow the last member is padding; who counts the bytes of the file is to see it too.
    for await (const _ of bytes);
    return
  }
  // A decoder stops after one frame, if more bytes were at hand than belong to it.
  let rest: Uint8Array | undefined
  do rest = yield* through(createZstdDecompress(options), bytes, rest)
  while (rest !== undefined)
}

type Decoder = Transform & { bytesWritten: number }

/** What a decoder makes of `first` and `bytes`; returns the part of a chunk that it had no use for. */
async function* through(
  decoder: Decoder,
  bytes: AsyncGenerator<Uint8Array>,
  first?: Uint8Array,
): AsyncGenerator<Uint8Array, Uint8Array | undefined> {
  let failure: { error: unknown } | undefined
  const fed = feed(decoder, bytes, first).catch((error: unknown) => {
    failure = { error }
    decoder.destroy()
    return undefined
  })
  try {
    for await (const chunk of decoder) yield chunk
  } catch (error) {
    throw failure ? failure.error : broken(error)
  } finally {
    decoder.destroy()
    await fed
  }
  return fed
}

async function feed(
  decoder: Decoder,
  bytes: AsyncGenerator<Uint8Array>,
  first: Uint8Array | undefined,
): Promise<Uint8Array | undefined> {
  const closed = new Promise<void>((resolve) => decoder.once('close', resolve))
  let written = 0
  for (let chunk = first ?? (await chunkOf(bytes)); chunk; chunk = await chunkOf(bytes)) {
    const input = chunk
    const taken = new Promise<void>((resolve) => decoder.write(input, () => resolve()))
    await Promise.race([taken, closed])
    if (decoder.destroyed) return undefined
    written += input.length
    const unused = written - decoder.bytesWritten
    if (unused > 0) return input.subarray(input.length - unused)
  }
  decoder.end()
  return undefined
}

async function chunkOf(bytes: AsyncGenerator<Uint8Array>): Promise<Uint8Array | undefined> {
  const next = await bytes.next()
  return next.done ? undefined : next.value
}

const broken = (cause: unknown): DomainError =>
  new DomainError(
    'invalid',
    'list-compression-broken',
    'Unpacking a list: the compressed file is damaged or breaks off; nothing of it was taken. Get it again',
    { cause },
  )

const nested = (): DomainError =>
  new DomainError(
    'invalid',
    'list-compression-nested',
    'Unpacking a list: it is compressed more than twice over; nothing of it was taken. Unpack it once and hand that in',
  )

const bomb = (): DomainError =>
  new DomainError(
    'invalid',
    'list-compression-bomb',
    'Unpacking a list: it grows out of proportion; nothing of it was taken. Unpack it first and import what is in it',
  )

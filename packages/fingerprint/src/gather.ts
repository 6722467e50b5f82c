import { createDigester, digest, type Digests } from './hash/digests.ts'
import type { FingerprintOutcome } from './outcome.ts'

/** A whole file, or its bytes as they arrive. */
export type PictureSource = Uint8Array | AsyncIterable<Uint8Array>

/** Longest file by default. */
export const DEFAULT_MAX_BYTES = 40 * 2 ** 20

/** A file in memory with its digests, or the refusal of one that is too long. */
export type Gathered =
  | { status: 'whole'; bytes: Uint8Array; digests: Digests }
  | (FingerprintOutcome & { status: 'refused' })

/**
 * Takes a file into memory and hashes it while it arrives.
 *
 * A stream is cancelled at the first byte beyond `maxBytes`, or when `signal` is aborted, and is not
 * waited for then.
 *
 * @param options.digests  of a whole file, where they are known already
 * @throws {RangeError} `digests` are of another length
 * @throws the reason of `signal`; whatever the stream throws
 */
export async function gather(
  source: PictureSource,
  options: { maxBytes: number; signal?: AbortSignal | undefined; digests?: Digests | undefined },
): Promise<Gathered> {
  const { maxBytes, signal, digests } = options
  if (!(source instanceof Uint8Array)) return gatherStream(source, maxBytes, signal)
  if (digests !== undefined && digests.size !== source.byteLength) {
    throw new RangeError(`fingerprint picture: digests of ${digests.size} bytes`)
  }
  const known = digests ?? digest(source)
  if (source.byteLength > maxBytes) return tooLarge(`${source.byteLength} bytes`, maxBytes, known)
  return { status: 'whole', bytes: source, digests: known }
}

async function gatherStream(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Gathered> {
  const chunks: Uint8Array[] = []
  const digester = createDigester()
  let size = 0
  const iterator = source[Symbol.asyncIterator]()
  let isOver = false
  try {
    for (;;) {
      const { value, done } = await orAborted(iterator.next(), signal)
      if (done === true) {
        isOver = true
        return { status: 'whole', bytes: Buffer.concat(chunks, size), digests: digester.finish() }
      }
      size += value.byteLength
      if (size > maxBytes) return tooLarge('more bytes', maxBytes, null)
      digester.update(value)
      chunks.push(value)
    }
  } finally {
    // A stream that does not listen must not hold up whoever has given it up.
    if (!isOver) void Promise.resolve(iterator.return?.()).catch(() => undefined)
  }
}

function tooLarge(size: string, maxBytes: number, digests: Digests | null): Gathered {
  const message = `accept picture: ${size}, limit ${maxBytes}`
  return { status: 'refused', code: 'too-large', digests, message }
}

async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

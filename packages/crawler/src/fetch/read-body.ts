import { createDigester, type Digester, type Digests } from '@nightlight/fingerprint'
import { toStop } from './answer.ts'
import { decode, readCodings, type Coding } from './content-coding.ts'
import { IMAGE_START_BYTES, isImageStart } from './image-start.ts'
import type { FetchLimits } from './limits.ts'
import { errorCode, failed, type FetchStop } from './stop.ts'

export type BodyKind = 'page' | 'image'

/** A decoded body, which owns its memory; `digests` where its first bytes or its kind are a picture's. */
export type Body = { bytes: Uint8Array; digests: Digests | null }

/** Kept up to date while reading, so that a failed fetch reports how far it came. */
export type BodyTally = { wireBytes: number; bodyBytes: number }

/**
 * Reads and decodes a whole body within the limits of its kind.
 *
 * A page whose first bytes are a picture gets the limits of pictures, and pictures are hashed while
 * they arrive. The count of decoded bytes is checked piece by piece, so at most one piece (64 KiB)
 * above the limit is ever held.
 *
 * @throws {FetchStop} `page-too-large`, `image-too-large`, `encoding-refused`, `connection-lost` (also
 *   when the body ends early), `timeout`; the signal's reason
 */
export async function readBody(
  answer: { body: AsyncIterable<Uint8Array>; headers: ReadonlyMap<string, string> },
  kind: BodyKind,
  tally: BodyTally,
  options: { limits: FetchLimits; control: AbortController },
): Promise<Body> {
  const { limits, control } = options
  const codings = readCodings(answer.headers.get('content-encoding'), limits)
  if (Number(answer.headers.get('content-length')) > limits.imageWireBytes) throw tooLarge(kind)
  const watch = watchRate(tally, limits, control)
  try {
    const meter = createMeter(kind, tally, limits)
    return await collect(decodeAll(meter.wire(answer.body), codings, meter, limits), meter)
  } catch (error) {
    control.signal.throwIfAborted()
    throw bodyStop(error)
  } finally {
    clearInterval(watch)
  }
}

/** Undoes the last coding first; what comes out between two layers has the limits of a picture. */
function decodeAll(
  source: AsyncIterable<Uint8Array>,
  codings: readonly Coding[],
  meter: Meter,
  limits: FetchLimits,
): AsyncIterable<Uint8Array> {
  return codings.reduceRight((inner, coding, index) => {
    const outer = decode(inner, coding, limits)
    return index === 0 ? outer : meter.between(outer)
  }, source)
}

type Meter = {
  wire(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>
  /** Counts what one layer makes of the wire and the next one has yet to decode. */
  between(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>
  body(chunk: Uint8Array): void
  readonly kind: BodyKind
}

function createMeter(initialKind: BodyKind, tally: BodyTally, limits: FetchLimits): Meter {
  let kind = initialKind
  let head: Uint8Array = new Uint8Array(0)

  function refuseInflated(bytes: number): void {
    if (bytes <= limits.ratioGraceBytes || bytes <= tally.wireBytes * limits.maxRatio) return
    throw failed('encoding-refused', `Decode the body: more than ${limits.maxRatio} times larger`)
  }

  return {
    get kind() {
      return kind
    },
    async *wire(source) {
      for await (const chunk of source) {
        tally.wireBytes += chunk.byteLength
        // A page may yet turn out to be a picture until its first bytes are decoded.
        const known = kind === 'page' && head.length >= IMAGE_START_BYTES
        if (tally.wireBytes > (known ? limits.pageWireBytes : limits.imageWireBytes)) {
          throw tooLarge(kind)
        }
        yield chunk
      }
    },
    async *between(source) {
      let bytes = 0
      for await (const chunk of source) {
        bytes += chunk.byteLength
        if (bytes > limits.imageBytes) throw tooLarge(kind)
        refuseInflated(bytes)
        yield chunk
      }
    },
    body(chunk) {
      if (head.length < IMAGE_START_BYTES) {
        head = Buffer.concat([head, chunk.subarray(0, IMAGE_START_BYTES)])
        if (kind === 'page' && isImageStart(head)) kind = 'image'
      }
      tally.bodyBytes += chunk.byteLength
      if (tally.bodyBytes > (kind === 'page' ? limits.pageBytes : limits.imageBytes)) {
        throw tooLarge(kind)
      }
      refuseInflated(tally.bodyBytes)
    },
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>, meter: Meter): Promise<Body> {
  const held: Uint8Array[] = []
  let length = 0
  let digester: Digester | null = null
  for await (const chunk of chunks) {
    meter.body(chunk)
    held.push(chunk)
    length += chunk.byteLength
    if (digester) digester.update(chunk)
    else if (meter.kind === 'image') digester = digesterOf(held)
  }
  return { bytes: joined(held, length), digests: digester?.finish() ?? null }
}

/** What turned out to be a picture only now is hashed from its beginning. */
function digesterOf(held: readonly Uint8Array[]): Digester {
  const digester = createDigester()
  for (const chunk of held) digester.update(chunk)
  return digester
}

function joined(held: readonly Uint8Array[], length: number): Uint8Array {
  const body = new Uint8Array(length)
  let offset = 0
  for (const chunk of held) {
    body.set(chunk, offset)
    offset += chunk.byteLength
  }
  return body
}

function watchRate(
  tally: BodyTally,
  limits: FetchLimits,
  control: AbortController,
): NodeJS.Timeout {
  const startedMs = performance.now()
  return setInterval(
    () => {
      const elapsedMs = performance.now() - startedMs
      if (elapsedMs < limits.rateGraceMs) return
      if ((tally.wireBytes * 1000) / elapsedMs >= limits.minRateBytesPerSecond) return
      control.abort(failed('timeout', 'Read the body: too slow'))
    },
    Math.max(10, Math.min(1000, limits.rateGraceMs)),
  )
}

function tooLarge(kind: BodyKind): FetchStop {
  return failed(`${kind}-too-large`, 'Read the body: too large')
}

function bodyStop(error: unknown): FetchStop {
  const code = errorCode(error)
  // The decoder ran out of input: the transfer ended before the body did.
  if (code === 'Z_BUF_ERROR') return failed('connection-lost', 'Decode the body: ended early')
  if (/^(?:Z_|ZSTD_|ERR_.*BROTLI|ERR_ZLIB|ERR__ERROR)/.test(code)) {
    return failed('encoding-refused', `Decode the body: ${code}`)
  }
  return toStop(error)
}

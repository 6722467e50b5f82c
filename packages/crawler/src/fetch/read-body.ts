import { createDigester, type Digester, type Digests } from '@nightlight/fingerprint'
import { toStop } from './answer.ts'
import {
  createBodyMeter,
  tooLarge,
  type BodyKind,
  type BodyMeter,
  type BodyTally,
} from './body-meter.ts'
import { decode, readCodings, type Coding } from './content-coding.ts'
import type { LargeBodies } from './large-bodies.ts'
import type { FetchLimits } from './limits.ts'
import { errorCode, failed, type FetchStop } from './stop.ts'

export type { BodyKind } from './body-meter.ts'

/** A decoded body, which owns its memory; `digests` where its first bytes or its kind are a picture's. */
export type Body = { bytes: Uint8Array; digests: Digests | null }

/**
 * Reads and decodes a whole body within the limits of its kind.
 *
 * A page whose first bytes are a picture gets the limits of pictures, and pictures are hashed while
 * they arrive. The count of decoded bytes is checked piece by piece, so at most one piece (64 KiB)
 * above the limit is ever held. What `large` lets be longer is held once, in memory of its final length.
 *
 * @throws {FetchStop} `page-too-large`, `image-too-large`, `encoding-refused`, `connection-lost` (also
 *   when the body ends early), `timeout`; the signal's reason
 */
export async function readBody(
  answer: { body: AsyncIterable<Uint8Array>; headers: ReadonlyMap<string, string> },
  kind: BodyKind,
  tally: BodyTally,
  options: { limits: FetchLimits; control: AbortController; large?: LargeBodies | null },
): Promise<Body> {
  const { limits, control, large = null } = options
  const codings = readCodings(answer.headers.get('content-encoding'), limits)
  const announced = Number(answer.headers.get('content-length'))
  if (announced > Math.max(limits.imageWireBytes, large?.maxBytes ?? 0)) throw tooLarge(kind)
  const watch = watchRate(tally, limits, control)
  try {
    const announcedBytes = codings.length === 0 && announced > 0 ? announced : null
    const { signal } = control
    const meter = createBodyMeter(kind, tally, { limits, large, signal, announcedBytes })
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
  meter: BodyMeter,
  limits: FetchLimits,
): AsyncIterable<Uint8Array> {
  return codings.reduceRight((inner, coding, index) => {
    const outer = decode(inner, coding, limits)
    return index === 0 ? outer : meter.between(outer)
  }, source)
}

async function collect(chunks: AsyncIterable<Uint8Array>, meter: BodyMeter): Promise<Body> {
  let held: Uint8Array[] = []
  let whole: Uint8Array | null = null
  let length = 0
  let digester: Digester | null = null
  for await (const chunk of chunks) {
    await meter.body(chunk)
    // Where much may come, its pieces and the whole are never held both; what is not written costs nothing.
    if (meter.room !== null && whole === null) {
      whole = joined(held, meter.room)
      held = []
    }
    if (whole) whole.set(chunk, length)
    else held.push(chunk)
    length += chunk.byteLength
    if (digester) digester.update(chunk)
    else if (meter.kind === 'image') digester = digesterOf(held)
  }
  const bytes = whole?.subarray(0, length) ?? joined(held, length)
  return { bytes, digests: digester?.finish() ?? null }
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

function bodyStop(error: unknown): FetchStop {
  const code = errorCode(error)
  // The decoder ran out of input: the transfer ended before the body did.
  if (code === 'Z_BUF_ERROR') return failed('connection-lost', 'Decode the body: ended early')
  if (/^(?:Z_|ZSTD_|ERR_.*BROTLI|ERR_ZLIB|ERR__ERROR)/.test(code)) {
    return failed('encoding-refused', `Decode the body: ${code}`)
  }
  return toStop(error)
}

import type { FetchLimits } from '../limits.ts'

/** What a server sent too much of. */
export type FrameExcess = 'frames' | 'overhead'

/**
 * Counts what arrives on an HTTP/2 connection that carries one answer, independently of the HTTP/2
 * implementation behind it.
 *
 * An honest server needs a handful of frames beside the body. Every known flood (SETTINGS, PING,
 * RST_STREAM, WINDOW_UPDATE, PRIORITY, CONTINUATION, unknown types, empty or padded DATA) is many frames or many
 * bytes that are no body, so two counts bound them all.
 *
 * @see RFC 9113 section 4.1, 6.1, 10.5
 */
export type FrameMeter = {
  /** Counts bytes as they arrive; says what is too much, once and for all. */
  count(chunk: Uint8Array): FrameExcess | null
  /** The server ended its answer itself: without it a body is cut short, whatever else is said. */
  readonly isWhole: boolean
  /** The server reset a stream. */
  readonly wasReset: boolean
}

const HEAD_BYTES = 9
const DATA = 0x00
const HEADERS = 0x01
const RST_STREAM = 0x03
const END_STREAM = 0x01
const PADDED = 0x08

/** Creates the meter of one connection. */
export function createFrameMeter(
  limits: Pick<FetchLimits, 'maxFrames' | 'maxFrameOverheadBytes'>,
): FrameMeter {
  const head = Buffer.alloc(HEAD_BYTES)
  let headLength = 0
  let payloadLeft = 0
  let readsPadding = false
  let frames = 0
  let received = 0
  let body = 0
  let isWhole = false
  let wasReset = false

  function beginFrame(): void {
    const [type, flags] = [head[3], head[4] ?? 0]
    headLength = 0
    payloadLeft = head.readUIntBE(0, 3)
    if (type !== DATA || payloadLeft === 0) frames += 1
    if (type === DATA) {
      body += payloadLeft
      readsPadding = (flags & PADDED) !== 0 && payloadLeft > 0
    }
    if (type === RST_STREAM) wasReset = true
    if ((type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0) isWhole = true
  }

  return {
    get isWhole() {
      return isWhole
    },
    get wasReset() {
      return wasReset
    },
    count(chunk) {
      received += chunk.byteLength
      let at = 0
      while (at < chunk.byteLength) {
        if (payloadLeft > 0) {
          if (readsPadding) {
            body -= 1 + (chunk[at] ?? 0)
            readsPadding = false
          }
          const skipped = Math.min(payloadLeft, chunk.byteLength - at)
          payloadLeft -= skipped
          at += skipped
          continue
        }
        head[headLength] = chunk[at] ?? 0
        headLength += 1
        at += 1
        if (headLength === HEAD_BYTES) beginFrame()
      }
      if (frames > limits.maxFrames) return 'frames'
      // A payload counts as body when its frame begins, so the difference is never too large.
      return received - body > limits.maxFrameOverheadBytes + Math.max(0, body) ? 'overhead' : null
    },
  }
}

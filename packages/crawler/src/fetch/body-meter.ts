import { IMAGE_START_BYTES, isImageStart } from './image-start.ts'
import type { LargeBodies } from './large-bodies.ts'
import type { FetchLimits } from './limits.ts'
import { failed, type FetchStop } from './stop.ts'

export type BodyKind = 'page' | 'image'

/** Kept up to date while reading, so that a failed fetch reports how far it came. */
export type BodyTally = { wireBytes: number; bodyBytes: number }

/** Counts a body while it arrives, and stops it when it is longer than its kind may be. */
export type BodyMeter = {
  wire(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>
  /** Counts what one layer makes of the wire and the next one has yet to decode. */
  between(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>
  /** Counts a piece of the decoded body. @throws {FetchStop} as `readBody` does */
  body(chunk: Uint8Array): Promise<void>
  readonly kind: BodyKind
  /** Bytes for which there is room, once the body is longer than a picture may be; null before. */
  readonly room: number | null
}

export type MeterOptions = {
  limits: FetchLimits
  large?: LargeBodies | null
  signal: AbortSignal
  /** Length of the body, where it is known and stands for the decoded bytes too. */
  announcedBytes: number | null
}

/** Decoded bytes by which a body is taken for a large one. */
const START_BYTES = 1024

/** What a body that is too long ends with. */
export const tooLarge = (kind: BodyKind): FetchStop =>
  failed(`${kind}-too-large`, 'Read the body: too large')

/**
 * Creates the meter of one body.
 *
 * A page whose first bytes are a picture, or something large, gets the limits of pictures. What is large
 * and longer than those goes on when there is room for it.
 */
export function createBodyMeter(
  initialKind: BodyKind,
  tally: BodyTally,
  { limits, large = null, signal, announcedBytes }: MeterOptions,
): BodyMeter {
  const needed = large ? START_BYTES : IMAGE_START_BYTES
  let kind = initialKind
  let start: Uint8Array = new Uint8Array(0)
  /** Length that a large body may have; undefined before its first bytes have come. */
  let largeBytes: number | null | undefined = large ? undefined : null
  let room: number | null = null
  let finding: Promise<void> | undefined

  function recognise(chunk: Uint8Array): void {
    if (start.length >= needed) return
    start = Buffer.concat([start, chunk.subarray(0, needed)])
    if (kind === 'page' && isImageStart(start)) kind = 'image'
    if (large && largeBytes === undefined && start.length >= needed) {
      largeBytes = large.limitOf(start)
      if (largeBytes !== null) kind = 'image'
      if ((announcedBytes ?? 0) > (largeBytes ?? limits.imageWireBytes)) throw tooLarge(kind)
    }
  }

  /** A page may yet turn out to be a picture until its first bytes are decoded. */
  const isPage = (): boolean => kind === 'page' && start.length >= needed
  const mostWire = (): number => room ?? (isPage() ? limits.pageWireBytes : limits.imageWireBytes)
  const mostBody = (): number => room ?? (kind === 'page' ? limits.pageBytes : limits.imageBytes)
  const mostBetween = (): number => room ?? limits.imageBytes

  async function findRoom(asked: LargeBodies, bytes: number): Promise<void> {
    const granted = await asked.room(bytes, signal)
    if (granted === 'busy') throw failed('room-busy', 'Read the body: another long one is held')
    if (granted < (announcedBytes ?? 0)) throw tooLarge(kind)
    room = granted
  }

  async function stopAbove(most: () => number, bytes: number): Promise<void> {
    if (bytes <= most()) return
    if (large && largeBytes) await (finding ??= findRoom(large, announcedBytes ?? largeBytes))
    if (bytes > most()) throw tooLarge(kind)
  }

  function refuseInflated(bytes: number): void {
    if (bytes <= limits.ratioGraceBytes || bytes <= tally.wireBytes * limits.maxRatio) return
    throw failed('encoding-refused', `Decode the body: more than ${limits.maxRatio} times larger`)
  }

  return {
    get kind() {
      return kind
    },
    get room() {
      return room
    },
    async *wire(source) {
      for await (const chunk of source) {
        tally.wireBytes += chunk.byteLength
        await stopAbove(mostWire, tally.wireBytes)
        yield chunk
      }
    },
    async *between(source) {
      let bytes = 0
      for await (const chunk of source) {
        bytes += chunk.byteLength
        await stopAbove(mostBetween, bytes)
        refuseInflated(bytes)
        yield chunk
      }
    },
    async body(chunk) {
      recognise(chunk)
      tally.bodyBytes += chunk.byteLength
      await stopAbove(mostBody, tally.bodyBytes)
      refuseInflated(tally.bodyBytes)
    },
  }
}

import { constants, createZstdDecompress, type ZstdDecompress } from 'node:zlib'
import type { FetchLimits } from './limits.ts'
import { errorCode, failed } from './stop.ts'

/**
 * Decodes zstd, all its frames.
 *
 * Node's decoder stops without a word at the end of a frame that ends within a piece, so each frame gets a
 * decoder of its own; otherwise what a second frame holds would be hidden from us and shown by browsers. Bytes
 * after a frame that begin no other one are ignored. A frame that wants a larger window than `zstdWindowLog` is
 * an error before anything is allocated for it.
 *
 * @throws the decoder's error (`ZSTD_…`, `Z_…`), or what `source` throws
 * @throws {FetchStop} `encoding-refused`: more than `maxZstdFrames`
 * @see RFC 8878 section 3.1; RFC 9659
 */
export async function* decodeZstd(
  source: AsyncIterable<Uint8Array>,
  { zstdWindowLog, maxZstdFrames }: Pick<FetchLimits, 'zstdWindowLog' | 'maxZstdFrames'>,
): AsyncGenerator<Uint8Array> {
  const reader = source[Symbol.asyncIterator]()
  let hasBody = false
  let frames = 0
  try {
    let left = await nextOf(reader)
    while (left !== null) {
      frames += 1
      if (frames > maxZstdFrames)
        throw failed('encoding-refused', `Decode the body: ${frames} frames`)
      const frame = startFrame(left, reader, zstdWindowLog)
      try {
        for await (const piece of frame.decoder) {
          hasBody = true
          yield piece as Uint8Array
        }
      } catch (error) {
        if (hasBody && errorCode(error) === 'ZSTD_error_prefix_unknown') return
        throw error
      } finally {
        frame.decoder.destroy()
      }
      left = frame.left()
    }
  } finally {
    // Not awaited: a piece that is on its way would hold up whoever stopped reading.
    reader.return?.()?.catch(() => undefined)
  }
}

type Frame = {
  decoder: ZstdDecompress
  /** Once the decoder has ended: what it did not use; null when the source has ended too. */
  left(): Uint8Array | null
}

function startFrame(
  first: Uint8Array,
  reader: AsyncIterator<Uint8Array>,
  windowLog: number,
): Frame {
  const decoder = createZstdDecompress({
    params: { [constants.ZSTD_d_windowLogMax]: windowLog },
  })
  let last = first
  let fed = 0

  async function feed(): Promise<void> {
    let piece: Uint8Array | null = first
    while (piece !== null) {
      last = piece
      fed += piece.byteLength
      await write(decoder, piece)
      // What is left over belongs to the next frame, or the decoder has failed.
      if (decoder.destroyed || decoder.bytesWritten < fed) return
      piece = await nextOf(reader)
    }
    decoder.end()
  }
  feed().catch((error: unknown) => decoder.destroy(error as Error))
  return {
    decoder,
    left() {
      const unused = fed - decoder.bytesWritten
      return unused === 0 ? null : last.subarray(-unused)
    },
  }
}

/** Until the piece is used, as far as the frame goes, or the decoder is closed. */
async function write(decoder: ZstdDecompress, piece: Uint8Array): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  decoder.once('close', resolve)
  decoder.write(piece, () => resolve())
  await promise
  decoder.off('close', resolve)
}

async function nextOf(reader: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  const next = await reader.next()
  return next.done ? null : next.value
}

import type { Size } from '../hash/pdq.ts'

/** A frame as PPM: RGB, 8 bits. */
export type RawFrame = Size & { data: Uint8Array }

/** When a frame is shown, in seconds from the beginning, and how large it was before it was reduced. */
export type FrameInfo = Size & { time: number }

const HEADER = /^P6\s(\d{1,5})\s(\d{1,5})\s255\s/
const LONGEST_HEADER = 24
const INFO_LINE = /\bn: *\d+ .*\bpts_time: *(-?[\d.]+) .*\bs:(\d{1,5})x(\d{1,5})\b/
const LONGEST_LINE = 4096

/**
 * Splits what ffmpeg writes into pictures.
 *
 * @param maxSide  longest side of a frame
 * @throws {RangeError} anything but frames of such sizes
 */
export async function* readFrames(
  chunks: AsyncIterable<Buffer>,
  maxSide: number,
): AsyncGenerator<RawFrame, undefined, undefined> {
  let head = Buffer.alloc(0)
  let frame: RawFrame | undefined
  let have = 0
  for await (const chunk of chunks) {
    let rest = chunk
    while (rest.length > 0) {
      if (frame === undefined) {
        head = Buffer.concat([head, rest.subarray(0, LONGEST_HEADER)])
        const found = HEADER.exec(head.toString('latin1', 0, LONGEST_HEADER))
        if (found === null && head.length >= LONGEST_HEADER)
          throw new RangeError('read frame: no header')
        if (found === null) break
        // What was in `head` before this chunk has been consumed already.
        const earlier = head.length - Math.min(rest.length, LONGEST_HEADER)
        rest = rest.subarray(found[0].length - earlier)
        head = Buffer.alloc(0)
        frame = emptyFrame(Number(found[1]), Number(found[2]), maxSide)
        have = 0
      }
      const taken = Math.min(frame.data.length - have, rest.length)
      frame.data.set(rest.subarray(0, taken), have)
      have += taken
      rest = rest.subarray(taken)
      if (have < frame.data.length) continue
      yield frame
      frame = undefined
    }
  }
  return undefined
}

function emptyFrame(width: number, height: number, maxSide: number): RawFrame {
  if (width < 1 || height < 1 || width > maxSide || height > maxSide) {
    throw new RangeError(`read frame: ${width} by ${height}`)
  }
  return { width, height, data: new Uint8Array(width * height * 3) }
}

/** Reads the lines of ffmpeg's `showinfo`; other lines are skipped, and long ones cut. */
export async function* readInfos(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<FrameInfo, undefined, undefined> {
  let line = ''
  for await (const chunk of chunks) {
    const parts = (line + chunk.toString('latin1')).split(/[\r\n]/)
    line = (parts.pop() ?? '').slice(0, LONGEST_LINE)
    for (const part of parts) {
      const found = INFO_LINE.exec(part.slice(0, LONGEST_LINE))
      if (found === null) continue
      const [time = 0, width = 0, height = 0] = found.slice(1).map(Number)
      if (Number.isFinite(time) && width > 0 && height > 0) yield { time, width, height }
    }
  }
  return undefined
}

import type { Pixels } from '../hash/hash-pixels.ts'
import type { Size } from '../hash/pdq.ts'
import type { SharpReader } from './sharp-reader.ts'

/** One later frame of an animation as it is shown; `frame` counts from 0, the picture itself. */
export type LaterFrame = { frame: number; pixels: Pixels }

/** Pixels that may be decoded for the later frames of one file. */
export const ANIMATION_PIXELS = 200e6

/** What a frame costs beside its pixels, in pixels: a file of many tiny frames is slow as well. */
export const FRAME_COST = 50_000

/**
 * Chooses frames spread evenly over an animation, without the first.
 *
 * Every one is decoded from the start of the animation. Where that costs too much, fewer frames are
 * chosen; of an animation too long for even one, only the beginning counts.
 *
 * @param most  frames, the first included
 * @returns ascending, none of them 0
 */
export function sampleFrames(count: number, most: number, size: Size, budget: number): number[] {
  const cost = size.width * size.height + FRAME_COST
  const reachable = Math.min(count, Math.floor(budget / cost))
  for (let samples = Math.min(reachable, most); samples > 1; samples--) {
    const chosen = spread(reachable, samples)
    const decoded = chosen.reduce((sum, frame) => sum + frame + 1, 0)
    if (decoded * cost <= budget) return chosen
  }
  return []
}

/** Numbers of `samples` of `count` frames at equal distances from 0 on, without 0. */
export function spread(count: number, samples: number): number[] {
  const chosen = Math.min(count, samples)
  return Array.from({ length: Math.max(0, chosen - 1) }, (_, i) =>
    Math.floor(((i + 1) * count) / chosen),
  )
}

/** Later frames of a GIF or WebP animation, one at a time; ends at a frame that cannot be read. */
export async function* laterFrames(
  reader: SharpReader,
  most: number,
  budget = ANIMATION_PIXELS,
): AsyncGenerator<LaterFrame> {
  const { pages = 1 } = reader.header
  for (const frame of sampleFrames(pages, most, reader.header, budget)) {
    const pixels = await reader.frame(frame)
    if (pixels === undefined) return
    yield { frame, pixels }
  }
}

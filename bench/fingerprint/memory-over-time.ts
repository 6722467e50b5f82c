import { createDecoder } from '../../packages/fingerprint/src/index.ts'
import { startLoneDecoder } from './lone-decoder.ts'
import { watchMemory } from '../../trial/damaged-images/process-memory.ts'

const SAMPLE_EVERY = 500

/** Goes round `pictures` until `count` are through. */
function* repeat(pictures: readonly Buffer[], count: number): Generator<Buffer> {
  for (let i = 0; i < count; i++) yield pictures[i % pictures.length]!
}

/**
 * High-water marks of one decoder process that decodes `count` pictures and is never replaced.
 *
 * @returns megabytes of resident memory, one for each 500 pictures
 */
export async function measureWithoutRecycling(
  pictures: readonly Buffer[],
  count: number,
): Promise<number[]> {
  await using decoder = await startLoneDecoder()
  const marks: number[] = []
  let decoded = 0
  for (const bytes of repeat(pictures, count)) {
    await decoder.decode(bytes)
    if (++decoded % SAMPLE_EVERY === 0) marks.push(decoder.takeMemory().highWater)
  }
  return marks
}

/** The same pictures as the product decodes them: in a sandbox, in processes that are replaced. */
export async function measureRecycled(
  pictures: readonly Buffer[],
  count: number,
): Promise<{ highWater: number; refused: number }> {
  await using decoder = createDecoder()
  using memory = watchMemory()
  let refused = 0
  for (const bytes of repeat(pictures, count)) {
    const { status } = await decoder.fingerprint(bytes)
    if (status === 'refused') refused++
  }
  memory.look()
  return { highWater: memory.highWater, refused }
}

/** How high-water marks go on: the last quarter to the second, and megabytes per 1,000 pictures. */
export function growthOf(marks: readonly number[]): { lastToSecond: number; slope: number } {
  const quarter = Math.max(1, Math.floor(marks.length / 4))
  const second = Math.max(...marks.slice(quarter, 2 * quarter))
  const last = Math.max(...marks.slice(-quarter))
  return {
    lastToSecond: last / second,
    slope: slopeOf(marks.slice(quarter)) / (SAMPLE_EVERY / 1000),
  }
}

/** Least squares over the places of the values. */
function slopeOf(values: readonly number[]): number {
  const meanPlace = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const spread = values.reduce((sum, _, place) => sum + (place - meanPlace) ** 2, 0)
  const shared = values.reduce((sum, value, place) => sum + (place - meanPlace) * (value - mean), 0)
  return spread === 0 ? 0 : shared / spread
}

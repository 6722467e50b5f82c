import type { BenchOptions, BenchResult, Figure } from '../scripts/measurement.ts'
import { meetsGoals } from './goals.ts'
import { measureAtLimit } from './fingerprint/memory-at-limit.ts'
import {
  growthOf,
  measureRecycled,
  measureWithoutRecycling,
} from './fingerprint/memory-over-time.ts'
import { drawMixedPictures } from './fingerprint/mixed-pictures.ts'

const PICTURES = 20_000
const SEED = 1
/** Megabytes are upper limits; `lastToSecondQuarter` is one too: 1 is level. */
const GOALS = { highestMegabytes: 300, recycledMegabytes: 300, lastToSecondQuarter: 1.1 }

/**
 * Measures the resident memory of decoder processes: over many pictures of all kinds, as the product
 * replaces them and in one that is never replaced, and with 50 megapixels of each kind.
 *
 * Figures are high-water marks as the kernel keeps them, megabytes (2^20 bytes).
 *
 * @param options.quick  a tenth of the pictures, and fewer kinds
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const count = quick ? PICTURES / 10 : PICTURES
  const pictures = await drawMixedPictures(quick ? 100 : 300, SEED)
  const marks = await measureWithoutRecycling(pictures, count)
  const recycled = await measureRecycled(pictures, count)
  const atLimit = await measureAtLimit(quick)
  const { lastToSecond, slope } = growthOf(marks)
  const figures: Record<string, Figure> = {
    pictures: count,
    refused: recycled.refused,
    recycledMegabytes: recycled.highWater,
    unrecycledMegabytes: Math.max(...marks),
    unrecycledMegabytesOver: marks.map(Math.round).join(' '),
    unrecycledMegabytesPerThousand: slope,
    highestMegabytes: Math.max(
      ...Object.values(atLimit).filter((mark) => typeof mark === 'number'),
    ),
  }
  for (const [name, mark] of Object.entries(atLimit)) figures[`${name}At50Megapixels`] = mark
  const ratios = { lastToSecondQuarter: lastToSecond }
  // A good picture that is refused has cost nothing, and is no answer.
  const areRead = recycled.refused === 0 && Object.values(atLimit).every(Number.isFinite)
  const held = areRead && meetsGoals({ ...figures, ...ratios }, GOALS)
  return { name: 'fingerprint-memory', figures, ratios, goals: GOALS, held }
}

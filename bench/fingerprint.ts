import type { BenchOptions, BenchResult, Figure } from '../scripts/measurement.ts'
import { measureEndToEnd } from './fingerprint/end-to-end.ts'
import { meetsGoals } from './goals.ts'
import { measureHashOnly } from './fingerprint/hash-only.ts'
import { measureThroughDecoder } from './fingerprint/through-decoder.ts'

/** Milliseconds are upper limits; ratios to the plain way, and the share, are lower ones. */
const GOALS = {
  pdqMs: 0.12,
  orientationsMs: 0.02,
  jpeg1ToPlain: 8,
  jpeg4ToPlain: 4,
  jpeg12ToPlain: 2.4,
  progressive12ToPlain: 20,
  decoderShare: 0.8,
}

/**
 * Measures PDQ alone, whole fingerprints from the bytes of a file, and the cost of the decoder
 * process, each against its baseline in the same run.
 *
 * Times are CPU time of the process, medians over rounds; `...ToPlain` compares with a reduction to
 * 512x512 by the decoding library, PDQ in plain JavaScript and the same three digests.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const parts = [
    await measureHashOnly(quick),
    await measureEndToEnd(quick),
    await measureThroughDecoder(quick),
  ]
  const figures = Object.assign({}, ...parts.map((part) => part.figures)) as Record<string, Figure>
  const ratios = Object.assign({}, ...parts.map((part) => part.ratios)) as Record<string, number>
  const held = meetsGoals({ ...figures, ...ratios }, GOALS)
  return { name: 'fingerprint', figures, ratios, goals: GOALS, held }
}

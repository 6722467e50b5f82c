import { drawPattern } from '../../packages/fingerprint/src/drawn-picture.ts'
import { lumaFromRgb, pdq, pdqOrientations } from '../../packages/fingerprint/src/index.ts'
import { pdqFullPass } from '../../packages/fingerprint/src/hash/pdq-full-pass.ts'
import { plainPdq } from './plain-pdq.ts'
import { measureRounds, median, pairedRatio } from './rounds.ts'

const SIDE = 512
const ROUNDS = 25
/** Repetitions within one reading of the clock, which counts whole microseconds at best. */
const TIMES = { kernel: 50, plain: 5 }

/**
 * PDQ of 512x512 luma, and what its eight orientations cost in addition, against plain JavaScript.
 *
 * @returns milliseconds of CPU time and ratios
 */
export async function measureHashOnly(isQuick: boolean) {
  const lumas = [1, 2, 3].map((seed) => lumaFromRgb(drawPattern(seed, SIDE, SIDE, 71)))
  const items = lumas.map((floats) => ({
    floats,
    bytes: Uint8Array.from(floats),
    terms: pdq(floats, SIDE, SIDE).coefficients,
  }))
  type Item = (typeof items)[number]
  const repeated = (times: number, work: (item: Item) => unknown) => (item: Item) => {
    for (let i = 0; i < times; i++) work(item)
  }
  const ways = {
    kernel: repeated(TIMES.kernel, ({ bytes }) => pdq(bytes, SIDE, SIDE)),
    floats: repeated(TIMES.kernel, ({ floats }) => pdq(floats, SIDE, SIDE)),
    orientations: repeated(TIMES.kernel, ({ terms }) => pdqOrientations(terms)),
    plain: repeated(TIMES.plain, ({ bytes }) => plainPdq(bytes, SIDE, SIDE)),
    fullPass: repeated(1, ({ floats }) => pdqFullPass(floats, SIDE, SIDE)),
  }
  const spent = await measureRounds(ways, items, isQuick ? 5 : ROUNDS)
  const each = (values: readonly number[], times: number) => values.map((value) => value / times)
  const kernel = each(spent.kernel, TIMES.kernel)
  const plain = each(spent.plain, TIMES.plain)
  return {
    figures: {
      pdqMs: median(kernel),
      pdqOfFloatsMs: median(each(spent.floats, TIMES.kernel)),
      orientationsMs: median(each(spent.orientations, TIMES.kernel)),
      plainPdqMs: median(plain),
      fullPassPdqMs: median(spent.fullPass),
    },
    ratios: {
      pdqToPlain: pairedRatio(plain, kernel),
      pdqToFullPass: pairedRatio(spent.fullPass, kernel),
    },
  }
}

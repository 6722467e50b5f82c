import { drawHashes, drawNumbers, flipBits } from '../../packages/matcher/src/index/drawn-hashes.ts'
import { HashIndex } from '../../packages/matcher/src/index/hash-index.ts'
import { percentile } from './lists.ts'
import { linearScanner, type Measured } from './one-index.ts'

const ROUNDS = 15
const RADIUS = 31

/**
 * Lists that were made to be slow: every hash 32 to 40 bits from one that is searched for, so that nearly all
 * are candidates and none is a result; and every hash within 20 bits of it, so that all are results.
 *
 * @returns how many times as long as a look at every hash a search takes
 */
export function measureCrowded(name: string, size: number): Measured {
  const numbers = drawNumbers(31)
  const centre = drawHashes('uniform', 1, 30)
  const measured: Measured = { figures: {}, ratios: {} }
  for (const [kind, least, most] of [
    ['Candidates', 32, 40],
    ['Results', 0, 20],
  ] as const) {
    const hashes = new Uint8Array(size * 32)
    for (let id = 0; id < size; id++) {
      hashes.set(flipBits(centre, least + numbers.below(most - least + 1), numbers), id * 32)
    }
    const index = new HashIndex(size)
    index.addMany(hashes)
    index.finish()
    let scanned = 0
    const scan = linearScanner(hashes, () => void scanned++)
    const own: number[] = []
    const quotients: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const query = flipBits(centre, round % 2, numbers)
      const startedAt = performance.now()
      let found = 0
      index.searchPacked(query, RADIUS, () => void found++)
      const took = performance.now() - startedAt
      const scannedAt = performance.now()
      scan(query, RADIUS)
      own.push(took)
      quotients.push(took / (performance.now() - scannedAt))
    }
    measured.figures[`${name}Crowded${kind}Ms`] = percentile(own, 0.5)
    measured.ratios[`growthOfCrowded${kind}`] = percentile(quotients, 0.5)
  }
  return measured
}

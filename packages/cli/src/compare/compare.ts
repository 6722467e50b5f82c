import { once } from 'node:events'
import { resolve } from 'node:path'
import { DomainError, HASH_ALGORITHMS, HASH_DIGITS } from '@nightlight/contract'
import type { DigestWidth } from '@nightlight/matcher'
import { callerDirectory } from '../caller-directory.ts'
import { isProgressShown, rateLine, startProgress } from '../hash/progress.ts'
import { number } from '../hash/tally.ts'
import { writeError } from '../hash/writing.ts'
import { readHashLines } from './hash-lines.ts'
import { indexHashes, tableDigests } from './known-hashes.ts'

export type CompareOptions = { algorithm: string; maxDistance?: number; quiet?: boolean }

const BITS = 256
const USUAL_DISTANCE = 31
/** Queries are taken so few at a time that their pairs, be it all there are, have room in memory. */
const PAIRS_AT_ONCE = 4_000_000
const PAIRS_WRITTEN = 10_000
const PERCEPTUAL = new Set(['pdq', 'blockhash'])

/**
 * `nightlight compare LEFT RIGHT`: all pairs of hashes of two files within a distance, exactly.
 *
 * Writes a line of JSON for each, `left` and `right` being lines counted from 0, in their order. Keeps the
 * right file in memory, 130 bytes a hash, and reads the left one as it goes.
 */
export async function compare(left: string, right: string, options: CompareOptions): Promise<void> {
  const algorithm = HASH_ALGORITHMS.find((name) => name === options.algorithm)
  if (algorithm === undefined) throw invalid('algorithm', `one of ${HASH_ALGORITHMS.join(', ')}`)
  const isPerceptual = PERCEPTUAL.has(algorithm)
  const maxDistance = options.maxDistance ?? (isPerceptual ? USUAL_DISTANCE : 0)
  const most = isPerceptual ? BITS : 0
  if (!Number.isInteger(maxDistance) || maxDistance < 0 || maxDistance > most) {
    const wanted = isPerceptual
      ? 'a whole number from 0 to 256'
      : '0, since digests are equal or not'
    throw invalid('max-distance', wanted)
  }
  const linesOf = (file: string, what: string) =>
    readHashLines(resolve(callerDirectory(), file), algorithm, what)
  let [compared, written] = [0, 0]
  const progressAt = (seconds: number) =>
    `${rateLine(compared, 'lines compared', seconds)}, ${number(written)} pairs`
  using _progress = isProgressShown(options.quiet) ? startProgress(progressAt) : undefined
  const known = isPerceptual
    ? await indexHashes(linesOf(right, 'right'), maxDistance)
    : await tableDigests(linesOf(right, 'right'), (HASH_DIGITS[algorithm] / 2) as DigestWidth)
  const out = openOutput()
  const width = HASH_DIGITS[algorithm] / 2
  const together = Math.max(1, Math.floor(PAIRS_AT_ONCE / Math.max(1, known.size)))
  for await (const { hashes, lines } of linesOf(left, 'left')) {
    for (let first = 0; first < lines.length; first += together) {
      const some = hashes.subarray(first * width, (first + together) * width)
      const pairs = known.pairs(some)
      for (let from = 0; from < pairs.length; from += PAIRS_WRITTEN) {
        const texts = pairs.slice(from, from + PAIRS_WRITTEN).map(({ query, line, distance }) => {
          return `${JSON.stringify({ left: lines[first + query], right: line, distance })}\n`
        })
        await out.write(texts.join(''))
        written += texts.length
      }
      compared += some.length / width
    }
  }
}

const invalid = (name: string, wanted: string): DomainError =>
  new DomainError('invalid', 'option-invalid', `Comparing: --${name} must be ${wanted}`)

/** Standard output, which waits for its reader and ends with it. */
function openOutput(): { write(text: string): Promise<void> } {
  let failure: unknown
  process.stdout.once('error', (error) => (failure = error))
  return {
    async write(text) {
      if (failure !== undefined) throw writeError('the pairs', failure)
      if (text === '' || process.stdout.write(text)) return
      await once(process.stdout, 'drain').catch((error: unknown) => {
        throw writeError('the pairs', error)
      })
    },
  }
}

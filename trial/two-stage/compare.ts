import { hammingDistance } from '../../packages/fingerprint/src/hash/hamming.ts'
import type { Description } from '../../packages/fingerprint/src/outcome.ts'
import { describe } from '../../packages/fingerprint/src/picture/describe.ts'
import { DEFAULT_LIMITS } from '../../packages/fingerprint/src/outcome.ts'
import { describeQuickly } from '../../packages/fingerprint/src/quick/describe-quickly.ts'
import {
  BLOCKHASH_ALONE,
  MATCH_DISTANCE,
  MIN_PDQ_QUALITY,
  PROBABLE_BLOCKHASH,
  PROBABLE_PDQ,
} from '../../packages/fingerprint/src/thresholds.ts'
import type { KnownHashes, mayResemble } from '../../packages/fingerprint/src/two-stage.ts'

/** An edited copy, seen in full and, where that was possible, quickly. */
export type Copy = {
  picture: number
  edit: string
  full: Description
  quick: Description | undefined
}

/** How far the quick hashes of one copy lie from the full ones, in bits. */
export type Distances = { kind: string; pdq: number; pdqSampled: number; blockhash: number }

/** What a list may hold of a picture: PDQ in either flavour, and its blockhash. */
export function knownHashes(full: Description): KnownHashes {
  return { pdq: [full.pdq, full.pdqSampled[0]!], blockhash: full.blockhash }
}

/** Describes a file in full, and quickly if it can be. */
export async function seeBoth(bytes: Uint8Array): Promise<Pick<Copy, 'full' | 'quick'>> {
  const outcome = await describe(bytes, DEFAULT_LIMITS)
  if (outcome.status === 'refused') throw new Error(`describe copy: ${outcome.code}`)
  return { full: outcome.description, quick: describeQuickly(bytes, DEFAULT_LIMITS) }
}

/**
 * What the full hashes say: a match by PDQ, which must not be lost, or something to look at by both
 * hashes or by blockhash alone.
 */
export function verdict(full: Description, known: KnownHashes): 'match' | 'probable' | 'other' {
  const pdq = leastPdq(full, known.pdq)
  if (pdq <= MATCH_DISTANCE) return 'match'
  if (full.pdqQuality < MIN_PDQ_QUALITY || known.blockhash === null) return 'other'
  const blocks = distance(full.blockhash, known.blockhash)
  const isProbable = pdq <= PROBABLE_PDQ && blocks <= PROBABLE_BLOCKHASH
  return isProbable || blocks <= BLOCKHASH_ALONE ? 'probable' : 'other'
}

/** The two-stage rule, or what a test puts in its place. */
export type Rule = typeof mayResemble

/** True when the rule would keep a copy, or is never asked because it is decoded anyway. */
export function isKept({ quick }: Copy, known: KnownHashes, rule: Rule): boolean {
  return quick === undefined || rule(quick, [known], MATCH_DISTANCE)
}

/** Distances between the stages; undefined when there are no quick hashes to trust. */
export function distancesOf({ full, quick, edit }: Copy): Distances | undefined {
  if (quick === undefined || full.pdqQuality < MIN_PDQ_QUALITY) return undefined
  return {
    kind: edit === 'progressive' ? 'progressive' : 'baseline',
    pdq: distance(quick.pdq, full.pdq),
    pdqSampled: distance(quick.pdqSampled[0]!, full.pdqSampled[0]!),
    blockhash: distance(quick.blockhash, full.blockhash),
  }
}

function leastPdq(full: Description, known: readonly string[]): number {
  const variants = full.variants.flatMap(({ pdqOrientations }) => pdqOrientations)
  if (full.pdqQuality < MIN_PDQ_QUALITY) return 256
  const seen = [...full.pdqOrientations, ...full.pdqSampled, ...variants]
  return Math.min(...seen.flatMap((a) => known.map((b) => distance(a, b))))
}

function distance(a: string, b: string): number {
  return hammingDistance(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}

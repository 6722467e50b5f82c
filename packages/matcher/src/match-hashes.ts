import type { Fingerprint } from '@nightlight/fingerprint'
import type { Use } from './lists/list-terms.ts'
import type { ActiveLists, EntryHash } from './lists/live-lists.ts'
import { matchFingerprint, type MatchResult } from './match-rules.ts'

/**
 * Compares the hashes of one thing, of which nothing else is known, with the active lists.
 *
 * By the rules of `matchFingerprint`; a PDQ is taken for that of a picture of good quality, and is compared as
 * it stands, not in eight orientations, which only the picture gives.
 */
export function matchHashes(
  hashes: readonly EntryHash[],
  lists: ActiveLists,
  use: Use,
): MatchResult[] {
  const of = (wanted: EntryHash['algorithm']): string => {
    const found = hashes.find(({ algorithm }) => algorithm === wanted)
    return found ? Buffer.from(found.value).toString('hex') : ''
  }
  const pdq = of('pdq')
  const known: Fingerprint = {
    md5: of('md5'),
    sha1: of('sha1'),
    sha256: of('sha256'),
    pdq,
    pdqOrientations: pdq === '' ? [] : [pdq],
    pdqSampled: [],
    pdqQuality: 100,
    blockhash: of('blockhash'),
    size: 0,
    mime: 'application/octet-stream',
    width: 0,
    height: 0,
    frames: 1,
    depth: 'full',
    variants: [],
    sampledFrames: [],
    pipelineVersion: 'hashes-only',
  }
  return matchFingerprint(known, lists, use)
}

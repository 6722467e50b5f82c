import { describe } from './picture/describe.ts'
import { digest } from './hash/digests.ts'
import {
  DEFAULT_LIMITS,
  withDigests,
  type DecodeLimits,
  type FingerprintOutcome,
} from './outcome.ts'

/**
 * Fingerprints a file in this process: digests, PDQ in eight orientations and two flavours, blockhash.
 *
 * The kind comes from the bytes. For files of unknown origin use `createDecoder`, which does the same
 * in a process that may crash. Keeps no copy of the bytes and writes nothing.
 *
 * @param bytes    the whole file
 * @param options  `maxPixels`: width times height of the header, refused above, 50 million by
 *                 default; `maxFrames`: frames are counted up to it, 65,535 by default
 * @returns a fingerprint, or the reason for none together with the digests
 */
export async function fingerprint(
  bytes: Uint8Array,
  options: Partial<DecodeLimits> = {},
): Promise<FingerprintOutcome> {
  const outcome = await describe(bytes, { ...DEFAULT_LIMITS, ...options })
  return withDigests(outcome, digest(bytes))
}

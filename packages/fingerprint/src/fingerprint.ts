import { DEFAULT_MAX_BYTES, gather, type PictureSource } from './gather.ts'
import { describe } from './picture/describe.ts'
import {
  DEFAULT_LIMITS,
  orFirstFrame,
  withDigests,
  type DescribeOptions,
  type Description,
  type FingerprintOutcome,
  type NeedsFull,
} from './outcome.ts'

/** What may be said about one file. */
export type FingerprintOptions = Partial<Omit<DescribeOptions, 'onFirstFrame'>> & {
  /** Longest file. */
  maxBytes?: number
  /** Gives a stream up while it arrives. */
  signal?: AbortSignal
}

/**
 * Fingerprints a file in this process: digests, PDQ in eight orientations and two flavours, blockhash.
 *
 * The kind comes from the bytes. For files of unknown origin use `createDecoder`, which does the same
 * in a process that may crash. Keeps no copy of the bytes and writes nothing.
 *
 * @param source   the whole file, or its bytes as they arrive, which are hashed on the way; a stream
 *                 is cancelled past `maxBytes`
 * @param options  `maxBytes`: 40 MiB by default; `maxPixels`: width times height of the header,
 *                 refused above, 50 million by default; `maxFrames`: frames hashed of an animation, 9
 *                 by default; `needsFull`: turns on the two-stage rule, see `NeedsFull`; a question
 *                 that fails counts as answered with yes
 * @returns a fingerprint, or the reason for none together with the digests
 * @throws the reason of `signal`; what the stream throws
 */
export async function fingerprint(
  source: PictureSource,
  options: FingerprintOptions = {},
): Promise<FingerprintOutcome> {
  const { maxBytes = DEFAULT_MAX_BYTES, signal, needsFull, ...limits } = options
  const file = await gather(source, { maxBytes, signal })
  if (file.status === 'refused') return file
  const ask = needsFull && safely(needsFull)
  let partial: Description | undefined
  const onFirstFrame = async (description: Description) => void (partial = description)
  const request = { ...DEFAULT_LIMITS, ...limits, needsFull: ask, onFirstFrame }
  const outcome = await describe(file.bytes, request)
  return withDigests(orFirstFrame(outcome, partial), file.digests)
}

function safely(needsFull: NeedsFull): NeedsFull {
  return async (quick) => {
    try {
      return await needsFull(quick)
    } catch {
      return true
    }
  }
}

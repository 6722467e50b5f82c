import type { FrameHash } from '../outcome.ts'
import type { Size } from '../hash/pdq.ts'
import { faststart } from './faststart.ts'
import { mergeSamples } from './frame-sampler.ts'
import { runFfmpeg, type FirstHashes, type FfmpegRun, type Sampling } from './run-ffmpeg.ts'
import type { VideoKind } from './video-kind.ts'

/** What is known of a video beside its digests. */
export type VideoDescription = Size &
  FirstHashes & {
    mime: VideoKind['mime']
    /** Seconds up to and with the last one that was sampled. */
    seconds: number
    /** Later frames, by the second at which they are shown; all of them different. */
    sampledFrames: FrameHash[]
    /** Whether its end was reached. */
    isWhole: boolean
  }

export type VideoLimits = Pick<FfmpegRun, 'maxFrames' | 'maxPixels' | 'timeoutMs'>

/**
 * Samples a video: first its keyframes, which is cheap and reaches the end of long ones; then, when those
 * were fewer than are kept, one frame a second in the time that is left.
 *
 * @param onKeyframes  told of what is known after the first half
 * @returns `late` when there was no frame in the time, undefined when none could be decoded
 */
export async function describeVideo(
  file: Buffer,
  kind: VideoKind,
  program: string,
  limits: VideoLimits,
  onKeyframes: (description: VideoDescription) => Promise<void> = async () => undefined,
): Promise<VideoDescription | 'late' | undefined> {
  const startedAt = performance.now()
  const pieces = kind.demuxer === 'mov' ? faststart(file) : [file]
  const keyframes = await runFfmpeg(pieces, { ...limits, program, kind, keyframes: true })
  const partial = descriptionOf(kind, [keyframes], limits.maxFrames)
  if (partial !== undefined) await onKeyframes(partial)
  const leftMs = limits.timeoutMs - (performance.now() - startedAt)
  if (keyframes.isThinned || leftMs <= 0) return partial ?? 'late'
  const run = { ...limits, program, kind, keyframes: false, timeoutMs: leftMs }
  const all = await runFfmpeg(pieces, run)
  const description = descriptionOf(kind, [keyframes, all], limits.maxFrames)
  return description ?? (all.isLate ? 'late' : undefined)
}

function descriptionOf(
  kind: VideoKind,
  samplings: readonly Sampling[],
  maxFrames: number,
): VideoDescription | undefined {
  const [a, b] = samplings.map(({ samples }) => samples)
  const [first, ...later] = mergeSamples(a ?? [], b ?? [], maxFrames)
  if (first?.whole === undefined) return undefined
  return {
    ...first.whole,
    mime: kind.mime,
    seconds: (later.at(-1) ?? first).second + 1,
    sampledFrames: distinct(first.pdq, later),
    isWhole: samplings.some(({ isWhole }) => isWhole),
  }
}

/** A still video has one frame; there is nothing to find in it twice. */
function distinct(
  first: string,
  later: readonly (Omit<FrameHash, 'frame'> & { second: number })[],
): FrameHash[] {
  const seen = new Set([first])
  return later.flatMap(({ second, pdq, pdqQuality }) => {
    if (seen.has(pdq)) return []
    seen.add(pdq)
    return [{ frame: second, pdq, pdqQuality }]
  })
}

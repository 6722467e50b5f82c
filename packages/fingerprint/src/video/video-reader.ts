import { MAX_RECORD_BYTES } from '../decoder/record.ts'
import { digest, type Digests } from '../hash/digests.ts'
import { VIDEO_VERSION, type Fingerprint, type FingerprintOutcome } from '../outcome.ts'
import {
  createSandboxedProgram,
  type Ending,
  type SandboxedProgram,
  type Surroundings,
} from '../sandboxed/sandboxed-program.ts'
import type { VideoDescription } from './describe-video.ts'
import { FRAME_SIDE } from './ffmpeg-arguments.ts'
import { findFfmpeg, type Ffmpeg } from './find-ffmpeg.ts'
import { videoKind } from './video-kind.ts'
import { LATE, MAX_VIDEO_FRAMES, parseVideo } from './video-record.ts'

export type VideoReaderOptions = {
  /** Path of ffmpeg; the one on PATH when absent. */
  ffmpeg?: string | undefined
  /** Videos, and so processes, at once. */
  processes?: number
  /** Longest file. */
  maxBytes?: number
  /** Time for sampling one video; what was seen until then counts. */
  timeoutMs?: number
  /** Most frames kept of one video, at most 32. */
  maxFrames?: number
  /** Width times height of a frame. */
  maxPixels?: number
}

/** Fingerprints videos by sampled frames, in processes of their own. */
export type VideoReader = AsyncDisposable & {
  /** Whether there is an ffmpeg; without one every video is `unsupported`. */
  readonly isAvailable: boolean
  /**
   * The digests of a file and the hashes of frames sampled from it.
   *
   * `frame` of a sampled frame is the second at which it is shown, and `frames` the seconds up to the last one.
   * What the process says when it crashes or is late stands, if it said anything.
   *
   * @param request.digests  of the file, where they were made while it arrived
   * @throws the reason of `signal`; an Error after disposal, or when no process can be started whose
   *         sandbox holds what it promises
   */
  fingerprint(
    file: Uint8Array,
    request?: { signal?: AbortSignal | undefined; digests?: Digests | undefined },
  ): Promise<FingerprintOutcome>
}

const ENTRY = new URL('video-process.ts', import.meta.url)
const DEFAULTS = {
  processes: 1,
  maxBytes: 100 * 2 ** 20,
  timeoutMs: 10_000,
  maxFrames: MAX_VIDEO_FRAMES,
  maxPixels: 50e6,
}
/** The process stops by itself in time; this is for one that does not. */
const GRACE_MS = 5_000

/**
 * Prepares the reading of videos; nothing is started before the first one.
 *
 * ffmpeg and the process that hashes its frames share one sandbox; a file goes in by pipe, records of at
 * most 2 KiB come out, and neither a frame nor a byte of the file is ever written anywhere.
 *
 * @param log      events of the processes' life
 * @param options  see `VideoReaderOptions`: 1 process, 100 MiB, 10 s, 32 frames, 50 million pixels
 * @throws {RangeError} a number of the options is not positive and whole, or there are too many frames
 */
export function createVideoReader(
  {
    log = () => undefined,
  }: { log?: (event: string, fields: Record<string, unknown>) => void } = {},
  options: VideoReaderOptions = {},
  surroundings: Surroundings = {},
): VideoReader {
  const { ffmpeg: path, ...numbers } = options
  const settings = { ...DEFAULTS, ...numbers }
  for (const [name, value] of Object.entries(settings)) {
    const isPossible = Number.isSafeInteger(value) && value > 0
    if (!isPossible || settings.maxFrames > MAX_VIDEO_FRAMES) {
      throw new RangeError(`create video reader: ${name} ${value}`)
    }
  }
  const { maxBytes, maxPixels, maxFrames, timeoutMs, processes } = settings
  const ffmpeg = findFfmpeg(path)
  const program = ffmpeg && programOf(ffmpeg)
  log('video reader', { hasFfmpeg: ffmpeg !== undefined })

  function programOf({ program, paths }: Ffmpeg): SandboxedProgram {
    const args = [program, ...[maxBytes, maxPixels, maxFrames, timeoutMs].map(String)]
    const fixed = { entry: ENTRY, name: 'video', nodeFlags: ['--allow-child-process'] }
    const limits = { timeoutMs: timeoutMs + GRACE_MS, maxMessageBytes: MAX_RECORD_BYTES, processes }
    return createSandboxedProgram(
      log,
      { ...fixed, ...limits, args, paths, probe: [program, '-version'] },
      surroundings,
    )
  }

  return {
    isAvailable: program !== undefined,
    async fingerprint(
      file,
      { signal = new AbortController().signal, digests = digest(file) } = {},
    ) {
      if (digests.size !== file.byteLength) {
        throw new RangeError(`fingerprint video: digests of ${digests.size} bytes`)
      }
      const refused = refusal(digests)
      if (file.byteLength > maxBytes) {
        return refused('too-large', `accept video: ${file.byteLength} bytes, limit ${maxBytes}`)
      }
      if (videoKind(file) === undefined)
        return refused('not-an-image', 'recognise video: unknown bytes')
      if (program === undefined) return refused('unsupported', 'read video: no ffmpeg')
      let video: VideoDescription | undefined
      let isBad = false
      let isLate = false
      const ending = await program.run(
        file,
        (message) => {
          if (message.equals(LATE)) {
            isLate = true
            return
          }
          const read = parseVideo(message, maxPixels)
          isBad ||= read === undefined
          video = read ?? video
        },
        signal,
      )
      if (video !== undefined)
        return { status: 'fingerprinted', fingerprint: whole(video, digests) }
      if (isBad) return refused('decoder-crashed', 'read video: unreadable record')
      return refused(...REFUSALS[isLate ? 'timeout' : ending])
    },
    [Symbol.asyncDispose]: async () => program?.[Symbol.asyncDispose](),
  }
}

type Refused = FingerprintOutcome & { status: 'refused' }
type Code = 'damaged' | 'timeout' | 'decoder-crashed'

const REFUSALS: Readonly<Record<Ending, [Code, string]>> = {
  done: ['damaged', 'read video: no frame could be decoded'],
  timeout: ['timeout', 'read video: no answer in time'],
  lost: ['decoder-crashed', 'read video: process lost'],
}

const refusal =
  (digests: Digests) =>
  (code: Refused['code'], message: string): FingerprintOutcome => ({
    status: 'refused',
    code,
    digests,
    message,
  })

function whole(
  { seconds, isWhole: _isWhole, ...video }: VideoDescription,
  digests: Digests,
): Fingerprint {
  const isReduced = Math.max(video.width, video.height) > FRAME_SIDE
  return {
    ...digests,
    ...video,
    frames: seconds,
    depth: isReduced ? 'reduced' : 'full',
    variants: [],
    pipelineVersion: VIDEO_VERSION,
  }
}

import { spawn } from 'node:child_process'
import { setImmediate as turn } from 'node:timers/promises'
import { hashPixels } from '../hash/hash-pixels.ts'
import type { FrameHash, PictureHashes } from '../outcome.ts'
import type { Size } from '../hash/pdq.ts'
import { FRAME_SIDE, ffmpegArguments } from './ffmpeg-arguments.ts'
import { createSampler, type Timed } from './frame-sampler.ts'
import { readFrames, readInfos, type FrameInfo, type RawFrame } from './frame-stream.ts'
import type { VideoKind } from './video-kind.ts'

/** One sampled frame; the first of a video has all hashes of a picture. */
export type Sample = Timed & Omit<FrameHash, 'frame'> & { whole?: Size & FirstHashes }
export type FirstHashes = PictureHashes & { pdqSampled: string[] }

/** What a run of ffmpeg saw; `isWhole` when it came to the end of the video, and sampled all that it could. */
export type Sampling = {
  samples: readonly Sample[]
  isWhole: boolean
  isThinned: boolean
  isLate: boolean
}

export type FfmpegRun = {
  program: string
  kind: VideoKind
  keyframes: boolean
  maxFrames: number
  maxPixels: number
  /** Then what has been seen counts. */
  timeoutMs: number
}

/** Turns of the event loop in which the line about a frame that has arrived is waited for. */
const MOST_TURNS = 200

/**
 * Samples a video with one run of ffmpeg, everything through pipes.
 *
 * Never throws for what a video holds or ffmpeg does: what was seen until then is what there is.
 *
 * @param pieces  the file, in an order that can be read without going back
 */
export async function runFfmpeg(pieces: readonly Buffer[], run: FfmpegRun): Promise<Sampling> {
  const args = ffmpegArguments(run.kind, run.keyframes, run.maxPixels)
  const libraries = process.env['LD_LIBRARY_PATH']
  const env = libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }
  const child = spawn(run.program, args, { stdio: ['pipe', 'pipe', 'pipe'], env, cwd: '/' })
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve)
    child.on('error', () => resolve(null))
  })
  // A pipe breaks when ffmpeg has seen enough, or nothing that it knows.
  child.stdin.on('error', () => undefined)
  for (const piece of pieces) child.stdin.write(piece)
  child.stdin.end()
  const infos: FrameInfo[] = []
  void collect(readInfos(child.stderr), infos)
  const sampler = createSampler<Sample>(run.maxFrames)
  let isBroken = false
  let isLate = false
  const timer = setTimeout(
    () => {
      isLate = true
      child.kill('SIGKILL')
    },
    Math.max(1, run.timeoutMs),
  )
  try {
    let count = 0
    for await (const frame of readFrames(child.stdout, FRAME_SIDE)) {
      const info = await infoOf(infos, count++, frame)
      sampler.offer(sampleOf(frame, info, sampler.kept.length === 0))
    }
  } catch {
    isBroken = true
    child.kill('SIGKILL')
  } finally {
    clearTimeout(timer)
  }
  const isWhole = (await ended) === 0 && !isBroken && !isLate
  return { samples: sampler.kept, isWhole, isThinned: sampler.isThinned, isLate }
}

async function collect(source: AsyncIterable<FrameInfo>, into: FrameInfo[]): Promise<void> {
  try {
    for await (const info of source) into.push(info)
  } catch {
    // The lines end with the process; frames without one have a time by their number.
  }
}

/** Every line is written before its frame, but may be read after it. */
async function infoOf(
  infos: readonly FrameInfo[],
  at: number,
  frame: RawFrame,
): Promise<FrameInfo> {
  for (let turns = 0; turns < MOST_TURNS && infos[at] === undefined; turns++) await turn()
  return infos[at] ?? { time: at, width: frame.width, height: frame.height }
}

function sampleOf({ data, width, height }: RawFrame, info: FrameInfo, isFirst: boolean): Sample {
  const original = { width: info.width, height: info.height }
  const isReduced = original.width >= width && original.height >= height
  const pixels = {
    data,
    width,
    height,
    channels: 3,
    original: isReduced ? original : { width, height },
  } as const
  const { pdq, pdqQuality, ...others } = hashPixels(pixels)
  const second = Math.max(0, Math.floor(info.time))
  const sample = { second, pdq, pdqQuality }
  return isFirst ? { ...sample, whole: { ...pixels.original, pdq, pdqQuality, ...others } } : sample
}

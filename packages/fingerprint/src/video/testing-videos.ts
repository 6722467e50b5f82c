import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawPattern } from '../drawn-picture.ts'

export type DrawnVideo = {
  /** Ending of the file name, by which ffmpeg knows the format, and its arguments for the coding. */
  ending: string
  coding: readonly string[]
  width?: number
  height?: number
  /** One drawn frame for each, which is shown for a second. */
  seeds: readonly number[]
  framesPerSecond?: number
}

/** The frame of a seed, RGB. */
export const frameOf = (seed: number, width: number, height: number): Uint8Array =>
  drawPattern(seed, width, height, 45)

/** A video of drawn frames, made by FFMPEG. */
export async function drawVideo({
  ending,
  coding,
  width = 320,
  height = 240,
  seeds,
  framesPerSecond = 5,
}: DrawnVideo): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), 'nightlight-video-'))
  try {
    const file = join(dir, `drawn.${ending}`)
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`]
    const args = [
      '-v',
      'error',
      ...raw,
      '-r',
      String(framesPerSecond),
      '-i',
      'pipe:0',
      ...coding,
      file,
    ]
    const child = spawn(process.env['FFMPEG'] ?? 'ffmpeg', args, {
      stdio: ['pipe', 'inherit', 'inherit'],
    })
    child.stdin.on('error', () => undefined)
    for (const seed of seeds) {
      const frame = frameOf(seed, width, height)
      for (let i = 0; i < framesPerSecond; i++) child.stdin.write(frame)
    }
    child.stdin.end()
    const code = await new Promise((resolve, reject) => {
      child.on('close', resolve)
      child.on('error', reject)
    })
    if (code !== 0) throw new Error(`draw video: exit code ${String(code)}`)
    return await readFile(file)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** H.264 in an MP4 whose index stands at the end. */
export const MP4 = { ending: 'mp4', coding: ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'] } as const

/** Bytes changed, or cut off, by a seeded generator. */
export function damageVideo(video: Buffer, seed: number): Buffer {
  let state = seed
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const damaged = Buffer.from(video)
  const changes = 1 + random(20)
  for (let i = 0; i < changes; i++) {
    // The leading bytes say what it is.
    const near = 12 + random(Math.min(2000, video.length - 12))
    const places = [near, video.length - near, random(video.length)]
    damaged[Math.max(12, places[random(3)]!)] = random(256)
  }
  return random(4) === 0 ? damaged.subarray(0, 12 + random(video.length - 12)) : damaged
}

import { createArchiveReader } from '../packages/crawler/src/contain/archive-reader.ts'
import { ARCHIVE_CODES } from '../packages/crawler/src/contain/outcome.ts'
import { makeRar, makeTar, makeZip } from '../packages/crawler/src/contain/testing-archives.ts'
import { createVideoReader } from '../packages/fingerprint/src/index.ts'
import { drawPicture } from '../packages/fingerprint/src/drawn-picture.ts'
import { damageVideo, drawVideo, MP4 } from '../packages/fingerprint/src/video/testing-videos.ts'
import { provisionFfmpeg } from '../scripts/programs.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { CACHE_DIR } from '../packages/runtime/src/embedded/redis.ts'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const FILES = 2200
/** One of so many is a video. */
const ONE_VIDEO = 11
const HANG_MS = 60_000
const never = new AbortController().signal

type Counts = Record<string, number>

/**
 * Sends damaged archives and videos through the real readers, each in a process in the strongest sandbox of the
 * machine, and checks that every one has an outcome, in time, and that a good one is still read after it.
 *
 * @param options.n  files, of which every eleventh is a video
 */
export async function run({ n = FILES, seed = 1 }: TrialOptions): Promise<TrialResult> {
  Object.assign(process.env, await provisionFfmpeg(CACHE_DIR, (line) => console.error(line)))
  await using archives = createArchiveReader()
  await using videos = createVideoReader({}, { ffmpeg: process.env['FFMPEG'] })
  const originals = await drawOriginals()
  const codes: Counts = {}
  const failures: string[] = []
  for (let i = 0; i < n; i++) {
    const isVideo = i % ONE_VIDEO === 0
    const all = isVideo ? originals.videos : originals.archives
    const of = all[Math.floor(i / (isVideo ? ONE_VIDEO : 1)) % all.length]!
    const file = damageVideo(of, seed * 100_000 + i)
    const startedAt = performance.now()
    try {
      const code = isVideo ? await codeOfVideo(file) : await codeOfArchive(file)
      codes[code] = (codes[code] ?? 0) + 1
    } catch (error) {
      failures.push(`file ${i}: ${String(error)}`)
    }
    if (performance.now() - startedAt > HANG_MS) failures.push(`file ${i}: no outcome in time`)
  }
  if ((await codeOfArchive(originals.archives[0]!)) !== 'archive') failures.push('a good archive')
  if ((await codeOfVideo(originals.videos[0]!)) !== 'fingerprinted') failures.push('a good video')
  return {
    name: 'damaged-containers',
    tried: n,
    failed: failures.length,
    details: [codes, ...failures],
  }

  async function codeOfArchive(file: Buffer): Promise<string> {
    const { code } = await archives.read(file, async () => undefined, never)
    if (!ARCHIVE_CODES.includes(code)) throw new Error(`no such code: ${code}`)
    return code
  }

  async function codeOfVideo(file: Buffer): Promise<string> {
    const read = await videos.fingerprint(file)
    return read.status === 'refused' ? read.code : read.status
  }
}

async function drawOriginals(): Promise<{ archives: Buffer[]; videos: Buffer[] }> {
  const pictures = [
    await (await drawPicture(1, 200, 150)).jpeg().toBuffer(),
    await (await drawPicture(2, 120, 160)).png().toBuffer(),
  ]
  const drawn = new URL('../packages/crawler/fixtures/archives/drawn.7z', import.meta.url)
  const size = { width: 96, height: 64, seeds: [1, 2, 3] }
  const formats = [
    MP4,
    { ending: 'webm', coding: ['-c:v', 'libvpx', '-b:v', '500k'] },
    { ending: 'avi', coding: ['-c:v', 'mpeg4', '-q:v', '5'] },
    { ending: 'ts', coding: ['-c:v', 'libx264'] },
  ]
  const videos: Buffer[] = []
  for (const format of formats) videos.push(await drawVideo({ ...format, ...size }))
  const archives = [
    makeZip(pictures.map((bytes) => ({ bytes }))),
    makeZip(pictures.map((bytes) => ({ bytes, zip64: true, descriptor: true }))),
    readFileSync(drawn),
    makeRar(pictures),
    gzipSync(makeTar(pictures)),
  ]
  return { archives, videos }
}

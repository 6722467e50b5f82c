import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hammingDistance, type Fingerprint } from '@nightlight/fingerprint'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureLocation } from '../location-store.ts'
import { likeness } from '../removal/likeness.ts'
import { createWorld, picture, startSite, type Site, type World } from '../testing-crawl.ts'
import { DEFAULT_REPORT_BUDGET } from '../survey/budget.ts'
import { ownPurse } from '../survey/purse.ts'
import { surveyPage } from '../survey-page.ts'
import { visitLocation, type Visited } from '../visit-location.ts'
import { createContainedReaders } from './contained-readers.ts'
import type { ContainedReaders } from './read-contained.ts'
import { makeZip } from './testing-archives.ts'

let resources: AsyncDisposableStack
let site: Site
let world: World
beforeEach(async () => {
  resources = new AsyncDisposableStack()
  site = resources.use(await startSite())
  world = resources.use(await createWorld(site))
})
afterEach(() => resources.disposeAsync())

/** Drawn scenes, each shown for two seconds. */
function drawVideo(...scenes: string[]): Buffer {
  const dir = mkdtempSync(join(tmpdir(), 'nightlight-video-'))
  const file = join(dir, 'drawn.mp4')
  try {
    const fit = (at: number) =>
      `[${at}]scale=480:360:force_original_aspect_ratio=disable,setsar=1[s${at}]`
    const inputs = scenes.flatMap((name) => {
      const from = new URL(`../../fixtures/${name}.jpg`, import.meta.url).pathname
      return ['-loop', '1', '-t', '2', '-r', '5', '-i', from]
    })
    const joined = scenes.map((_, at) => `[s${at}]`).join('')
    const graph = `${scenes.map((_, at) => fit(at)).join(';')};${joined}concat=n=${scenes.length}:v=1[v]`
    const coding = ['-c:v', 'libx264', '-crf', '32', '-pix_fmt', 'yuv420p']
    const args = [
      '-v',
      'error',
      ...inputs,
      '-filter_complex',
      graph,
      '-map',
      '[v]',
      ...coding,
      file,
    ]
    const { status, stderr } = spawnSync(process.env['FFMPEG'] ?? 'ffmpeg', args, {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr)
    return readFileSync(file)
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** The same video, longer: a box that is to be skipped stands behind it. */
function lengthen(video: Buffer, bytes: number): Buffer {
  const box = Buffer.alloc(bytes, 7)
  box.writeUInt32BE(bytes)
  box.write('free', 4)
  return Buffer.concat([video, box])
}

function createReaders(more: { maxBytes?: number } = {}) {
  const options = { ffmpeg: process.env['FFMPEG'], timeoutMs: 60_000, ...more }
  return resources.use(createContainedReaders({ log: () => undefined }, options))
}

async function visit(
  path: string,
  videos: boolean,
  contained: ContainedReaders = createReaders(),
): Promise<Visited> {
  const location = await ensureLocation(world.db, world.crypto, site.url(path))
  const switches = { archives: true, videos }
  const visitFor = { pageLocationId: location.id, takedownId: null, switches }
  return visitLocation({ ...world, contained }, location, 'image', visitFor, world.context.signal)
}

const fingerprintOf = (visited: Visited): Fingerprint => {
  if (visited.outcome !== 'picture') throw new Error(visited.code)
  return visited.fingerprint
}

it(
  'keeps digests of a video and, when it is told to, sampled frames',
  { timeout: 120_000 },
  async () => {
    const body = drawVideo('scene-5', 'scene-1')
    site.serve('/drawn.mp4', { body, type: 'video/mp4' })
    const plain = await visit('/drawn.mp4', false)
    expect(plain).toMatchObject({ outcome: 'picture', code: 'unsupported' })
    expect(fingerprintOf(plain).sampledFrames).toEqual([])
    const opened = await visit('/drawn.mp4', true)
    expect(opened).toMatchObject({ outcome: 'picture', code: 'video', retryable: false })
    const seen = fingerprintOf(opened)
    expect(seen).toMatchObject({ mime: 'video/mp4', width: 480, height: 360, frames: 4 })
    expect(seen.sampledFrames.length).toBeGreaterThan(0)
    // The media that had digests only is completed.
    const media = await world.db
      .selectFrom('media')
      .select(['mime', 'frames', 'pipeline_version'])
      .execute()
    expect(media).toEqual([
      { mime: 'video/mp4', frames: 4, pipeline_version: seen.pipelineVersion },
    ])
  },
)

it(
  'finds a known picture in a frame, and never takes a video for proof of absence',
  { timeout: 120_000 },
  async () => {
    site.serve('/both.mp4', { body: drawVideo('scene-5', 'scene-1'), type: 'video/mp4' })
    site.serve('/other.mp4', { body: drawVideo('scene-5', 'other-1'), type: 'video/mp4' })
    const read = await world.decoder.fingerprint(picture('scene-1'), {})
    if (read.status === 'refused') throw new Error(read.code)
    const both = fingerprintOf(await visit('/both.mp4', true))
    const bits = both.sampledFrames.map(({ pdq }) =>
      hammingDistance(Buffer.from(pdq, 'hex'), Buffer.from(read.fingerprint.pdq, 'hex')),
    )
    expect(Math.min(...bits)).toBeLessThanOrEqual(31)
    expect(likeness([read.fingerprint], both)).toMatchObject({
      outcome: 'present',
      code: 'same-picture',
    })
    const other = fingerprintOf(await visit('/other.mp4', true))
    expect(likeness([read.fingerprint], other)).toEqual({
      outcome: 'unknown',
      code: 'not-comparable',
    })
  },
)

it('samples a video inside an archive', { timeout: 120_000 }, async () => {
  site.serve('/drawn.zip', { body: makeZip([{ bytes: drawVideo('scene-1'), store: true }]) })
  expect(await visit('/drawn.zip', true)).toMatchObject({
    code: 'archive',
    contained: [{ fingerprint: { mime: 'video/mp4' } }],
  })
})

/** The world's fetcher takes pictures of 512 KiB at most. */
const LONG = 2 ** 20

it('opens a video that is longer than a picture may be', { timeout: 120_000 }, async () => {
  const body = lengthen(drawVideo('scene-1'), LONG)
  site.serve('/long.mp4', { body, type: 'text/plain' })
  expect(await visit('/long.mp4', false)).toMatchObject({ code: 'image-too-large' })
  const opened = await visit('/long.mp4', true)
  expect(opened).toMatchObject({ outcome: 'picture', code: 'video' })
  expect(fingerprintOf(opened)).toMatchObject({ mime: 'video/mp4', size: body.length })
  const short = createReaders({ maxBytes: LONG })
  expect(await visit('/long.mp4', true, short)).toMatchObject({ code: 'image-too-large' })
})

it(
  'holds one long file of a page at a time until it has been looked into',
  { timeout: 120_000 },
  async () => {
    const readers = createReaders()
    let [most, watching, rooms] = [0, 0, 0]
    const counted = (place: Disposable | null): Disposable | null => {
      if (place !== null) rooms += 1
      return place
    }
    const room: ContainedReaders['room'] = {
      ...readers.room,
      tryTake: () => counted(readers.room.tryTake()),
      wait: async (...asked) => counted(await readers.room.wait(...asked)),
    }
    const videos: ContainedReaders['videos'] = {
      isAvailable: readers.videos.isAvailable,
      async fingerprint(file, request) {
        most = Math.max(most, ++watching)
        expect(readers.room.tryTake()).toBeNull()
        return readers.videos.fingerprint(file, request).finally(() => (watching -= 1))
      },
    }
    const drawn = drawVideo('scene-1')
    const links = [0, 1, 2].map((at) => {
      site.serve(`/one-${at}.mp4`, { body: lengthen(drawn, LONG + at), type: 'video/mp4' })
      return `<video src=/one-${at}.mp4></video>`
    })
    site.serve('/three', { body: `<!doctype html>${links.join('')}` })
    const page = await ensureLocation(world.db, world.crypto, site.url('/three'))
    const switches = { archives: false, videos: true }
    const visitFor = { pageLocationId: page.id, takedownId: null, switches }
    const deps = { ...world, contained: { ...readers, room, videos } }
    const seen = await surveyPage(deps, page, visitFor, world.context.signal)
    expect(seen).toMatchObject({ truncated: false, ended: null })
    const opened = [...seen.visits.values()].map(({ code }) => code)
    expect(opened.toSorted()).toEqual(['page', 'video', 'video', 'video'])
    expect({ most, rooms }).toEqual({ most: 1, rooms: 3 })
    expect(readers.room.tryTake()).not.toBeNull()
  },
)

it('reads a page that is a video too as both', { timeout: 120_000 }, async () => {
  const markup = '<!doctype html><body><img src=/shown.jpg></body>'
  site.serve('/shown.jpg', { body: picture('scene-5'), type: 'image/jpeg' })
  const drawn = drawVideo('scene-1')
  const none = Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp41', 'latin1')
  const sizes: number[][] = []
  for (const [path, start] of [
    ['/none', none],
    ['/both', drawn],
  ] as const) {
    site.serve(path, { body: Buffer.concat([start, Buffer.from(markup)]), type: 'text/html' })
    const page = await ensureLocation(world.db, world.crypto, site.url(path))
    const switches = { archives: true, videos: true }
    const visitFor = { pageLocationId: page.id, takedownId: null, switches }
    const deps = { ...world, contained: createReaders() }
    const seen = await surveyPage(deps, page, visitFor, world.context.signal)
    expect(seen.page.outcome).toBe('page')
    sizes.push(seen.pictures.map(({ fingerprint }) => fingerprint.size))
  }
  const shown = picture('scene-5').length
  expect(sizes).toEqual([[shown], [drawn.length + markup.length, shown]])
})

it('opens no long video that the budget does not afford', { timeout: 120_000 }, async () => {
  const body = lengthen(drawVideo('scene-1'), LONG)
  site.serve('/dear.mp4', { body, type: 'video/mp4' })
  site.serve('/dear', { body: '<!doctype html><video src="dear.mp4"></video>' })
  const page = await ensureLocation(world.db, world.crypto, site.url('/dear'))
  const switches = { archives: false, videos: true }
  const visitFor = { pageLocationId: page.id, takedownId: null, switches }
  const survey = async (wireBytes: number) => {
    await using purse = ownPurse({ ...DEFAULT_REPORT_BUDGET, wireBytes })
    const deps = { ...world, contained: createReaders() }
    const seen = await surveyPage(deps, page, visitFor, world.context.signal, { purse })
    const { truncated, ended, pictures } = seen
    return { truncated, ended, pictures: pictures.length }
  }
  expect(await survey(LONG)).toEqual({ truncated: true, ended: 'bytes', pictures: 0 })
  expect(await survey(3 * LONG)).toEqual({ truncated: false, ended: null, pictures: 1 })
})

import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureLocation } from '../location-store.ts'
import { createWorld, picture, startSite, type Site, type World } from '../testing-crawl.ts'
import { surveyPage } from '../survey-page.ts'
import { visitLocation, type VisitFor } from '../visit-location.ts'
import { createContainedReaders } from './contained-readers.ts'
import { makeZip, type Packed } from './testing-archives.ts'

let resources: AsyncDisposableStack
let site: Site
let world: World
beforeEach(async () => {
  resources = new AsyncDisposableStack()
  site = resources.use(await startSite())
  world = resources.use(await createWorld(site))
})
afterEach(() => resources.disposeAsync())

const on = { archives: true, videos: true }
const zip = (...files: Packed[]) => ({ body: makeZip(files), type: 'application/zip' })
const scenes = ['scene-1', 'scene-2'].map((name) => ({ bytes: picture(name), name: `${name}.jpg` }))

async function visit(path: string, switches?: VisitFor['switches']) {
  const location = await ensureLocation(world.db, world.crypto, site.url(path))
  const contained = resources.use(
    createContainedReaders({ log: () => undefined }, { ffmpeg: '/none' }),
  )
  const visitFor = {
    pageLocationId: location.id,
    takedownId: null,
    ...(switches ? { switches } : {}),
  }
  const visited = await visitLocation(
    { ...world, contained },
    location,
    'image',
    visitFor,
    world.context.signal,
  )
  const [row] = await world.db.selectFrom('visit').select(['outcome', 'code', 'media_id']).execute()
  const sightings = await world.db
    .selectFrom('sighting')
    .innerJoin('media', 'media.id', 'sighting.media_id')
    .select(['location_id', 'mime', 'size'])
    .execute()
  return { location, visited, row, sightings }
}

it('opens no archive unless it is told to', async () => {
  site.serve('/drawn.zip', zip(...scenes))
  for (const switches of [undefined, { archives: false, videos: true }]) {
    const { row, sightings } = await visit('/drawn.zip', switches)
    expect(row).toEqual({ outcome: 'other', code: 'not-an-image', media_id: null })
    expect(sightings).toEqual([])
  }
})

it('sees each picture of an archive at the address of the archive', async () => {
  site.serve('/drawn.zip', zip(...scenes, { bytes: Buffer.from('drawn for tests') }))
  const { location, visited, row, sightings } = await visit('/drawn.zip', on)
  expect(row).toEqual({ outcome: 'other', code: 'archive', media_id: null })
  expect(visited).toMatchObject({ outcome: 'other', code: 'archive', retryable: false })
  const at = { location_id: location.id, mime: 'image/jpeg' }
  expect(sightings.toSorted((a, b) => a.size - b.size)).toEqual(
    scenes.map(({ bytes }) => ({ ...at, size: bytes.length })).toSorted((a, b) => a.size - b.size),
  )
})

it('hands the pictures of an archive on to what is done with those of a page', async () => {
  site.serve('/page', { body: '<!doctype html><img src="/drawn.zip"><img src="/scene.jpg">' })
  site.serve('/drawn.zip', zip(...scenes))
  site.serve('/scene.jpg', { body: picture('scene-5'), type: 'image/jpeg' })
  const page = await ensureLocation(world.db, world.crypto, site.url('/page'))
  const contained = resources.use(createContainedReaders({ log: () => undefined }))
  const visitFor = { pageLocationId: page.id, takedownId: null, switches: on }
  const survey = await surveyPage({ ...world, contained }, page, visitFor, world.context.signal)
  const sizes = survey.pictures.map(({ fingerprint }) => fingerprint.size)
  const wanted = [...scenes.map(({ bytes }) => bytes.length), picture('scene-5').length]
  expect(new Set(sizes)).toEqual(new Set(wanted))
  expect(sizes).toHaveLength(wanted.length)
  expect(survey.truncated).toBe(false)
})

it.each<[string, () => { body: Uint8Array }, string, number]>([
  ['a password', () => zip(scenes[0]!, { ...scenes[1]!, flags: 1 }), 'archive-encrypted', 1],
  [
    'another archive in it',
    () => zip(scenes[0]!, { bytes: makeZip(scenes) }),
    'archive-over-budget',
    1,
  ],
  [
    'its directory cut off',
    () => ({ body: makeZip(scenes).subarray(0, -10) }),
    'archive-damaged',
    0,
  ],
])('says that an archive was not read in full: %s', async (_, make, code, count) => {
  site.serve('/drawn', make())
  const { row, sightings } = await visit('/drawn', on)
  expect(row).toEqual({ outcome: 'other', code, media_id: null })
  expect(sightings).toHaveLength(count)
})

it('keeps the digests of a picture in an archive that cannot be decoded', async () => {
  const broken = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), randomBytes(900)])
  site.serve('/drawn.zip', zip({ bytes: broken }))
  const { sightings } = await visit('/drawn.zip', on)
  expect(sightings).toMatchObject([{ mime: 'application/octet-stream', size: broken.length }])
})

it('has a visit of an archive where another host serves it too', async () => {
  const other = resources.use(await startSite())
  await world[Symbol.asyncDispose]()
  world = resources.use(await createWorld(site, [other]))
  other.serve('/drawn.zip', zip(...scenes))
  site.serve('/moved', {
    status: 302,
    headers: { location: other.url('/drawn.zip').href },
    body: '',
  })
  const { location, visited } = await visit('/moved', on)
  const [picture] = visited.outcome === 'other' ? (visited.contained ?? []) : []
  expect(picture?.locationId).not.toBe(location.id)
  const visits = await world.db.selectFrom('visit').select(['location_id', 'code']).execute()
  expect(visits).toHaveLength(2)
  expect(visits).toContainEqual({ location_id: picture?.locationId, code: 'archive' })
})

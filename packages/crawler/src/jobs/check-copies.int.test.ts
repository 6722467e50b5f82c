import { PIPELINE_VERSION, type Depth, type Fingerprint } from '@nightlight/fingerprint'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takedownMedia } from '../removal/check-store.ts'
import { keepSeen } from '../sighting-store.ts'
import { createChecks } from '../testing-check.ts'
import {
  createWorld,
  html,
  jpeg,
  picture,
  startSite,
  type Reply,
  type Site,
  type World,
} from '../testing-crawl.ts'
import type { PictureReader } from '../visit-location.ts'

let site: Site
let world: World
let checks: ReturnType<typeof createChecks>
/** Of every picture that was decoded, how far. */
let depths: Depth[] = []
beforeAll(async () => {
  site = await startSite()
  const real = await createWorld(site)
  world = { ...real, decoder: counting(real.decoder) }
  checks = createChecks(world)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const counting = (decoder: PictureReader): PictureReader => ({
  async fingerprint(bytes, request) {
    const read = await decoder.fingerprint(bytes, request)
    if (read.status === 'fingerprinted') depths.push(read.fingerprint.depth)
    return read
  },
})

const names = (start: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${start}-${at + 1}`)
const OTHERS = names('other', 5)
const GALLERY = html(['a', ...OTHERS].map((name) => `<img src=${name}.jpg>`).join(''))
const others = (): Record<string, Reply> =>
  Object.fromEntries(OTHERS.map((name) => [`${name}.jpg`, jpeg(name)]))

/** Looks again at a page that was arranged. @returns the result and how far each picture was decoded */
async function look(takedownId: string) {
  depths = []
  await checks.check(takedownId)
  return { ...(await checks.resultOf(takedownId)), depths: depths.toSorted() }
}

const anyTakedown = async (): Promise<string> =>
  (await world.db.selectFrom('takedown').select('id').executeTakeFirstOrThrow()).id

const depthsOf = (count: Partial<Record<Depth, number>>): Depth[] =>
  (['full', 'quick'] as const).flatMap((depth) =>
    Array.from({ length: count[depth] ?? 0 }, () => depth),
  )

describe('a removal check of a page with other pictures', () => {
  it('decodes in full only the copy that was bordered and compressed again', async () => {
    const { takedownId } = await checks.arrange('bordered', GALLERY, others())
    site.serve('/bordered/a.jpg', jpeg('scene-1-bordered'))
    expect(await look(takedownId)).toMatchObject({
      verdict: 'present',
      detail: [{ at: 'a.jpg', outcome: 'present', code: 'same-picture' }],
      depths: depthsOf({ full: 1, quick: 5 }),
    })
    await checks.againDue(takedownId)
    expect(await look(takedownId)).toMatchObject({ verdict: 'present' })
  })

  it('decodes in full a copy of low contrast', async () => {
    const { takedownId } = await checks.arrange('half', GALLERY, others())
    site.serve('/half/a.jpg', jpeg('scene-1-half'))
    expect(await look(takedownId)).toMatchObject({
      verdict: 'present',
      depths: depthsOf({ full: 1, quick: 5 }),
    })
  })

  it('is sure that another picture of before is another without decoding it again', async () => {
    const { takedownId } = await checks.arrange('replaced', GALLERY, others())
    site.serve('/replaced/a.jpg', jpeg('other-1'))
    expect(await look(takedownId)).toMatchObject({
      verdict: 'gone',
      detail: [{ at: 'a.jpg', outcome: 'gone', code: 'other-picture' }],
      // Its address is asked again, as from the page.
      depths: depthsOf({ quick: 7 }),
    })
  })

  it('decodes in full what it sees for the first time, since lists are compared with it', async () => {
    const { takedownId } = await checks.arrange('new')
    site.serve('/new/', html('<img src=b.jpg>'))
    site.serve('/new/b.jpg', jpeg('scene-1-dimmed'))
    site.serve('/new/a.jpg', jpeg('scene-1-blurred'))
    expect((await look(takedownId)).depths).toEqual(depthsOf({ full: 2 }))
  })

  it('keeps no quick fingerprint', async () => {
    const { fingerprint } = (await takedownMedia(world.db, world.crypto, await anyTakedown()))[0]!
    const quick: Fingerprint = { ...fingerprint, depth: 'quick' }
    const anywhere = { locationId: '', pageLocationId: '', at: new Date() }
    await expect(keepSeen(world.db, world.crypto, quick, anywhere)).rejects.toThrow(TypeError)
    const versions = await world.db
      .selectFrom('media')
      .select('pipeline_version')
      .distinct()
      .execute()
    expect(versions).toEqual([{ pipeline_version: PIPELINE_VERSION }])
  })

  it('has lists compared with what was decoded anew, and with nothing else', async () => {
    const { takedownId } = await checks.arrange('compared', GALLERY, others())
    await sql`insert into match_run (media_id, epoch, pipeline_version)
      select id, 0, pipeline_version from media on conflict do nothing`.execute(world.db)
    const earlier = { pipeline_version: '1' }
    const size = picture('other-2').length
    const media = world.db.updateTable('media').set(earlier).where('size', '=', size)
    const { id: mediaId } = await media.returning('id').executeTakeFirstOrThrow()
    await world.db.updateTable('match_run').set(earlier).where('media_id', '=', mediaId).execute()
    world.hints.length = 0
    await look(takedownId)
    const hints = world.hints.filter(({ name }) => name === 'match-media')
    expect(hints).toEqual([{ name: 'match-media', payload: { mediaId } }])
  })

  it('completes what an earlier pipeline version described', async () => {
    const { takedownId } = await checks.arrange('earlier', GALLERY, others())
    const earlier = { pipeline_version: '1' }
    await world.db
      .updateTable('media')
      .set(earlier)
      .where('size', '=', picture('other-2').length)
      .execute()
    expect((await look(takedownId)).depths).toEqual(depthsOf({ full: 2, quick: 4 }))
    const left = await world.db
      .selectFrom('media')
      .select('id')
      .where('pipeline_version', '=', '1')
      .execute()
    expect(left).toEqual([])
  })
})

describe('a removal check of a copy in another form', () => {
  it.each([
    ['an animation', 'scene-1-animated.webp', 'image/webp'],
    ['transparency', 'scene-1-transparent.png', 'image/png'],
  ])('finds the picture in %s', async (_form, file, type) => {
    const name = file.replace('.', '-')
    const copy = { body: picture(file), type }
    expect(await checks.afterwards(name, copy)).toMatchObject({
      verdict: 'present',
      detail: [{ outcome: 'present', code: 'same-picture' }],
    })
  })
})

describe('a takedown of a media that an earlier pipeline version described', () => {
  async function forgetLaterFields(size: number): Promise<void> {
    const { db, crypto } = world
    const { id, fingerprint_ct } = await db
      .selectFrom('media')
      .select(['id', 'fingerprint_ct'])
      .where('size', '=', size)
      .executeTakeFirstOrThrow()
    const place = { table: 'media', column: 'fingerprint_ct', row: id }
    const {
      depth: _depth,
      variants: _variants,
      sampledFrames: _frames,
      ...old
    } = JSON.parse(crypto.openText(place, fingerprint_ct)) as Fingerprint
    const set = { fingerprint_ct: crypto.seal(place, JSON.stringify(old)), pipeline_version: '1' }
    await db.updateTable('media').set(set).where('id', '=', id).execute()
  }

  it('finds its bordered copy', async () => {
    const { takedownId } = await checks.arrange('old-row')
    await forgetLaterFields(picture('scene-1').length)
    site.serve('/old-row/a.jpg', jpeg('scene-1-bordered'))
    expect(await look(takedownId)).toMatchObject({
      verdict: 'present',
      detail: [{ code: 'same-picture' }],
    })
  })
})

import { gzipSync } from 'node:zlib'
import { newId } from '@nightlight/runtime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureLocation } from '../location-store.ts'
import { surveyPage } from '../survey-page.ts'
import { createWorld, jpeg, picture, startSite, type Reply } from '../testing-crawl.ts'
import { visitLocation } from '../visit-location.ts'
import { createContainedReaders } from './contained-readers.ts'
import { makeTar, makeZip } from './testing-archives.ts'

let resources: AsyncDisposableStack
let site: Awaited<ReturnType<typeof startSite>>
let world: Awaited<ReturnType<typeof createWorld>>
beforeEach(async () => {
  resources = new AsyncDisposableStack()
  site = resources.use(await startSite())
  world = resources.use(await createWorld(site))
  site.serve('/shown.jpg', jpeg('scene-5'))
})
afterEach(() => resources.disposeAsync())

const MARKUP = '<!doctype html><body><img src=/shown.jpg></body>'
const [one, shown] = [picture('scene-1'), picture('scene-5').length]
const zip = () => makeZip([{ bytes: one }])

/** What a crawl sees of a page that answers so. */
async function survey(reply: Reply) {
  site.serve('/page', reply)
  const page = await ensureLocation(world.db, world.crypto, site.url('/page'))
  const deps = { ...world, contained: readers() }
  const switches = { archives: true, videos: true }
  const visitFor = { pageLocationId: page.id, takedownId: null, switches }
  const seen = await surveyPage(deps, page, visitFor, world.context.signal)
  const sizes = seen.pictures.map(({ fingerprint }) => fingerprint.size)
  return { outcome: seen.page.outcome, sizes: sizes.toSorted((a, b) => a - b) }
}

const readers = () =>
  resources.use(createContainedReaders({ log: () => undefined }, { ffmpeg: '/none' }))

const html = (body: Uint8Array | string): Reply => ({ body, type: 'text/html' })
const before = (mark: string): Buffer => Buffer.from(mark + MARKUP, 'latin1')

describe('a page that begins like something to be opened', () => {
  it.each<[string, Buffer]>([
    ['a bzip2', before('BZh9')],
    ['a bzip2 with its block', before('BZh91AY&SY')],
    ['a zip', before('PK\x03\x04')],
    ['an empty zip', Buffer.concat([makeZip([]), Buffer.from(MARKUP)])],
    ['a gzip', Buffer.concat([gzipSync('drawn').subarray(0, 12), Buffer.from(MARKUP)])],
    ['a 7z', before('7z\xbc\xaf\x27\x1c')],
    ['a RAR', before('Rar!\x1a\x07\x01\x00')],
    ['a QuickTime file', before('wordmoov')],
    ['a tar', Buffer.concat([makeTar([]).subarray(0, 257), before('ustar'), Buffer.alloc(600)])],
  ])('is read as a page: %s', async (_, body) => {
    expect(await survey(html(body))).toEqual({ outcome: 'page', sizes: [shown] })
  })
})

describe('an archive that pretends to be a page', () => {
  it.each<[string, () => Reply]>([
    ['by its header', () => html(zip())],
    ['by its header, packed', () => html(gzipSync(makeTar([one])))],
    ['by the name of its first file', () => ({ body: titled(), type: 'text/plain' })],
  ])('is opened: %s', async (_, reply) => {
    expect((await survey(reply())).sizes).toEqual([one.length])
  })

  it('is opened, and read as the page that it is too', async () => {
    const both = Buffer.concat([Buffer.from('PK\x03\x04' + MARKUP), zip()])
    const sizes = [one.length, shown].toSorted((a, b) => a - b)
    expect(await survey(html(both))).toEqual({ outcome: 'page', sizes })
  })

  it('leaves a check in doubt that could not read all of it', async () => {
    const body = makeZip([{ bytes: one, flags: 1 }])
    site.serve('/kept', html(body))
    const location = await ensureLocation(world.db, world.crypto, site.url('/kept'))
    const switches = { archives: true, videos: false }
    const check = { pageLocationId: location.id, takedownId: newId(), switches }
    const deps = { ...world, contained: readers() }
    const seen = await visitLocation(deps, location, 'image', check, world.context.signal)
    expect(seen).toMatchObject({ outcome: 'other', code: 'archive-encrypted' })
  })
})

/** A tar whose first bytes are the name of its file. */
function titled(): Buffer {
  const tar = makeTar([one])
  tar.write('<html>', 0)
  tar.write('        ', 148)
  const sum = tar.subarray(0, 512).reduce((all, byte) => all + byte, 0)
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return tar
}

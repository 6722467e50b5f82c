import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContainedReaders } from '../contain/contained-readers.ts'
import { makeZip } from '../contain/testing-archives.ts'
import { ensureLocation } from '../location-store.ts'
import { surveyPage } from '../survey-page.ts'
import { createWorld, html, picture, startSite, visitsOf } from '../testing-crawl.ts'

let site: Awaited<ReturnType<typeof startSite>>
let world: Awaited<ReturnType<typeof createWorld>>
let contained: ReturnType<typeof createContainedReaders>
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
  contained = createContainedReaders({ log: () => undefined }, { ffmpeg: '/none' })
})
afterAll(async () => {
  await contained[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

type How = { archives?: boolean; isCheck?: boolean; images?: number }

async function survey(path: string, { archives = true, isCheck = false, images = 500 }: How = {}) {
  const page = await ensureLocation(world.db, world.crypto, site.url(path))
  const look = isCheck ? { takedownId: newId(), lookId: newId() } : { takedownId: null }
  const switches = { archives, videos: false }
  const visitFor = { pageLocationId: page.id, ...look, switches }
  const deps = { ...world, contained }
  const budget = { images }
  const seen = await surveyPage(deps, page, visitFor, world.context.signal, { budget })
  const outcomes = [...seen.visits.values()].map(({ code }) => code).toSorted()
  const visits = await visitsOf(world, page)
  return { codes: outcomes, visits: visits.map(({ path: at, code }) => `${at} ${code}`), seen }
}

const zip = makeZip([{ bytes: picture('scene-1') }])
const link = (href: string): string => `<a href="${href}">all</a>`

describe('a link that only suggests a file', () => {
  it('is asked for where archives are opened, and opened when it is one', async () => {
    const disposition = { 'content-disposition': 'attachment; filename="set.zip"' }
    site.serve('/two', html(link('/download?id=7') + link('/download?id=8')))
    site.serve('/download?id=7', { body: zip, type: 'application/zip' })
    site.serve('/download?id=8', { body: zip, type: 'text/html', headers: disposition })
    const { codes, seen } = await survey('/two')
    expect(codes).toEqual(['archive', 'archive', 'page'])
    expect(seen.pictures.map(({ fingerprint }) => fingerprint.size)).toEqual([
      picture('scene-1').length,
      picture('scene-1').length,
    ])
  })

  it('is not asked for without the switch', async () => {
    site.serve('/off', html(link('/download?id=9')))
    await survey('/off', { archives: false })
    expect(site.hits('/download?id=9')).toBe(0)
  })

  it('is left at its headers when it is something else', async () => {
    site.serve('/else', html(link('/download?id=10')))
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    // Its body never ends.
    site.serve('/download?id=10', (_request, response) => {
      response.on('close', resolve)
      response.writeHead(200, { 'content-type': 'application/pdf' }).write('drawn')
    })
    const { visits } = await survey('/else')
    await closed
    expect(visits).toEqual(['/download not-an-image'])
  })

  it('is no doubt of a check unless it is an archive that cannot be read', async () => {
    site.serve(
      '/check',
      html(['403', '500', 'page', 'locked'].map((id) => link(`/download/${id}`)).join('')),
    )
    site.serve('/download/403', 403)
    site.serve('/download/500', 500)
    site.serve('/download/page', html('please sign in'))
    const locked = makeZip([{ bytes: picture('scene-1'), flags: 1 }])
    site.serve('/download/locked', { body: locked, type: 'application/zip' })
    const { codes, visits } = await survey('/check', { isCheck: true })
    expect(codes).toEqual(['archive-encrypted', 'not-an-image', 'page'])
    // The record has all of them.
    expect(visits).toEqual([
      '/download/403 http-403',
      '/download/500 http-500',
      '/download/locked archive-encrypted',
      '/download/page not-an-image',
    ])
  })

  it('comes after what the page shows, within the same budget', async () => {
    site.serve(
      '/dear',
      html(link('/download?id=11') + link('/download?id=12') + '<img src=/a.jpg>'),
    )
    const { visits, seen } = await survey('/dear', { images: 2 })
    expect(visits).toEqual(['/a.jpg http-404', '/download http-404'])
    expect(seen.truncated).toBe(false)
  })
})

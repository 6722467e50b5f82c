import { digest } from '@nightlight/fingerprint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureLocation } from './location-store.ts'
import { surveyPage, type SurveyBudget } from './survey-page.ts'
import {
  createWorld,
  dueLocation,
  html,
  jpeg,
  picture,
  startSite,
  type Site,
  type World,
} from './testing-crawl.ts'

let site: Site
let world: World
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

describe('surveyPage', () => {
  const survey = async (name: string, budget: Partial<SurveyBudget>) => {
    site.serve(`/${name}/`, html('<img src=a.jpg><img src=b.jpg><img src=c.jpg>'))
    for (const file of ['a', 'b', 'c']) site.serve(`/${name}/${file}.jpg`, jpeg('scene-1'))
    const page = await dueLocation(world, `/${name}/`)
    const visitFor = { pageLocationId: page.id, takedownId: null }
    const { signal } = world.context
    return surveyPage(world, page, visitFor, signal, { budget })
  }

  it('hands the digests on that were made while a picture arrived', async () => {
    const handed: unknown[] = []
    const decoder: World['decoder'] = {
      fingerprint(bytes, request) {
        handed.push(request.digests)
        return world.decoder.fingerprint(bytes, request)
      },
    }
    site.serve('/arriving.jpg', jpeg('scene-1'))
    const page = await dueLocation(world, '/arriving.jpg')
    const visitFor = { pageLocationId: page.id, takedownId: null }
    await surveyPage({ ...world, decoder }, page, visitFor, world.context.signal)
    expect(handed).toEqual([digest(picture('scene-1'))])
  })

  it('stops at the budget and says so', async () => {
    const { pictures, truncated } = await survey('budget', { images: 2 })
    expect({ pictures: pictures.length, truncated }).toEqual({ pictures: 2, truncated: true })
  })

  it('writes on the visit of the page that not all of it was seen', async () => {
    await survey('in-part', { images: 1 })
    const { id } = await ensureLocation(world.db, world.crypto, site.url('/in-part/'))
    const visits = world.db.selectFrom('visit').select(['outcome', 'code'])
    expect(await visits.where('location_id', '=', id).execute()).toEqual([
      { outcome: 'page', code: 'page-over-budget' },
    ])
  })

  it('ends when its time is over and says so', async () => {
    site.serve('/slow/', html('<img src=never.jpg>'))
    site.serve('/slow/never.jpg', () => undefined)
    const page = await dueLocation(world, '/slow/')
    const visitFor = { pageLocationId: page.id, takedownId: null }
    const budget = { totalMs: 100 }
    const survey = await surveyPage(world, page, visitFor, world.context.signal, { budget })
    expect(survey).toMatchObject({ page: { outcome: 'page' }, pictures: [], truncated: true })
  })

  it('ends with an error when its caller stops it', async () => {
    site.serve('/stopped/', html(''))
    const page = await dueLocation(world, '/stopped/')
    const visitFor = { pageLocationId: page.id, takedownId: null }
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(surveyPage(world, page, visitFor, signal)).rejects.toThrow('stopped')
  })

  it('shows all of a page within its budget', async () => {
    const { pictures, truncated } = await survey('enough', {})
    expect({ pictures: pictures.length, truncated }).toEqual({ pictures: 3, truncated: false })
  })

  it('follows one refresh, and none that leads back', async () => {
    const refresh = (to: string) => html(`<meta http-equiv=refresh content="5; url=${to}">`)
    site.serve('/to/', refresh('/back/'))
    site.serve('/back/', refresh('/to/'))
    const page = await dueLocation(world, '/to/')
    const visitFor = { pageLocationId: page.id, takedownId: null }
    const { visits } = await surveyPage(world, page, visitFor, world.context.signal)
    expect([...visits.values()].map(({ outcome }) => outcome)).toEqual(['page', 'page'])
    expect([site.hits('/to/'), site.hits('/back/')]).toEqual([1, 1])
  })

  it('does not open a frame of another domain and says which it was', async () => {
    site.serve('/framed/', html('<iframe src="http://frames.other-site.com/f.html"></iframe>'))
    const page = await dueLocation(world, '/framed/')
    const visitFor = { pageLocationId: page.id, takedownId: null }
    await surveyPage(world, page, visitFor, world.context.signal)
    const visits = world.db
      .selectFrom('visit')
      .select(['outcome', 'code', 'egress'])
      .where('page_location_id', '=', page.id)
      .where('location_id', '<>', page.id)
    expect(await visits.execute()).toEqual([
      { outcome: 'refused', code: 'frame-not-read', egress: 'none' },
    ])
  })
})

import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rendererOfTests } from '../render/testing-render.ts'
import { createRenderer, type Renderer } from '../render/index.ts'
import { surveyPage, type SurveyOptions } from '../survey-page.ts'
import { scriptsOf } from './rendered-store.ts'
import {
  createWorld,
  dueLocation,
  jpeg,
  PATIENT,
  startSite,
  visitsOf,
  type Site,
  type World,
} from '../testing-crawl.ts'

let site: Site
let world: World
let renderer: Renderer
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site, [], PATIENT)
  renderer = rendererOfTests()
})
afterAll(async () => {
  await renderer[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const SCRIPT = `
  document.body.append(Object.assign(new Image(), { src: 'loaded.jpg' }))
  document.body.insertAdjacentHTML('beforeend',
    '<p>written by a script</p><a href="linked.jpg">x</a><a href="next-page"><img src="thumb.jpg"></a>')`

async function survey(name: string, scripts: boolean) {
  const body = `<!doctype html><body><img src="plain.jpg"><script>${SCRIPT}</script></body>`
  site.serve(`/${name}/`, { body })
  for (const file of ['plain', 'loaded', 'linked', 'thumb']) {
    site.serve(`/${name}/${file}.jpg`, jpeg('scene-1'))
  }
  const page = await dueLocation(world, `/${name}/`)
  const visitFor = { pageLocationId: page.id, takedownId: null }
  const options = { scripts: scripts ? { renderer } : null }
  const seen = await surveyPage(world, page, visitFor, world.context.signal, options)
  const visits = (await visitsOf(world, page)).filter(({ outcome }) => outcome === 'picture')
  return { ...seen, page, files: visits.map(({ path }) => path.split('/').at(-1)) }
}

/** The code of the newest visit of a page, and whether its scripts ever ran. */
async function notesOf({ id }: { id: string }) {
  const { db } = world
  const seen = await db
    .selectFrom('visit')
    .select('code')
    .where('location_id', '=', id)
    .where('outcome', '=', 'page')
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const { mustRender } = await scriptsOf(db, id, false, null)
  return { code: seen.code, mustRender }
}

it('sees what the scripts of a page load and name, each picture asked for once', async () => {
  const { files, renderedHtml, links, truncated, page } = await survey('run', true)
  expect(await notesOf(page)).toEqual({ code: null, mustRender: true })
  expect(files).toEqual(['linked.jpg', 'loaded.jpg', 'plain.jpg', 'thumb.jpg'])
  expect(renderedHtml).toContain('written by a script')
  expect(links.map(({ url }) => url.pathname)).toContain('/run/next-page')
  expect(truncated).toBe(false)
  for (const file of files) expect(site.hits(`/run/${file}`)).toBe(1)
})

it('runs none where that is not asked for', async () => {
  const { renderedHtml, page } = await survey('still', false)
  expect(renderedHtml).toBeNull()
  expect(await notesOf(page)).toEqual({ code: null, mustRender: false })
  expect(site.hits('/still/loaded.jpg') + site.hits('/still/thumb.jpg')).toBeLessThanOrEqual(2)
})

it('says that a page was not seen in full whose scripts could not be run', async () => {
  await using missing = createRenderer({}, {}, { enclosures: () => [] })
  site.serve('/missing/', { body: '<p>' })
  const page = await dueLocation(world, '/missing/')
  const visitFor = { pageLocationId: page.id, takedownId: null }
  const scripts = { renderer: missing }
  const { signal } = world.context
  expect(await surveyPage(world, page, visitFor, signal, { scripts })).toMatchObject({
    truncated: true,
    renderedHtml: null,
    unrendered: 'renderer-missing',
    mayRenderLater: true,
  })
  expect(await notesOf(page)).toEqual({ code: 'renderer-missing', mustRender: false })
})

describe('a page whose scripts ran before', () => {
  const look = async (name: string, options: SurveyOptions) => {
    const page = await dueLocation(world, `/${name}/`)
    const visitFor = { pageLocationId: page.id, takedownId: null }
    const { signal } = world.context
    const { truncated, unrendered } = await surveyPage(world, page, visitFor, signal, options)
    return { truncated, unrendered, ...(await notesOf(page)) }
  }

  it('was not seen in full where they may not run now', async () => {
    site.serve('/off/', { body: '<p>' })
    expect(await look('off', { scripts: null, mustRender: true })).toMatchObject({
      truncated: true,
      unrendered: 'rendering-off',
      code: 'rendering-off',
    })
  })

  it.each<[string, (response: ServerResponse) => void]>([
    ['nothing', (response) => response.destroy()],
    ['an error', (response) => response.writeHead(404, { 'content-type': 'text/html' }).end('no')],
  ])('was not seen in full when the browser gets %s where the fetch got a page', async (_, end) => {
    let hits = 0
    site.serve('/once/', (_request, response) => {
      hits += 1
      if (hits % 2 === 0) return end(response)
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>')
    })
    const before = { truncated: true, unrendered: 'render-no-page', code: 'render-no-page' }
    expect(await look('once', { scripts: { renderer }, mustRender: true })).toMatchObject(before)
    // So it is at the first time: what its scripts show was not seen.
    expect(await look('once', { scripts: { renderer } })).toMatchObject(before)
  })
})

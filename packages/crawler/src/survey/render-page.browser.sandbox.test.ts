import { afterAll, beforeAll, expect, it } from 'vitest'
import { chromiumOfTests, enclosuresNamed } from '../render/testing-render.ts'
import { createRenderer } from '../render/index.ts'
import { surveyPage } from '../survey-page.ts'
import {
  createWorld,
  dueLocation,
  jpeg,
  startSite,
  visitsOf,
  type Site,
  type World,
} from '../testing-crawl.ts'

let site: Site
let world: World
let renderer: ReturnType<typeof createRenderer>
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
  const choices = { enclosures: () => enclosuresNamed('bubblewrap') }
  renderer = createRenderer({}, { program: chromiumOfTests() }, choices)
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
  return { ...seen, files: visits.map(({ path }) => path.split('/').at(-1)) }
}

it('sees what the scripts of a page load and name, each picture asked for once', async () => {
  const { files, renderedHtml, links, truncated } = await survey('run', true)
  expect(files).toEqual(['linked.jpg', 'loaded.jpg', 'plain.jpg', 'thumb.jpg'])
  expect(renderedHtml).toContain('written by a script')
  expect(links.map(({ url }) => url.pathname)).toContain('/run/next-page')
  expect(truncated).toBe(false)
  for (const file of files) expect(site.hits(`/run/${file}`)).toBe(1)
})

it('runs none where that is not asked for', async () => {
  const { renderedHtml } = await survey('still', false)
  expect(renderedHtml).toBeNull()
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
  })
})

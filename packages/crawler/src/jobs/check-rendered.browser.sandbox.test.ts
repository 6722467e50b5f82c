import { createAddressPolicy } from '@nightlight/runtime'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { LOOPBACK } from '../fetch/testing.ts'
import { createVantagePoints, type VantagePoints } from '../fetch/vantage-point.ts'
import { createFollowing } from '../follow/testing-follow.ts'
import { readLocation } from '../location-store.ts'
import { createRenderer } from '../render/index.ts'
import { rendererOfTests } from '../render/testing-render.ts'
import type { Scripts } from '../survey/render-page.ts'
import { createChecks, gone, sameBytes, unknown } from '../testing-check.ts'
import {
  createWorld,
  jpeg,
  PATIENT,
  seedTakedown,
  startSite,
  type Site,
  type World,
} from '../testing-crawl.ts'

const POINTS = ['lab', 'annex'].map((name) => ({
  name,
  country: null,
  userAgent: `Agent-${name}/1`,
  acceptLanguage: name === 'lab' ? 'fr' : 'nl',
  proxy: null,
}))

let site: Site
let world: World
let scripts: Scripts
let vantage: VantagePoints
const resources = new AsyncDisposableStack()
beforeAll(async () => {
  site = resources.use(await startSite())
  world = resources.use(await createWorld(site, [], PATIENT))
  scripts = { renderer: resources.use(rendererOfTests()) }
  const policy = createAddressPolicy({ allowNetworks: LOOPBACK })
  vantage = resources.use(
    createVantagePoints({ policy }, POINTS, { allowPorts: [site.port], limits: PATIENT }),
  )
})
afterAll(() => resources.disposeAsync())

/** How the scripts of pages, and the pictures that these load, saw and were asked by their visitors. */
let visitors: { script: string[]; picture: string[] }
beforeEach(() => {
  visitors = { script: [], picture: [] }
})

/** A page that shows its logo as it is and its picture by a script only, crawled as a report asks for it, with a takedown. */
async function arrange(name: string) {
  const script = `const { userAgent, languages } = navigator
    fetch('who?' + encodeURIComponent(userAgent + ' ' + languages.join()))
    document.body.append(Object.assign(new Image(), { src: ['a', 'jpg'].join('.') }))`
  const body = `<!doctype html><body><img src=logo.jpg><script>${script}</script>`
  site.serve(`/${name}/`, { body })
  site.serve(`/${name}/logo.jpg`, jpeg('scene-2'))
  site.serveRest((request, response) => {
    const [path, query = ''] = (request.url ?? '').split('?')
    if (path === `/${name}/who`) visitors.script.push(decodeURIComponent(query))
    response.writeHead(path === `/${name}/who` ? 200 : 404).end()
  })
  site.serve(`/${name}/a.jpg`, (request, response) => {
    const { 'user-agent': agent, 'accept-language': language } = request.headers
    visitors.picture.push(`${agent} ${language}`)
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg('scene-1').body)
  })
  const following = createFollowing({ ...world, scripts })
  const id = await following.report(site.url(`/${name}/`), { render: true })
  await following.crawlAll()
  const page = await readLocation(world.db, world.crypto, id)
  return { id, takedownId: await seedTakedown(world, page!) }
}

/** Looks once from one vantage point. */
async function look(takedownId: string, from: string, runsScripts: boolean) {
  const checks = createChecks({ ...world, scripts: runsScripts ? scripts : null })
  await checks.againDue(takedownId)
  await checks.check(takedownId, { reaching: () => [from], of: (name) => vantage.of(name) })
  return checks.resultOf(takedownId)
}

it('calls nothing gone on a page whose scripts ran once and may not now', async () => {
  const { takedownId } = await arrange('off')
  site.serve('/off/a.jpg', 404)
  const [gonePicture, page] = [gone('http-404'), unknown('not-rendered', 'page')]
  expect(await look(takedownId, 'lab', false)).toEqual({
    verdict: 'unknown',
    detail: [gonePicture, page],
  })
  // With its scripts the page still asks for the picture, which is not there.
  expect(await look(takedownId, 'lab', true)).toEqual({ verdict: 'gone', detail: [gonePicture] })
})

it('sees with scripts what the crawl saw, as the vantage point that looks', async () => {
  const { takedownId } = await arrange('on')
  for (const { name: from, userAgent, acceptLanguage } of POINTS) {
    visitors = { script: [], picture: [] }
    const seen = { verdict: 'present', detail: [sameBytes()] }
    expect(await look(takedownId, from, true)).toMatchObject(seen)
    expect(visitors.script).toEqual([`${userAgent} ${acceptLanguage}`])
    expect(new Set(visitors.picture)).toEqual(new Set([`${userAgent} ${acceptLanguage}`]))
  }
})

it('runs the scripts of a page that no order asks for any more', async () => {
  const { id, takedownId } = await arrange('still')
  await world.db.deleteFrom('crawl_order').where('location_id', '=', id).execute()
  await look(takedownId, 'lab', true)
  expect(visitors.script).toContain('Agent-lab/1 fr')
})

it('says why when the browser is missing now', async () => {
  const { takedownId } = await arrange('missing')
  await using renderer = createRenderer({}, { program: '/no/such/browser' })
  const checks = createChecks({ ...world, scripts: { renderer } })
  site.serve('/missing/a.jpg', 404)
  await checks.againDue(takedownId)
  await checks.check(takedownId)
  const { verdict, detail } = await checks.evidenceOf(takedownId)
  expect(verdict).toBe('unknown')
  const evidence = ['renderer-missing']
  expect(detail).toContainEqual({ ...unknown('not-rendered', 'page'), evidence })
})

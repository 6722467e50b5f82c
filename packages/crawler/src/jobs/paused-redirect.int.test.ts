import { createAddressPolicy } from '@nightlight/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSafeFetch, type SafeFetch } from '../fetch/safe-fetch.ts'
import { LOOPBACK } from '../fetch/testing.ts'
import { createHostEntry } from '../manners/host-manners.ts'
import { notePause } from '../manners/pause-store.ts'
import { createChecks, PAGE, unknown, VANTAGE_POINTS } from '../testing-check.ts'
import {
  createWorld,
  dueLocation,
  jpeg,
  startSite,
  visitsOf,
  type Reply,
  type Site,
  type World,
} from '../testing-crawl.ts'
import { crawlLocation } from './crawl-location.ts'

let site: Site
let mirror: Site
let world: World
let checks: ReturnType<typeof createChecks>
/** A fetch as the process has it, for which every name is on this machine. */
let safeFetch: SafeFetch
beforeAll(async () => {
  site = await startSite()
  mirror = await startSite()
  world = await createWorld(site, [mirror])
  checks = createChecks(world)
  safeFetch = createSafeFetch(
    {
      policy: createAddressPolicy({ allowNetworks: LOOPBACK }),
      resolve: async () => ['127.0.0.1'],
      enterHost: createHostEntry(world),
    },
    { allowPorts: [site.port, mirror.port], userAgent: 'Test/1', egress: 'lab' },
  )
})
afterAll(async () => {
  await safeFetch[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
  await mirror[Symbol.asyncDispose]()
})

/** Sends on to the same path of another host name. */
const sendTo =
  (host: string): Reply =>
  (request, response) =>
    void response
      .writeHead(302, { location: `http://${host}:${mirror.port}${request.url ?? ''}` })
      .end()

const pauseOf = (host: string) =>
  notePause(world.db, host, 600_000, { firstMs: 1, longestMs: 600_000 })

it('has a crawl come back to a picture that a paused host has', async () => {
  const host = 'crawled.site.net'
  site.serve('/crawl/', PAGE)
  site.serve('/crawl/a.jpg', sendTo(host))
  mirror.serve('/crawl/a.jpg', jpeg('scene-1'))
  await pauseOf(host)
  const location = await dueLocation(world, '/crawl/')
  const crawl = crawlLocation({ ...world, safeFetch, retryInMs: (attempt) => attempt * 60_000 })
  await crawl({ locationId: location.id }, world.context)
  expect(await visitsOf(world, location)).toMatchObject([
    { outcome: 'failed', code: 'host-paused', status: 302 },
  ])
  expect(mirror.hits('/crawl/a.jpg')).toBe(0)
  const { crawl_due_at } = await world.db
    .selectFrom('location')
    .select('crawl_due_at')
    .where('id', '=', location.id)
    .executeTakeFirstOrThrow()
  expect(crawl_due_at).toEqual(expect.any(Date))
})

it('has a check say nothing of what a host has that asked to be left alone', async () => {
  const host = 'checked.site.net'
  const { takedownId } = await checks.arrange('check')
  const look = async () => {
    await checks.againDue(takedownId)
    await checks.check(takedownId, { reaching: () => VANTAGE_POINTS, of: () => safeFetch })
    return checks.resultOf(takedownId)
  }
  site.serve('/check/a.jpg', sendTo(host))
  mirror.serve('/check/a.jpg', { status: 429, headers: { 'retry-after': '600' }, body: '' })
  expect((await look()).verdict).toBe('unknown')
  const hits = mirror.hits('/check/a.jpg')
  mirror.serve('/check/a.jpg', 404)
  expect(await look()).toEqual({ verdict: 'unknown', detail: [unknown('host-paused')] })
  expect(mirror.hits('/check/a.jpg')).toBe(hits)
})

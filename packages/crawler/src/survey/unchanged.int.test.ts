import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RequestListener } from 'node:http'
import { createChecks, PAGE, VANTAGE_POINTS } from '../testing-check.ts'
import {
  createWorld,
  html,
  jpeg,
  picture,
  seedTakedown,
  startSite,
  type Site,
  type World,
} from '../testing-crawl.ts'

let site: Site
let world: World
let checks: ReturnType<typeof createChecks>
beforeAll(async () => {
  site = await startSite()
  world = await createWorld(site)
  checks = createChecks(world)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await site[Symbol.asyncDispose]()
})

const TAG = '"version-1"'
let sent: number
beforeEach(() => {
  sent = 0
})

/** A picture with an entity tag; what knows the tag already is told so. */
const tagged =
  (name: string, tag = TAG): RequestListener =>
  (request, response) => {
    response.setHeader('etag', tag)
    if (request.headers['if-none-match'] === tag) return void response.writeHead(304).end()
    sent += 1
    response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture(name))
  }

/** Says to everybody who asks conditionally that nothing has changed. */
const liar =
  (name: string): RequestListener =>
  (request, response) => {
    if (request.headers['if-none-match']) return void response.writeHead(304).end()
    sent += 1
    response.writeHead(200, { 'content-type': 'image/jpeg', etag: TAG }).end(picture(name))
  }

/** So many looks, from each vantage point in turn. */
async function look(takedownId: string, times: number = VANTAGE_POINTS.length): Promise<void> {
  for (let n = 0; n < times; n++) {
    await checks.againDue(takedownId)
    await checks.check(takedownId)
  }
}

const present = (...evidence: string[]) => ({
  at: 'a.jpg',
  outcome: 'present',
  code: 'same-bytes',
  distance: 0,
  evidence: ['same-bytes', ...evidence],
})

describe('a check of a picture that was there at the last look', () => {
  it('has it not sent again, and says that it is present by the word of the server', async () => {
    const { takedownId } = await checks.arrange('again', PAGE, { 'a.jpg': tagged('scene-1') })
    await look(takedownId)
    const before = sent
    await look(takedownId)
    expect(sent).toBe(before)
    expect(await checks.evidenceOf(takedownId)).toEqual({
      verdict: 'present',
      detail: [present('not-modified')],
    })
    const visit = await world.db
      .selectFrom('visit')
      .select(['outcome', 'code', 'http_status', 'body_bytes'])
      .where('takedown_id', '=', takedownId)
      .where('code', '=', 'not-modified')
      .execute()
    const notModified = {
      outcome: 'picture',
      code: 'not-modified',
      http_status: 304,
      body_bytes: '0',
    }
    expect(visit).toEqual([notModified, notModified])
  })

  it('has it sent once for each vantage point', async () => {
    const { takedownId } = await checks.arrange('points', PAGE, { 'a.jpg': tagged('scene-1') })
    const before = sent
    await look(takedownId, 4)
    expect(sent - before).toBe(VANTAGE_POINTS.length)
  })

  it('sees another picture in its place', async () => {
    const { takedownId } = await checks.arrange('other', PAGE, { 'a.jpg': tagged('scene-1') })
    await look(takedownId)
    site.serve('/other/a.jpg', tagged('other-1', '"version-2"'))
    await look(takedownId, 1)
    const { verdict } = await checks.evidenceOf(takedownId)
    expect(verdict).not.toBe('present')
  })

  it('does not ask for what took its place', async () => {
    const { takedownId } = await checks.arrange('replaced', PAGE, { 'a.jpg': tagged('scene-1') })
    await look(takedownId)
    site.serve('/replaced/a.jpg', liar('other-1'))
    await world.db.deleteFrom('picture_version').execute()
    await look(takedownId)
    const before = sent
    await look(takedownId)
    expect(sent).toBeGreaterThan(before)
    expect(await world.db.selectFrom('picture_version').select('egress').execute()).toEqual([])
  })

  it('believes a server that lies to its own harm only', async () => {
    const { takedownId } = await checks.arrange('liar', PAGE, { 'a.jpg': liar('scene-1') })
    await look(takedownId)
    site.serve('/liar/a.jpg', liar('other-1'))
    await look(takedownId)
    expect(await checks.evidenceOf(takedownId)).toMatchObject({ verdict: 'present' })
  })

  it('fetches it after all where something else on the page has gone', async () => {
    const page = html('<img src=a.jpg><img src=b.jpg>')
    const { location, takedownId } = await checks.arrange('two', page, {
      'a.jpg': tagged('scene-1'),
      'b.jpg': jpeg('scene-2'),
    })
    const other = await seedTakedown(world, location, { of: 'scene-2' })
    await look(takedownId)
    await look(other)
    site.serve('/two/b.jpg', 404)
    const before = sent
    await checks.againDue(other)
    await look(takedownId, 1)
    expect(sent - before).toBe(1)
    const { detail } = await checks.evidenceOf(other)
    expect(detail.flatMap(({ evidence }) => evidence)).not.toContain('not-modified')
  })

  it('keeps what the server calls it sealed', async () => {
    const { takedownId } = await checks.arrange('sealed', PAGE, { 'a.jpg': tagged('scene-1') })
    await look(takedownId, 1)
    const rows = await world.db.selectFrom('picture_version').select('validators_ct').execute()
    expect(rows.length).toBeGreaterThan(0)
    for (const { validators_ct } of rows) expect(validators_ct.includes('version')).toBe(false)
  })
})

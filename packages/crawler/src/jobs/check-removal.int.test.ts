import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Location } from '../location-store.ts'
import { checksDue, claimCheck } from '../removal/check-store.ts'
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
import { CLAIM, createChecks, gone, LEASE_MS, LOGIN, sameBytes, unknown } from '../testing-check.ts'

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

const silence: Reply = () => undefined
const WITH_LOGO = html('<img src=a.jpg><img src=logo.jpg>')
const LOGO = { 'logo.jpg': jpeg('scene-2') }

describe('checkRemoval', () => {
  it.each<[string, Reply, string]>([
    ['404', 404, 'http-404'],
    ['410', 410, 'http-410'],
    ['another picture', jpeg('scene-2'), 'other-picture'],
  ])('sees by %s that the content has gone', async (name, reply, code) => {
    expect(await checks.afterwards(`gone ${name}`.replaceAll(' ', '-'), reply)).toEqual({
      verdict: 'gone',
      detail: [expect.objectContaining(gone(code))],
    })
  })

  it.each<[string, Reply, string]>([
    ['503', 503, 'http-503'],
    ['403', 403, 'forbidden'],
    ['silence', silence, 'host-down'],
    ['a block for some countries', 451, 'geo-blocked'],
    ['a page instead', html('<p>Hello'), 'page-instead'],
    ['a page that says so', html('<p>This was removed'), 'not-found-page'],
    ['a flat picture', { body: flat(), type: 'image/gif' }, 'not-comparable'],
    ['a login page', LOGIN, 'login-page'],
    ['a picture that is damaged', { body: damaged(), type: 'image/jpeg' }, 'not-comparable'],
  ])('knows nothing by %s', async (name, reply, code) => {
    expect(await checks.afterwards(`unknown ${name}`.replaceAll(' ', '-'), reply)).toEqual({
      verdict: 'unknown',
      detail: [expect.objectContaining(unknown(code))],
    })
  })

  it('sees the same bytes', async () => {
    expect(await checks.afterwards('same', jpeg('scene-1'))).toEqual({
      verdict: 'present',
      detail: [sameBytes()],
    })
  })

  it('sees a copy that was resized and compressed again', async () => {
    const { verdict, detail } = await checks.afterwards('smaller', jpeg('scene-1-smaller'))
    expect(verdict).toBe('present')
    expect(detail).toEqual([
      { at: 'a.jpg', outcome: 'present', code: 'same-picture', distance: expect.any(Number) },
    ])
    expect(detail[0]!.distance).toBeLessThanOrEqual(31)
  })

  it('sees a picture that moved within its page', async () => {
    const { takedownId } = await checks.arrange('moved')
    site.serve('/moved/', html('<img src=b.jpg>'))
    site.serve('/moved/a.jpg', 404)
    site.serve('/moved/b.jpg', jpeg('scene-1'))
    await checks.check(takedownId)
    const { verdict, detail } = await checks.resultOf(takedownId)
    expect(verdict).toBe('present')
    expect(detail).toHaveLength(2)
    expect(detail).toEqual(expect.arrayContaining([gone('http-404'), sameBytes('b.jpg')]))
  })

  it('sees a picture that is up though its page has gone', async () => {
    const { takedownId } = await checks.arrange('orphan')
    site.serve('/orphan/', 404)
    await checks.check(takedownId)
    expect(await checks.resultOf(takedownId)).toEqual({
      verdict: 'present',
      detail: [sameBytes(), gone('http-404', 'page')],
    })
  })

  it('takes page and picture not found for gone', async () => {
    const { takedownId } = await checks.arrange('both')
    site.serve('/both/', 410)
    site.serve('/both/a.jpg', 404)
    await checks.check(takedownId)
    expect(await checks.resultOf(takedownId)).toEqual({
      verdict: 'gone',
      detail: [gone('http-404'), gone('http-410', 'page')],
    })
  })

  it('does not believe a missing picture while its page is in trouble', async () => {
    const { takedownId } = await checks.arrange('half')
    site.serve('/half/', 503)
    site.serve('/half/a.jpg', 404)
    await checks.check(takedownId)
    expect(await checks.resultOf(takedownId)).toEqual({
      verdict: 'unknown',
      detail: [gone('http-404'), unknown('http-503', 'page')],
    })
  })

  it('does not believe a missing picture while its page is a login page', async () => {
    const { takedownId } = await checks.arrange('wall')
    site.serve('/wall/', LOGIN)
    site.serve('/wall/a.jpg', 404)
    await checks.check(takedownId)
    expect(await checks.resultOf(takedownId)).toEqual({
      verdict: 'unknown',
      detail: [gone('http-404'), unknown('login-page', 'page')],
    })
  })

  it('does not mistake a page with a login form in its head for a login page', async () => {
    const { takedownId } = await checks.arrange('header', WITH_LOGO, LOGO)
    site.serve('/header/', html('<input type=password><img src=logo.jpg>'))
    site.serve('/header/a.jpg', 404)
    await checks.check(takedownId)
    expect(await checks.resultOf(takedownId)).toEqual({
      verdict: 'gone',
      detail: [gone('http-404')],
    })
  })

  it('sees a faded copy', async () => {
    const { verdict, detail } = await checks.afterwards('faded', jpeg('scene-1-faded'))
    expect({ verdict, code: detail[0]!.code }).toEqual({ verdict: 'present', code: 'same-picture' })
  })

  it('ignores other pictures of the page', async () => {
    const { takedownId } = await checks.arrange('others', WITH_LOGO, LOGO)
    site.serve('/others/', html('<img src=logo.jpg><img src=c.gif><img src=d.jpg>'))
    site.serve('/others/a.jpg', 404)
    site.serve('/others/c.gif', { body: flat(), type: 'image/gif' })
    await checks.check(takedownId)
    expect(await checks.resultOf(takedownId)).toEqual({
      verdict: 'gone',
      detail: [gone('http-404')],
    })
  })

  it('sees a picture inside the page, and that it has left it', async () => {
    const content = `<img src="data:image/jpeg;base64,${picture('scene-1').toString('base64')}">`
    const inside = html(`<img src=logo.jpg>${content}`)
    const { takedownId } = await checks.arrange('inside', inside, LOGO)
    await checks.check(takedownId)
    expect(await checks.resultOf(takedownId)).toEqual({
      verdict: 'present',
      detail: [sameBytes('page')],
    })
    site.serve('/inside/', html('<img src=logo.jpg><p>removed'))
    const next = await checks.againDue(takedownId)
    await checks.check(takedownId)
    const rows = await checks.checksOf(takedownId)
    expect(rows.find(({ due_at }) => due_at.getTime() === next.getTime())).toMatchObject({
      verdict: 'gone',
      detail: [expect.objectContaining({ outcome: 'gone', code: 'not-on-page' })],
    })
  })

  it('looks once at what is due', async () => {
    const { takedownId } = await checks.arrange('twice')
    await checks.check(takedownId)
    expect(await checks.check(takedownId)).toEqual({ status: 'skipped', reason: 'not-due' })
    expect(await checks.checksOf(takedownId)).toHaveLength(1)
  })

  it('looks once when two workers try at once', async () => {
    const { takedownId } = await checks.arrange('race')
    const outcomes = await Promise.all([checks.check(takedownId), checks.check(takedownId)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['done', 'skipped'])
    expect(await checks.checksOf(takedownId)).toHaveLength(1)
  })

  it('looks from the vantage point that has not looked for longest', async () => {
    const { takedownId } = await checks.arrange('turns')
    for (let look = 0; look < 3; look += 1) {
      await checks.check(takedownId)
      await checks.againDue(takedownId)
    }
    const from = (await checks.checksOf(takedownId)).map(({ egress }) => egress)
    expect(from).toEqual(['lab', 'annex', 'lab'])
  })

  it('does not look before the time', async () => {
    const { location } = await checks.arrange('early')
    const { id } = await world.db
      .updateTable('takedown')
      .set({ next_check_at: new Date(Date.now() + 3_600_000) })
      .where('page_location_id', '=', location.id)
      .returning('id')
      .executeTakeFirstOrThrow()
    expect(await checks.check(id)).toEqual({ status: 'skipped', reason: 'not-due' })
  })

  it('takes over what a dead worker left, after its lease and not before', async () => {
    const { takedownId } = await checks.arrange('crash')
    await claimCheck(world.db, takedownId, CLAIM)
    expect(await checks.check(takedownId)).toEqual({ status: 'skipped', reason: 'not-due' })
    await age(takedownId, LEASE_MS + 1000)
    expect(await checks.check(takedownId)).toEqual({ status: 'done' })
    expect(await checks.checksOf(takedownId)).toHaveLength(1)
  })

  it('ends at a whole millisecond, so that a program can say what came after it', async () => {
    const { takedownId } = await checks.arrange('ends')
    await checks.check(takedownId)
    const { rows } = await sql<{ rest: number }>`
      select (extract(microseconds from finished_at)::int % 1000) as rest
      from removal_check where takedown_id = ${takedownId}`.execute(world.db)
    expect(rows).toEqual([{ rest: 0 }])
  })

  it('leaves a hint for the takedown', async () => {
    const { takedownId } = await checks.arrange('hint')
    await checks.check(takedownId)
    expect(world.hints).toContainEqual({ name: 'advance-takedown', payload: { takedownId } })
  })

  it('says which takedown a visit was for', async () => {
    const { takedownId } = await checks.arrange('visits')
    await checks.check(takedownId)
    const visits = world.db
      .selectFrom('visit')
      .select('outcome')
      .where('takedown_id', '=', takedownId)
    // The first is the probe of an address that cannot exist.
    expect(await visits.orderBy('outcome').execute()).toEqual([
      { outcome: 'failed' },
      { outcome: 'page' },
      { outcome: 'picture' },
    ])
  })

  it('skips a takedown that is not there', async () => {
    expect(await checks.check(newId())).toEqual({ status: 'skipped', reason: 'not-due' })
  })
})

describe('sightings after a check', () => {
  const sightings = async (page: Location) => {
    const rows = await world.db
      .selectFrom('sighting')
      .innerJoin('media', 'media.id', 'sighting.media_id')
      .select(['size', 'location_id', 'gone_at'])
      .where('page_location_id', '=', page.id)
      .execute()
    const nameOf = (size: number): string =>
      ['scene-1', 'scene-1-smaller', 'scene-2'].find((name) => picture(name).length === size)!
    return Object.fromEntries(rows.map((row) => [nameOf(row.size), row.gone_at]))
  }
  const up = null
  const down = expect.any(Date)

  it('are gone when the content is', async () => {
    const { location, takedownId } = await checks.arrange('s-gone')
    site.serve('/s-gone/a.jpg', 404)
    await checks.check(takedownId)
    expect(await sightings(location)).toEqual({ 'scene-1': down })
  })

  it('stay when nothing is known', async () => {
    const { location, takedownId } = await checks.arrange('s-unknown')
    site.serve('/s-unknown/a.jpg', 503)
    await checks.check(takedownId)
    expect(await sightings(location)).toEqual({ 'scene-1': up })
  })

  it('tell the picture that came from the one that went', async () => {
    const { location, takedownId } = await checks.arrange('s-other')
    site.serve('/s-other/a.jpg', jpeg('scene-2'))
    await checks.check(takedownId)
    expect(await sightings(location)).toEqual({ 'scene-1': down, 'scene-2': up })
  })

  it('tell the copy that is up from the bytes that it replaced', async () => {
    const { location, takedownId } = await checks.arrange('s-copy')
    site.serve('/s-copy/a.jpg', jpeg('scene-1-smaller'))
    await checks.check(takedownId)
    expect(await sightings(location)).toEqual({ 'scene-1': down, 'scene-1-smaller': up })
  })

  it('keep every other picture inside the page when one has left it', async () => {
    const inside = (...names: string[]): Reply =>
      html(
        names
          .map((name) => `<img src="data:image/jpeg;base64,${picture(name).toString('base64')}">`)
          .join(''),
      )
    const { location, takedownId } = await checks.arrange('s-inside', inside('scene-1', 'scene-2'))
    site.serve('/s-inside/', inside('scene-2'))
    await checks.check(takedownId)
    expect(await sightings(location)).toEqual({ 'scene-1': down, 'scene-2': up })
  })

  it('are up again when the content is', async () => {
    const { location, takedownId } = await checks.arrange('s-back')
    site.serve('/s-back/a.jpg', 404)
    await checks.check(takedownId)
    site.serve('/s-back/a.jpg', jpeg('scene-1'))
    await checks.againDue(takedownId)
    await checks.check(takedownId)
    expect(await sightings(location)).toEqual({ 'scene-1': up })
  })
})

describe('checksDue', () => {
  const due = () => checksDue(world.db, LEASE_MS, 1000)

  it('finds a check whose hint was lost, and nothing once it is done', async () => {
    const { takedownId } = await checks.arrange('due')
    expect(await due()).toContain(takedownId)
    await checks.check(takedownId)
    expect(await due()).not.toContain(takedownId)
  })

  it('finds a check that a dead worker left when its lease is over', async () => {
    const { takedownId } = await checks.arrange('due-crash')
    await claimCheck(world.db, takedownId, CLAIM)
    expect(await due()).not.toContain(takedownId)
    await age(takedownId, LEASE_MS + 1000)
    expect(await due()).toContain(takedownId)
  })
})

const age = (takedownId: string, ms: number) =>
  sql`update removal_check set started_at = started_at - ${ms} * interval '1 millisecond'
    where takedown_id = ${takedownId}`.execute(world.db)

function damaged(): Buffer {
  return picture('scene-1').fill(0x41, 20, 800)
}

/** One transparent pixel. */
function flat(): Buffer {
  return Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { claimCheck, finishCheck } from '../removal/check-store.ts'
import type { FetchOutcome } from '../fetch/outcome.ts'
import type { SafeFetch } from '../fetch/safe-fetch.ts'
import {
  CLAIM,
  createChecks,
  gone,
  LEASE_MS,
  PAGE,
  sameBytes,
  unknown,
  VANTAGE_POINTS,
} from '../testing-check.ts'
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

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion'

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

/** What a look says once a page and its picture answer so. */
async function look(name: string, replies: Record<string, Reply>, page: Reply = PAGE) {
  const { takedownId } = await checks.arrange(name, page)
  for (const [file, reply] of Object.entries(replies)) site.serve(`/${name}/${file}`, reply)
  await checks.check(takedownId)
  return checks.resultOf(takedownId)
}

describe('a picture that comes with an error status, which browsers show all the same', () => {
  it.each([404, 410, 403, 500])('is there with %i', async (status) => {
    const result = await look(`error-${status}`, { 'a.jpg': { ...jpeg('scene-1'), status } })
    expect(result).toEqual({ verdict: 'present', detail: [sameBytes()] })
  })

  it('is there at a new address of the page', async () => {
    const moved = { ...jpeg('scene-1'), status: 404 }
    const replies = { '': html('<img src=b.jpg>'), 'a.jpg': 404, 'b.jpg': moved }
    const { verdict, detail } = await look('error-moved', replies)
    expect(verdict).toBe('present')
    expect(detail).toContainEqual(sameBytes('b.jpg'))
  })

  it('is still up for the sightings', async () => {
    const { location, takedownId } = await checks.arrange('error-sighted')
    site.serve('/error-sighted/a.jpg', { ...jpeg('scene-1'), status: 404 })
    await checks.check(takedownId)
    const sightings = world.db.selectFrom('sighting').select('gone_at')
    const rows = await sightings.where('page_location_id', '=', location.id).execute()
    expect(rows).toEqual([{ gone_at: null }])
  })

  it('leaves it open when it cannot be read', async () => {
    const damaged = {
      body: picture('scene-1').fill(0x41, 20, 800),
      type: 'image/jpeg',
      status: 404,
    }
    const result = await look('error-damaged', { 'a.jpg': damaged })
    expect(result).toEqual({ verdict: 'unknown', detail: [unknown('not-comparable')] })
  })

  it('is gone when it is another one', async () => {
    const result = await look('error-other', { 'a.jpg': { ...jpeg('other-1'), status: 404 } })
    expect(result).toEqual({ verdict: 'gone', detail: [gone('http-404')] })
  })
})

describe('a page that shows content with an error status', () => {
  const moved = (markup: string): Reply => ({ ...html(`<p>Album${markup}`), status: 404 })

  it('is looked at, also where the content has a new address', async () => {
    const replies = { '': moved('<img src=b.jpg>'), 'a.jpg': 404, 'b.jpg': jpeg('scene-1') }
    const { verdict, detail } = await look('error-page', replies)
    expect(verdict).toBe('present')
    expect(detail).toContainEqual(sameBytes('b.jpg'))
  })

  it('is looked at where the content lies within it', async () => {
    const data = picture('scene-1-smaller').toString('base64')
    const replies = { '': moved(`<img src="data:image/jpeg;base64,${data}">`), 'a.jpg': 404 }
    const { verdict } = await look('error-inline', replies)
    expect(verdict).toBe('present')
  })

  it('is gone when it shows other pictures, as most do', async () => {
    const replies = { '': moved('<img src=b.jpg>'), 'a.jpg': 404, 'b.jpg': jpeg('other-1') }
    expect(await look('error-logo', replies)).toEqual({
      verdict: 'gone',
      detail: [gone('http-404'), gone('http-404', 'page')],
    })
  })
})

describe('a picture in the place of the page', () => {
  it('leaves it open, as a banner for some visitors would', async () => {
    const banner = jpeg('other-1')
    const { verdict, detail } = await look('banner', { '': banner, 'a.jpg': banner })
    expect(verdict).toBe('unknown')
    expect(detail).toContainEqual(unknown('other-page', 'page'))
  })

  it('leaves it open for content that lay within the page', async () => {
    const inline = `<img src="data:image/jpeg;base64,${picture('scene-1').toString('base64')}">`
    const { verdict } = await look('banner-inline', { '': jpeg('other-1') }, html(inline))
    expect(verdict).toBe('unknown')
  })

  it('says that it is gone where it was reported by itself', async () => {
    const result = await look('direct', { '': jpeg('other-1') }, jpeg('scene-1'))
    expect(result).toEqual({ verdict: 'gone', detail: [gone('other-picture', 'page')] })
  })
})

describe('a look that ends after its lease', () => {
  it('is told from where it was taken, and not from where the next one is', async () => {
    const { takedownId } = await checks.arrange('late')
    const first = (await claimCheck(world.db, takedownId, CLAIM))!
    await sql`update removal_check set started_at = started_at - ${LEASE_MS + 1000} *
      interval '1 millisecond' where takedown_id = ${takedownId}`.execute(world.db)
    const second = (await claimCheck(world.db, takedownId, CLAIM))!
    expect([first.egress, second.egress]).toEqual(['lab', 'annex'])
    const end = { verdict: 'gone' as const, detail: [], lookId: first.checkId }
    expect(await finishCheck(world.db, first, end)).toBe(true)
    expect(await finishCheck(world.db, second, end)).toBe(false)
    const [row] = await checks.checksOf(takedownId)
    expect(row).toMatchObject({ egress: 'lab', verdict: 'gone' })
  })
})

describe('an address that we did not ask', () => {
  it.each(['proxy-failed', 'proxy-refused', 'proxy-target-failed', 'onion-refused', 'host-paused'])(
    'is a doubt on a foreign domain although it was %s before',
    async (code) => {
      const page = html('<img src=a.jpg><img src="http://ads.other-site.com/x.gif">')
      const { location, takedownId } = await checks.arrange(`ours-${code}`, page)
      await sql`update visit set code = ${code} where page_location_id = ${location.id}
        and outcome = 'failed'`.execute(world.db)
      site.serve(`/ours-${code}/a.jpg`, 404)
      const outcome = code === 'onion-refused' ? 'refused' : 'failed'
      await checks.check(takedownId, {
        reaching: () => VANTAGE_POINTS,
        of: () => answering(world.safeFetch, 'ads.other-site.com', { status: outcome, code }),
      })
      expect(await checks.resultOf(takedownId)).toMatchObject({ verdict: 'unknown' })
    },
  )
})

describe('an onion service', () => {
  it('is looked at from vantage points that reach it, whichever address it has', async () => {
    const { location, takedownId } = await checks.arrange('onion')
    await world.db
      .updateTable('location')
      .set({ host: ONION })
      .where('id', 'in', (of) =>
        of
          .selectFrom('takedown_location')
          .select('location_id')
          .where('takedown_id', '=', takedownId),
      )
      .where('id', '<>', location.id)
      .execute()
    const asked: (readonly string[])[] = []
    const reaching = (hosts: readonly string[]) => {
      asked.push(hosts.toSorted())
      return ['annex']
    }
    await checks.check(takedownId, { reaching, of: () => world.safeFetch })
    expect(asked).toEqual([['127.0.0.1', ONION].toSorted()])
    const [row] = await checks.checksOf(takedownId)
    expect(row?.egress).toBe('annex')
  })
})

/** A fetch that answers so for one host, as from a vantage point that cannot reach it. */
function answering(
  safeFetch: SafeFetch,
  host: string,
  end: { status: string; code: string },
): SafeFetch {
  return {
    ...safeFetch,
    async fetch(url, options) {
      const answer = await safeFetch.fetch(url, options)
      const isIts = new URL(url).hostname === host
      return isIts ? ({ ...answer, ...end } as FetchOutcome) : answer
    },
  }
}

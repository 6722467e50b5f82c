import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedCase, type SeededCase } from '../../fixtures/seed-case.ts'
import { readMatch } from '../../match-store.ts'
import { nextInQueue } from '../../queue/next-store.ts'
import { QUEUE_READ } from '../../queue/queue-store.ts'
import { seedMany } from '../../fixtures/seed-waiting.ts'
import { notifiedState, seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'
import type { QueuePlace } from './queue-place.ts'
import { TOP } from './way-on.ts'

let test: TestApp
let cookie: string
let cases: SeededCase[]
beforeAll(async () => {
  test = await createTestApp({ undoMs: 60_000 })
  cookie = await test.sessionOf('analyst')
})
afterAll(() => test[Symbol.asyncDispose]())
beforeEach(async () => {
  await test.db.deleteFrom('waiting_match').execute()
  cases = []
  for (let n = 0; n < 3; n++) cases.push(await seedCase(test, { tier: 'near' }))
})

const get = async (url: string, as = cookie): Promise<string> =>
  (await test.app.inject({ url, headers: { cookie: as, 'accept-language': 'en' } })).body

/** Sends the form of a page with what stands in it unseen. */
async function send(url: string, action: string, fields: Record<string, string>, as = cookie) {
  const page = await get(url, as)
  const form = page.split('<form').find((part) => part.includes(`action="${action}"`)) ?? ''
  const hidden = [...form.matchAll(/type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')],
  )
  const payload = new URLSearchParams([
    ['form', formTokenIn(page)],
    ...hidden.filter(([name]) => name !== 'form'),
    ...Object.entries(fields),
  ] as [string, string][]).toString()
  return test.app.inject({ method: 'POST', url: action, payload, headers: { ...FORM, cookie: as } })
}

const said = { verdict: 'reject', reason: 'a drawing' }
const deskOf = ({ reportId }: SeededCase): string => `/console/reports/${reportId}`
/** The query of what was opened from the queue where this stood, near if nothing else is said. */
const from = ({ matchId }: SeededCase, queue = 'tier=near', rank = 4): string =>
  new URLSearchParams({ queue: `${queue}${queue && '&'}at=${matchId}&rank=${rank}` }).toString()
const nextOn = (page: string): string | undefined => /href="([^"]+)"\s+data-key="q"/.exec(page)?.[1]
/** Where something leads to, without which decision or takedown it was done to. */
const bare = (location: string | undefined): string => location!.replace(/&of=[0-9a-f-]{36}/, '')
const decide = (at: string, { matchId }: SeededCase) =>
  send(at, `/console/matches/${matchId}/decisions`, said)

describe('a report that was opened from the queue', () => {
  it('leads on to the next and back to what was shown, by keys as well', async () => {
    const [first, second] = cases as [SeededCase, SeededCase]
    const queue = await get('/console/matches?tier=near')
    const here = `${deskOf(first)}?${from(first)}`
    expect(queue).toContain(`href="${here}"`)
    const page = await get(here)
    expect(page).toMatch(/href="\/console\/matches\?tier=near"\s+data-key="b"/)
    expect(nextOn(page)).toBe(`${deskOf(second)}?${from(second)}`)
    // one that is left for later does not come up again at once
    const next = await get(nextOn(page)!)
    expect(nextOn(next)).toBe(`${deskOf(cases[2]!)}?${from(cases[2]!)}`)
  })

  it('moves on once nothing of it is left to decide, and what was decided can be undone there', async () => {
    const [first, second, third] = cases as [SeededCase, SeededCase, SeededCase]
    const answer = await decide(`${deskOf(second)}?${from(second)}`, second)
    const to = answer.headers.location!
    expect(bare(to)).toBe(`${deskOf(third)}?done=reject&was=${second.reportId}&${from(third)}`)
    const page = await get(to)
    expect(page).toContain('pictures[.]example: rejected.')
    const undo = /action="(\/console\/decisions\/[^"]+\/undo)"/.exec(page)![1]!
    const undone = await send(to, undo, {})
    expect(undone.headers.location).toBe(`${deskOf(second)}?done=undone&${from(second)}`)
    await decide(`${deskOf(second)}?queue=`, second)
    await decide(`${deskOf(third)}?queue=`, third)
    const last = await decide(`${deskOf(first)}?queue=tier%3Dnear`, first)
    expect(bare(last.headers.location)).toBe('/console/matches?tier=near&done=reject')
  })

  it('stays while it has more to decide, and so does one that was opened from elsewhere', async () => {
    const [first, second] = cases as [SeededCase, SeededCase]
    expect(bare((await decide(deskOf(first), first)).headers.location)).toBe(
      `${deskOf(first)}?done=reject`,
    )
    await test.db
      .updateTable('match')
      .set({ media_id: second.mediaId })
      .where('id', '=', cases[2]!.matchId)
      .execute()
    const more = await decide(`${deskOf(second)}?queue=`, second)
    expect(bare(more.headers.location)).toBe(`${deskOf(second)}?done=reject&queue=`)
  })

  it('is still of the queue after a note', async () => {
    const [first] = cases as [SeededCase]
    const at = `${deskOf(first)}?queue=by%3Dhost`
    const noted = await send(at, `${deskOf(first)}/notes`, { note: 'seen' })
    expect(noted.headers.location).toBe(`${deskOf(first)}?done=noted&queue=by%3Dhost`)
  })

  it('is still at its place of the queue after it was marked as one of a child at risk, and unmarked', async () => {
    const [first, second, third] = cases as [SeededCase, SeededCase, SeededCase]
    const stood = from(second, `tier=near&after=${first.matchId}&from=4`)
    const here = `${deskOf(second)}?${stood}`
    const marked = await send(here, `${deskOf(second)}/risk`, { reason: 'a school is named' })
    expect(marked.headers.location).toBe(`${deskOf(second)}?done=at-risk&${stood}`)
    // at the top of the queue by now, but not whoever works through it
    const page = await get(String(marked.headers.location))
    expect(nextOn(page)).toContain(`${deskOf(third)}?`)
    expect(page).toMatch(/href="\/console\/matches\?tier=near&amp;after=[^"]+"\s+data-key="b"/)
    const decided = await decide(String(marked.headers.location), second)
    expect(decided.headers.location).toContain(`${deskOf(third)}?`)
    const ended = await send(here, `${deskOf(second)}/risk/end`, {})
    expect(ended.headers.location).toBe(`${deskOf(second)}?done=risk-ended&${stood}`)
    const elsewhere = await send(deskOf(first), `${deskOf(first)}/risk`, { reason: 'named' })
    expect(elsewhere.headers.location).toBe(`${deskOf(first)}?done=at-risk`)
    await send(deskOf(first), `${deskOf(first)}/risk/end`, {})
  })

  it('is still of the queue after a takedown of it was held, released and handed over', async () => {
    const [first] = cases as [SeededCase]
    const at = `${deskOf(first)}?queue=tier%3Dnear`
    const routed = { ...notifiedState, status: 'routed', plan: ['police-hand-over'] }
    const { takedownId } = await seedTakedown(test, first, routed)
    const of = `/console/takedowns/${takedownId}`
    const until = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16)
    const hold = { reason: 'investigation', until }
    const after = (done: string) =>
      `${deskOf(first)}?done=${done}&of=${takedownId}&queue=tier%3Dnear`
    const refused = await send(at, `${of}/holds`, { ...hold, until: '2026-01-01T00:00' })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toMatch(/<nav class="way-on"[\s\S]*href="\/console\/matches\?tier=near"/)
    const held = await send(at, `${of}/holds`, hold)
    expect(held.headers.location).toBe(after('hold-begun'))
    const supervisor = await test.sessionOf('supervisor', 'Sue')
    const ended = await send(at, `${of}/release`, { reason: 'held-by-mistake' }, supervisor)
    expect(ended.headers.location).toBe(after('hold-released'))
    const step = { step: 'police-hand-over', reference: 'A 1', at: '2026-03-01T13:00' }
    const entered = await send(at, `${of}/steps`, step)
    expect(entered.headers.location).toBe(after('step-entered'))
    expect(await get(after('step-entered'))).toContain('Entered. What comes next')
  })

  it('is not gone to from the page of a takedown, which stays', async () => {
    const [first] = cases as [SeededCase]
    const routed = { ...notifiedState, status: 'routed', plan: ['police-hand-over'] }
    const { takedownId } = await seedTakedown(test, first, routed)
    const of = `/console/takedowns/${takedownId}`
    const step = { step: 'police-hand-over', reference: 'A 2', at: '2026-03-01T13:00' }
    const entered = await send(of, `${of}/steps`, step)
    expect(entered.headers.location).toBe(`${of}?done=step-entered`)
  })
})

describe('the queue', () => {
  it('goes on beyond the first that are read of it', async () => {
    const [first, second] = cases as [SeededCase, SeededCase]
    const many = await seedMany(test, first, QUEUE_READ + 3)
    const [here, next] = await Promise.all(
      many.slice(-2).map(async (id) => (await readMatch(test.db, id))!),
    )
    const find = (place: Partial<QueuePlace>, mediaIds: string[]) =>
      nextInQueue(test.db, { ...TOP, ...place }, { mediaIds, now: new Date() })
    const at = ({ id }: { id: string }) => ({ urgency: 4, matchId: id })
    const on = await find({ filter: { tier: 'near' }, at: at(here!) }, [here!.mediaId])
    expect(on).toMatchObject(at(next!))
    // from where it is not known where it stood, the first of its page
    expect(await find({ after: at(here!) }, [])).toMatchObject(at(next!))
    const top = await find({ at: at(next!) }, [next!.mediaId])
    expect(top?.matchId).toBe([first, second].map(({ matchId }) => matchId).sort()[0])
  })

  it('is shown again from where somebody decided or undid something', async () => {
    const [first, second] = cases as [SeededCase, SeededCase]
    const at = `/console/matches?tier=near&after=${first.matchId}&from=4`
    const answer = await decide(at, second)
    expect(bare(answer.headers.location)).toBe(`${at}&done=reject`)
    const page = await get(answer.headers.location!)
    const undo = /action="(\/console\/decisions\/[^"]+\/undo)"/.exec(page)![1]!
    expect((await send(answer.headers.location!, undo, {})).headers.location).toBe(
      `${at}&done=undone`,
    )
  })
})

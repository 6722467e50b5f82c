import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CANARY_PATH } from '../fixtures/seed-case.ts'
import {
  caller,
  digests,
  entriesOf,
  openTestList,
  post,
  seedResting,
  staged,
  type Caller,
} from '../fixtures/seed-list.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let officer: Caller
let analyst: Caller
let supervisor: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Officer')
  analyst = await caller(test, 'Ann', 'analyst')
  supervisor = await caller(test, 'Sue', 'supervisor')
})
afterAll(() => test[Symbol.asyncDispose]())

async function newList() {
  const listId = await openTestList(test, officer)
  const submissionId = await staged(test, officer, listId, digests(0, 3))
  await post(test, supervisor, `/v1/submissions/${submissionId}/activate`)
  return { listId, submissionId, entryIds: await entriesOf(test, submissionId) }
}

type Told = {
  counts: Record<string, Record<string, number>>
  items: { matchId: string | null; entryId: string; takedowns: Record<string, unknown>[] }[]
  next: string | null
}
const rests = async (path: string, by: Caller = analyst) => {
  const answer = await test.app.inject({ url: `/v1/${path}`, headers: by })
  return { ...answer.json<Told>(), text: answer.body }
}

describe('what rests', () => {
  it('on an entry, a submission and a list is counted and told', async () => {
    const { listId, submissionId, entryIds } = await newList()
    const [first, second] = entryIds as [string, string, string]
    const one = await seedResting(test, { listId, entryId: first })
    const two = await seedResting(test, { listId, entryId: second }, 'closed')
    await post(test, analyst, `/v1/matches/${two.matchId}/decisions`, {
      verdict: 'confirm',
      reason: 'same',
    })
    const both = {
      matches: { all: 2, undecided: 1, confirmed: 1, rejected: 0, held: 0 },
      takedowns: { notified: 1, closed: 1 },
      notices: { sent: 2 },
      retractions: {},
    }
    expect((await rests(`hash-lists/${listId}/rests`)).counts).toEqual(both)
    expect((await rests(`submissions/${submissionId}/rests`)).counts).toEqual(both)
    const { counts, items } = await rests(`entries/${first}/rests`)
    expect(counts).toMatchObject({ matches: { all: 1 }, takedowns: { notified: 1 } })
    expect(items).toMatchObject([
      {
        matchId: one.matchId,
        entryId: first,
        tier: 'near',
        verdict: null,
        isHeld: false,
        takedowns: [
          {
            id: one.takedownId,
            status: 'notified',
            notices: [{ id: one.noticeId, kind: 'provider-notice', state: 'sent' }],
          },
        ],
      },
    ])
    const none = await rests(`entries/${entryIds[2]!}/rests`)
    expect([none.counts['matches'], none.items]).toMatchObject([{ all: 0 }, []])
  })

  it('is told to its authority as counts and states, without a case to follow', async () => {
    const { listId, submissionId, entryIds } = await newList()
    const place = { listId, entryId: entryIds[0]! }
    const seeded = await seedResting(test, place)
    const own = await rests(`submissions/${submissionId}/rests`, officer)
    const others = await rests(`submissions/${submissionId}/rests`, supervisor)
    expect(own.counts).toEqual(others.counts)
    expect(own.items).toMatchObject([
      {
        matchId: null,
        entryId: place.entryId,
        takedowns: [{ id: null, status: 'notified', notices: [{ id: null, state: 'sent' }] }],
      },
    ])
    for (const secret of [
      seeded.matchId,
      seeded.mediaId,
      seeded.takedownId,
      seeded.noticeId,
      seeded.reference,
      'pictures.example',
      CANARY_PATH,
    ]) {
      expect(own.text).not.toContain(secret)
    }
  })

  it('goes through all of them page by page, and holds what was not released', async () => {
    const { listId, submissionId, entryIds } = await newList()
    const matches: string[] = []
    for (const entryId of entryIds) {
      matches.push((await seedResting(test, { listId, entryId })).matchId)
    }
    await test.db
      .updateTable('match')
      .set({ look_back: submissionId })
      .where('id', '=', matches[0]!)
      .execute()
    const first = await rests(`hash-lists/${listId}/rests?limit=2`)
    const rest = await rests(`hash-lists/${listId}/rests?limit=2&after=${first.next}`)
    expect([...first.items, ...rest.items].map(({ matchId }) => matchId)).toEqual(matches.sort())
    expect(rest.next).toBeNull()
    expect(first.counts['matches']).toMatchObject({ all: 3, held: 1 })
  })
})

describe('GET /v1/matches/{id}', () => {
  const read = (id: string, by: Caller = analyst) =>
    test.app.inject({ url: `/v1/matches/${id}`, headers: by })

  it('tells on whose word a match is, and what has become of it', async () => {
    const { listId, submissionId, entryIds } = await newList()
    const { matchId, mediaId } = await seedResting(test, { listId, entryId: entryIds[0]! })
    for (const verdict of ['confirm', 'reject']) {
      await post(test, analyst, `/v1/matches/${matchId}/decisions`, { verdict, reason: 'seen' })
    }
    await test.db
      .updateTable('match')
      .set({ look_back: submissionId })
      .where('id', '=', matchId)
      .execute()
    expect((await read(matchId)).json()).toEqual({
      id: matchId,
      mediaId,
      authority: { id: expect.any(String), name: 'Home Police' },
      list: { id: listId, name: expect.any(String), expiresAt: null, withdrawnAt: null },
      submission: { id: submissionId, state: 'active' },
      entry: {
        id: entryIds[0],
        status: 'active',
        inForce: true,
        legalClass: 'csam',
        category: null,
        reason: null,
        changedAt: null,
      },
      tier: 'near',
      algorithm: 'pdq',
      distance: 12,
      orientation: 0,
      flavour: 'full',
      frame: 0,
      variant: 'picture',
      listEpoch: '1',
      matchedAt: expect.any(String),
      lookBack: { submissionId, isHeld: true },
      decisions: [
        { verdict: 'confirm', reason: 'seen', actor: expect.any(String), at: expect.any(String) },
        { verdict: 'reject', reason: 'seen', actor: expect.any(String), at: expect.any(String) },
      ],
      secondOpinions: [],
    })
    await post(test, officer, `/v1/hash-lists/${listId}/entries/${entryIds[0]}/revoke`, {
      reason: 'wrong',
    })
    expect((await read(matchId)).json()).toMatchObject({
      entry: { status: 'revoked', inForce: false, reason: 'wrong' },
    })
  })

  it('does not find an unknown one', async () => {
    const answer = await read(newId())
    expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'match-not-found' }])
  })
})

import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
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
let second: Caller
beforeAll(async () => {
  test = await createTestApp()
  officer = await caller(test, 'Officer')
  second = await caller(test, 'Second', 'supervisor')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = async (url: string) => {
  const cookie = await test.sessionOf('supervisor', 'Sue')
  return (await test.app.inject({ url, headers: { cookie } })).body
}

/** A submission that counts, of a list whose exact matches open takedowns by themselves if it says so. */
async function active(opens: 'exact' | 'never' = 'exact') {
  const listId = await openTestList(test, officer, { opens })
  const id = await staged(test, officer, listId, digests(0, 3))
  await post(test, second, `/v1/submissions/${id}/activate`)
  return { id, listId, entryIds: await entriesOf(test, id) }
}

/** By its name, the value of each fact of a page. */
const factsIn = (body: string): Record<string, string> =>
  Object.fromEntries(
    [...body.matchAll(/<dt>([^<]*)<\/dt>\s*<dd>([^<]*)<\/dd>/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  )

describe('what an action on a submission reaches', () => {
  it('is said before it is revoked: matches, takedowns and notices that rest on it', async () => {
    const { id, listId, entryIds } = await active()
    await seedResting(test, { listId, entryId: entryIds[0]! })
    await seedResting(test, { listId, entryId: entryIds[1]! }, 'closed')
    const body = await get(`/console/submissions/${id}/end`)
    expect(body).toMatch(/<strong class="figure">2<\/strong>\s*matches/)
    expect(factsIn(body)).toMatchObject({ Notices: 'sent: 2' })
    expect(factsIn(body)['Takedowns']?.split('\n')).toHaveLength(2)
    expect(body).not.toContain('Nothing was matched')
  })

  it('is said to be nothing where nothing was matched', async () => {
    const { id } = await active()
    expect(await get(`/console/submissions/${id}/end`)).toContain('Nothing was matched with it yet')
  })

  /** What a look back found, each of a picture of its own. */
  async function found(
    { id, listId }: Awaited<ReturnType<typeof active>>,
    finds: readonly { tier: 'exact' | 'near' | 'probable'; entryId: string; mediaId?: string }[],
  ) {
    const media: string[] = []
    for (const { tier, entryId, mediaId } of finds) {
      const seeded = await seedCase(test, { tier })
      const own = mediaId === undefined ? {} : { media_id: media[Number(mediaId)]! }
      await test.db
        .updateTable('match')
        .set({ entry_id: entryId, list_id: listId, look_back: id, ...own })
        .where('id', '=', seeded.matchId)
        .execute()
      media.push(seeded.mediaId)
    }
    await test.db
      .updateTable('submission')
      .set({ look_back: 'found', look_back_found: new Set(media).size })
      .where('id', '=', id)
      .execute()
    return get(`/console/submissions/${id}/release`)
  }

  it('is said before finds are released: what opens takedowns and what waits, by tier and class', async () => {
    const one = await active()
    const [entryId, other] = [one.entryIds[0]!, one.entryIds[1]!]
    const body = await found(one, [
      { tier: 'exact', entryId },
      { tier: 'exact', entryId },
      { tier: 'near', entryId },
      { tier: 'probable', entryId },
      // A picture that is found by two entries counts once, by what it does most of.
      { tier: 'near', entryId: other, mediaId: '0' },
    ])
    expect(factsIn(body)).toMatchObject({
      'Open takedowns at once': expect.stringMatching(/^2\nexact match, [^:\n]+: 2$/),
      'Wait for a decision': expect.stringMatching(
        /^2\nnear match, [^:\n]+: 1\npossible match, [^:\n]+: 1$/,
      ),
    })
    expect(body).not.toContain('Set off nothing')
  })

  it('is that all wait, where the list opens nothing by itself', async () => {
    const one = await active('never')
    const body = await found(one, [{ tier: 'exact', entryId: one.entryIds[0]! }])
    expect(factsIn(body)).toMatchObject({
      'Open takedowns at once': '0',
      'Wait for a decision': expect.stringMatching(/^1\nexact match/),
    })
  })

  it('leaves out what does not count any more or is of a class that opens nothing', async () => {
    const one = await active()
    const entryId = one.entryIds[0]!
    await test.db
      .updateTable('list_entry')
      .set({ legal_class: 'harmful' })
      .where('id', '=', entryId)
      .execute()
    const decided = one.entryIds[1]!
    await found(one, [
      { tier: 'exact', entryId },
      { tier: 'near', entryId: decided },
    ])
    const { id: matchId } = await test.db
      .selectFrom('match')
      .select('id')
      .where('entry_id', '=', decided)
      .executeTakeFirstOrThrow()
    await test.db
      .insertInto('decision')
      .values({ id: newId(), match_id: matchId, verdict: 'reject', actor: 'analyst:x', reason: '' })
      .execute()
    const body = await get(`/console/submissions/${one.id}/release`)
    expect(factsIn(body)).toMatchObject({
      'Open takedowns at once': '0',
      'Wait for a decision': '0',
      'Set off nothing': expect.stringMatching(
        /^2\nexact match, [^:\n]+: 1\nnear match, [^:\n]+: 1$/,
      ),
    })
  })
})

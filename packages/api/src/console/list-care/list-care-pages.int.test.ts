import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  caller,
  digestOf,
  digests,
  entriesOf,
  openTestList,
  post,
  seedResting,
  staged,
  type Caller,
} from '../../fixtures/seed-list.ts'
import { sender } from '../../fixtures/send-file.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let keyed: Caller
let officer: Awaited<ReturnType<typeof sender>>
beforeAll(async () => {
  test = await createTestApp()
  keyed = await caller(test, 'Opener')
  officer = await sender(test, await test.sessionOf('police', 'Inge Peeters'))
})
afterAll(() => test[Symbol.asyncDispose]())

const second = () => caller(test, `Second ${newId()}`, 'supervisor')
async function activeList(file: string, query?: Record<string, string>) {
  const listId = await openTestList(test, keyed)
  const id = await staged(test, keyed, listId, file, query)
  await post(test, await second(), `/v1/submissions/${id}/activate`)
  return { listId, id, path: `/console/hash-lists/${listId}` }
}
const statusOf = async (id: string) =>
  (
    await test.db
      .selectFrom('list_entry')
      .select('status')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).status

describe('the page of a list', () => {
  it('says what rests on it before it is withdrawn, and withdraws it', async () => {
    const { listId, id, path } = await activeList(digests(0, 3))
    const [entryId = ''] = await entriesOf(test, id)
    await seedResting(test, { listId, entryId })
    const page = (await officer.get(`/console/lists?list=${listId}`)).body
    expect(page).toContain(`href="${path}"`)
    for (const at of [path, `${path}/withdraw`]) {
      const { body, statusCode } = await officer.get(at)
      expect(statusCode).toBe(200)
      expect(body).toMatch(/<strong class="figure">1<\/strong>\s+match\s*<\/p>/)
      expect(body).toContain('notified: 1')
    }
    expect((await officer.post(`${path}/withdraw`, { reason: '' })).statusCode).toBe(400)
    const done = await officer.post(`${path}/withdraw`, { reason: 'not ours' })
    expect(done.headers.location).toBe(`${path}?done=withdrawn`)
    const after = (await officer.get(`${path}?done=withdrawn`)).body
    expect(after).toContain('Nothing of it counts any more')
    expect(after).not.toContain(`${path}/hand-in`)
    expect((await officer.get(`${path}/withdraw`)).body).not.toContain('<textarea')
  })

  it('finds an entry by its id or the number of its source, and revokes it', async () => {
    const rows = [1, 2].map((n) => `${digestOf(100 + n)},IMG-${n}\n`).join('')
    const map = JSON.stringify({ sha256: 'sha256', number: 'reference' })
    const { listId, id, path } = await activeList(`sha256,number\n${rows}`, { map })
    const ids = await entriesOf(test, id)
    const found = await officer.post(`${path}/entries`, { of: ' IMG-2 ' })
    const entryId = /entries\/([0-9a-f-]{36})$/.exec(String(found.headers.location))?.[1] ?? ''
    expect(ids).toContain(entryId)
    const again = await officer.post(`${path}/entries`, { of: entryId })
    expect(again.headers.location).toBe(`${path}/entries/${entryId}`)
    await seedResting(test, { listId, entryId })
    const page = (await officer.get(`${path}/entries/${entryId}`)).body
    for (const text of ['counts', 'notified', 'Revoke this entry']) expect(page).toContain(text)
    expect(page).not.toContain(digestOf(102))
    expect(page).not.toContain('/console/takedowns/')
    expect(page).not.toContain('This entry counts no more')
    const done = await officer.post(`${path}/entries/${entryId}/revoke`, { reason: 'a drawing' })
    expect(done.headers.location).toBe(`${path}/entries/${entryId}?done=revoked`)
    expect(await statusOf(entryId)).toBe('revoked')
    const after = (await officer.get(`${path}/entries/${entryId}?done=revoked`)).body
    for (const text of ['It counts no more', 'This entry counts no more'])
      expect(after).toContain(text)
    expect(after).not.toContain('entries/' + entryId + '/revoke')
  })

  it('shows what rests on it match by match to the last, and leads those on who follow cases', async () => {
    const { listId, id, path } = await activeList(digests(400, 401))
    const [entryId = ''] = await entriesOf(test, id)
    const resting: Awaited<ReturnType<typeof seedResting>>[] = []
    for (let n = 0; n < 27; n++) resting.push(await seedResting(test, { listId, entryId }))
    const analyst = await sender(test, await test.sessionOf('analyst', 'Ann'))
    const supervisor = await sender(test, await test.sessionOf('supervisor', 'Sue'))
    const last = resting.at(-1)!
    const onward = (body: string): string =>
      /href="([^"]*\?after=(?!0{8})[^"#]*)#matches"/.exec(body)?.[1] ?? ''
    const first = (body: string): string =>
      /href="([^"]*\?after=0{8}[^"#]*)#matches"/.exec(body)?.[1] ?? ''
    const rowsIn = (body: string): number =>
      (/<section id="matches">[^]*?<\/section>/.exec(body)?.[0].match(/<tr>/g) ?? []).length - 1
    for (const at of [path, `/console/submissions/${id}`, `${path}/entries/${entryId}`]) {
      for (const by of [officer, analyst, supervisor]) {
        const page = (await by.get(at)).body
        const begun = at.includes('/entries/') ? page : (await by.get(first(page))).body
        expect(rowsIn(begun)).toBe(25)
        const rest = (await by.get(onward(begun))).body
        expect([rowsIn(rest), onward(rest)]).toEqual([2, ''])
        for (const way of [`matches/${last.matchId}`, `takedowns/${last.takedownId}`]) {
          const isTold = rest.includes(`href="/console/${way}"`)
          expect([way, isTold]).toEqual([way, by !== officer])
        }
        if (by === officer) expect(begun + rest).not.toContain(last.matchId)
        else expect((await by.get(first(rest))).body).toContain(resting[0]!.matchId)
      }
    }
  })

  it('keeps what was typed where there is no such entry, and finds none by a hash', async () => {
    const { path } = await activeList(digests(200, 202))
    for (const of of ['IMG-9', digestOf(200)]) {
      const none = await officer.post(`${path}/entries`, { of })
      expect([none.statusCode, none.body]).toEqual([400, expect.stringContaining('no such entry')])
    }
  })

  it('is not there for another authority', async () => {
    const { id, path } = await activeList(digests(300, 302))
    const [entryId = ''] = await entriesOf(test, id)
    const stranger = await sender(
      test,
      await test.sessionOf('police', 'Stranger', 'Foreign Police'),
    )
    for (const at of ['', '/withdraw', `/entries/${entryId}`])
      expect((await stranger.get(path + at)).statusCode).toBe(404)
    const tries = [
      stranger.post(`${path}/withdraw`, { reason: 'x' }),
      stranger.post(`${path}/entries`, { of: entryId }),
      stranger.post(`${path}/entries/${entryId}/revoke`, { reason: 'x' }),
    ]
    expect((await Promise.all(tries)).map(({ statusCode }) => statusCode)).toEqual([404, 404, 404])
    expect(await statusOf(entryId)).toBe('active')
  })
})

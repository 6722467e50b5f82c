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

  const found = async (path: string, of: string): Promise<string> => {
    const { headers } = await officer.post(`${path}/entries`, { of })
    return /entries\/([0-9a-f-]{36})$/.exec(String(headers.location))?.[1] ?? ''
  }
  const numbered = (...heads: ('md5' | 'sha256')[]) => ({
    map: JSON.stringify({ ...Object.fromEntries(heads.map((one) => [one, one])), no: 'reference' }),
  })

  it('finds whatever has a number in any file, and leads on to the others that have it', async () => {
    const md5 = digestOf(700).slice(0, 32)
    const { listId, id, path } = await activeList(`md5,no\n${md5},IMG-7\n`, numbered('md5'))
    const more = `md5,sha256,no\n${md5},${digestOf(701)},IMG-7\n`
    const next = await staged(test, keyed, listId, more, numbered('md5', 'sha256'))
    await staged(test, keyed, listId, `md5,no\n${md5},OTHER-9\n`, numbered('md5'))
    const [first = ''] = await entriesOf(test, id)
    const [other = ''] = await entriesOf(test, next)
    expect(await found(path, 'IMG-7')).toBe(first)
    expect(await found(path, 'OTHER-9')).toBe(first)
    const page = (await officer.get(`${path}/entries/${first}`)).body
    for (const text of ['1 other entry has', `${path}/entries/${other}"`, 'does not count yet'])
      expect(page).toContain(text)
    await post(test, await second(), `/v1/submissions/${next}/activate`)
    await officer.post(`${path}/entries/${first}/revoke`, { reason: 'a drawing' })
    const after = (await officer.get(`${path}/entries/${first}?done=revoked`)).body
    expect(after).toContain('1 other entry has')
    expect(after).toMatch(/: counts\s*</)
    expect(await found(path, 'IMG-7')).toBe(other)
    await officer.post(`${path}/entries/${other}/revoke`, { reason: 'a drawing' })
    expect((await officer.get(`${path}/entries/${first}`)).body).toContain(
      'All of them are revoked',
    )
  })

  it('keeps the number of an entry that a file without numbers takes over', async () => {
    const file = `sha256,no\n${digestOf(720)},IMG-8\n`
    const query = { ...numbered('sha256'), expiresAt: '2098-01-01T00:00:00Z' }
    const { listId, id, path } = await activeList(file, query)
    const [entryId = ''] = await entriesOf(test, id)
    const later = await staged(test, keyed, listId, `${digestOf(720)}\n`)
    await post(test, await second(), `/v1/submissions/${later}/activate`)
    const row = await test.db
      .selectFrom('list_entry')
      .select(['submission_id', 'source_key'])
      .where('id', '=', entryId)
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ submission_id: later, source_key: expect.any(Buffer) })
    expect(await found(path, 'IMG-8')).toBe(entryId)
  })

  it('says of an entry whether it counts', async () => {
    const { listId, id, path } = await activeList(digests(730, 731))
    const [entryId = ''] = await entriesOf(test, id)
    const waiting = await staged(test, keyed, listId, digests(731, 732))
    const [later = ''] = await entriesOf(test, waiting)
    const page = async (entry: string) => (await officer.get(`${path}/entries/${entry}`)).body
    expect(await page(entryId)).toMatch(/<dd>\s*counts\s*</)
    expect(await page(later)).toContain('does not count yet')
    const expire = (at: Date | null) =>
      test.db.updateTable('hash_list').set({ expires_at: at }).where('id', '=', listId).execute()
    await expire(new Date('2020-01-01'))
    expect(await page(entryId)).toContain('the end of its file or list has passed')
    await expire(null)
    await officer.post(`/console/submissions/${id}/end`, { reason: 'a mistake' })
    expect(await page(entryId)).toContain('its file or list was ended')
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

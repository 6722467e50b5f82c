import { LANGUAGES } from '@nightlight/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../../fixtures/seed-case.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let robin: string
let kim: string
beforeAll(async () => {
  test = await createTestApp({ undoMs: 60_000 })
  robin = await test.sessionOf('analyst', 'Robin')
  kim = await test.sessionOf('analyst', 'Kim')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = async (url: string, cookie: string) =>
  (await test.app.inject({ url, headers: { cookie } })).body

/** The form of a match on a page that was loaded, to be sent later. */
function formIn(page: string, matchId: string) {
  const action = `/console/matches/${matchId}/decisions`
  const form = page.split('<form').find((part) => part.includes(`action="${action}"`)) ?? ''
  const hidden = [...form.matchAll(/type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g)]
  const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]))
  return { action, fields, token: formTokenIn(page) }
}

const send = (
  { action, fields, token }: ReturnType<typeof formIn>,
  verdict: string,
  cookie: string,
) =>
  test.app.inject({
    method: 'POST',
    url: action,
    payload: new URLSearchParams({
      ...fields,
      form: token,
      verdict,
      reason: 'as it looks to me',
    }).toString(),
    headers: { ...FORM, cookie },
  })

const verdictsOf = async (matchId: string) => {
  const rows = test.db.selectFrom('decision').select(['verdict', 'actor'])
  return rows.where('match_id', '=', matchId).orderBy('id').execute()
}
const words = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('a page that was loaded before another person decided', () => {
  it.each([
    ['the queue', () => '/console/matches'],
    ['the report', (reportId: string) => `/console/reports/${reportId}`],
    ['the match', (_: string, matchId: string) => `/console/matches/${matchId}`],
  ])('overturns nothing, from %s, and says what was decided and by whom', async (_, pathOf) => {
    const { reportId, matchId } = await seedCase(test)
    const path = pathOf(reportId, matchId)
    const old = formIn(await get(path, robin), matchId)
    const other = formIn(await get(path, kim), matchId)
    expect(old.fields).toMatchObject({ seen: '' })
    expect((await send(other, 'reject', kim)).statusCode).toBe(303)
    const refused = await send(old, 'confirm', robin)
    expect(refused.statusCode).toBe(409)
    expect(words(refused.body)).toContain(
      'Another person decided this match after you opened the page. It is rejected, by Kim (analyst).',
    )
    expect(refused.body).toContain('as it looks to me')
    expect(await verdictsOf(matchId)).toEqual([{ verdict: 'reject', actor: 'analyst:Kim' }])
    // what is shown again is what stands, and may then be decided otherwise
    const again = formIn(refused.body, matchId)
    expect(again.fields['seen']).not.toBe('')
    expect((await send(again, 'confirm', robin)).statusCode).toBe(303)
    expect(await verdictsOf(matchId)).toMatchObject([{ verdict: 'reject' }, { verdict: 'confirm' }])
  })

  it('keeps one of two that are sent at once', async () => {
    const { matchId } = await seedCase(test)
    const path = `/console/matches/${matchId}`
    const [old, other] = [
      formIn(await get(path, robin), matchId),
      formIn(await get(path, kim), matchId),
    ]
    const answers = await Promise.all([send(old, 'confirm', robin), send(other, 'reject', kim)])
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([
      303, 409,
    ])
    expect(await verdictsOf(matchId)).toHaveLength(1)
  })

  it('is no other page for whoever decided it themselves, or where that was undone', async () => {
    const { matchId } = await seedCase(test)
    const path = `/console/matches/${matchId}`
    const old = formIn(await get(path, robin), matchId)
    expect((await send(old, 'confirm', robin)).statusCode).toBe(303)
    expect((await send(old, 'reject', robin)).statusCode).toBe(303)
    await test.db.deleteFrom('decision').where('match_id', '=', matchId).execute()
    expect((await send(old, 'confirm', robin)).statusCode).toBe(303)
  })

  it.each(LANGUAGES)('says so in %s', async (lang) => {
    const { matchId } = await seedCase(test)
    const path = `/console/matches/${matchId}`
    const old = formIn(await get(path, robin), matchId)
    await send(formIn(await get(path, kim), matchId), 'reject', kim)
    const refused = await send(old, 'confirm', `${robin}; language=${lang}`)
    expect(words(refused.body)).toMatch(/Kim \(/)
  })
})

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedHandOver } from '../../fixtures/seed-hand-over.ts'
import { sender } from '../../fixtures/send-file.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let officer: Awaited<ReturnType<typeof sender>>
beforeAll(async () => {
  test = await createTestApp()
  officer = await sender(test, await test.sessionOf('police', 'Inge Peeters'))
})
afterAll(() => test[Symbol.asyncDispose]())

describe('the pages of hand-overs', () => {
  it('say first that nobody has said whose they are, then that nothing waits', async () => {
    const before = await officer.get('/console/hand-overs')
    expect(before.body).toContain('which authority stands behind the mailbox')
    const { handOverId } = await seedHandOver(test)
    await test.db.deleteFrom('notice_item').where('notice_id', '=', handOverId).execute()
    await officer.post(`/console/hand-overs/${handOverId}/receive`, { reference: '' })
    expect((await officer.get('/console/hand-overs')).body).toContain('Nothing waits for you')
  })

  it('have a number added where none was given, and say where another one stands', async () => {
    const { handOverId } = await seedHandOver(test)
    const path = `/console/hand-overs/${handOverId}`
    await officer.post(`${path}/receive`, { reference: '' })
    expect((await officer.get(path)).body).toContain('Add the number')
    const sayNumber = async (reference: string) =>
      (await officer.post(`${path}/receive`, { reference })).headers.location
    expect(await sayNumber('BR 1/2026')).toBe(`${path}?done=numbered`)
    expect(await sayNumber('BR 1/2026')).toBe(`${path}?done=received`)
    expect(await sayNumber('BR 2/2026')).toBe(`${path}?done=other-number`)
    const { body } = await officer.get(`${path}?done=other-number`)
    expect(body).toMatch(/class="attention" role="status"[^>]*>\s*It has another file number/)
    expect(body).toContain('BR 1/2026')
    expect(body).not.toContain('BR 2/2026')
    expect(body).not.toContain('Add the number')
  })

  it('take an officer from the list to the word that a provider may be told', async () => {
    const { handOverId, reference, takedownId } = await seedHandOver(test)
    const path = `/console/hand-overs/${handOverId}`
    const list = (await officer.get('/console/hand-overs')).body
    expect(list).toContain(`href="${path}"`)
    expect(list).toContain(reference)
    const page = (await officer.get(path)).body
    expect(page).toContain('pictures[.]example')
    expect(page).toContain('waits for your word')
    expect(page).not.toContain(`${path}/allow`)
    expect(page).toContain('After this you say here whether the provider may be told.')
    const received = await officer.post(`${path}/receive`, { reference: 'BR 12/2026' })
    expect(received.headers.location).toBe(`${path}?done=received`)
    const after = (await officer.get(`${path}?done=received`)).body
    for (const text of ['role="status"', 'Inge Peeters', 'BR 12/2026', `action="${path}/allow"`])
      expect(after).toContain(text)
    expect(after).not.toContain('After this you say here')
    const rowIn = async (state: string) =>
      (await officer.get(`/console/hand-overs?state=${state}`)).body
        .match(/<tr>[^]*?<\/tr>/g)
        ?.find((row) => row.includes(path))
    expect(await rowIn('unanswered')).toContain('1 case waits for your word')
    expect(await rowIn('received')).toContain('1 case waits for your word')
    const overview = async () => (await officer.get('/console')).body
    expect(await overview()).toContain(`Your word is missing: ${reference}`)
    const allowed = await officer.post(`${path}/allow`)
    expect(allowed.headers.location).toBe(`${path}?done=authorised`)
    expect(test.hints.at(-1)).toEqual({ name: 'advance-takedown', payload: { takedownId } })
    expect((await officer.get(path)).body).not.toContain('waits for your word')
    expect(await rowIn('unanswered')).toBeUndefined()
    expect(await rowIn('received')).not.toContain('waits')
    expect(await overview()).not.toContain(`Your word is missing: ${reference}`)
    const twice = await officer.post(`${path}/allow`)
    expect([twice.statusCode, twice.body]).toEqual([
      409,
      expect.stringContaining('waits for your word any more'),
    ])
    const received2 = (await officer.get('/console/hand-overs?state=received')).body
    expect(received2).toContain(reference)
  })

  it('go on where a page ends', async () => {
    const ids: string[] = []
    for (let n = 0; n < 27; n++) ids.push((await seedHandOver(test)).handOverId)
    const first = (await officer.get('/console/hand-overs')).body
    const next = /after=([0-9a-f-]{36})"/.exec(first)?.[1]
    expect(next).toBe(ids[24])
    const second = (await officer.get(`/console/hand-overs?after=${next}`)).body
    expect(ids.slice(25).every((id) => second.includes(id))).toBe(true)
    expect(second).not.toContain('after=')
  })

  it('refuse a number that is none, and keep what was typed', async () => {
    const { handOverId } = await seedHandOver(test)
    const path = `/console/hand-overs/${handOverId}`
    const refused = await officer.post(`${path}/receive`, { reference: 'https://x.example/' })
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('name="reference"')
  })

  it('promise no word where no case waits for one', async () => {
    const { handOverId } = await seedHandOver(test)
    await test.db.deleteFrom('notice_item').where('notice_id', '=', handOverId).execute()
    const page = (await officer.get(`/console/hand-overs/${handOverId}`)).body
    expect(page).toContain('Mark as received')
    expect(page).not.toContain('whether the provider may be told')
  })

  it('are not there for another authority, and not for other roles', async () => {
    const { handOverId } = await seedHandOver(test)
    const stranger = await sender(
      test,
      await test.sessionOf('police', 'Stranger', 'Foreign Police'),
    )
    expect((await stranger.get(`/console/hand-overs/${handOverId}`)).statusCode).toBe(404)
    expect((await stranger.get('/console/hand-overs')).body).not.toContain(handOverId)
    const answers = [`receive`, 'allow'].map((one) =>
      stranger.post(`/console/hand-overs/${handOverId}/${one}`, { reference: '' }),
    )
    expect((await Promise.all(answers)).map(({ statusCode }) => statusCode)).toEqual([404, 404])
    const analyst = await sender(test, await test.sessionOf('analyst', 'Ann'))
    expect((await analyst.get('/console/hand-overs')).statusCode).toBe(403)
    expect((await analyst.get('/console')).body).not.toContain('/console/hand-overs')
  })

  it('let an officer allow the notice of a case that was handed over by hand', async () => {
    const { takedownId } = await seedHandOver(test, undefined, 'police')
    await sql`update takedown set state = state || '{"entered": [{"step": "police-hand-over", "reference": "TEL 9"}]}'
      where id = ${takedownId}`.execute(test.db)
    const list = '/console/hand-overs?state=entered'
    const path = `/console/hand-overs/entered/${takedownId}/allow`
    expect((await officer.get(list)).body).toContain(`action="${path}"`)
    const allowed = await officer.post(path)
    expect(allowed.headers.location).toBe(`${list}&done=authorised`)
    expect(test.hints.at(-1)).toEqual({ name: 'advance-takedown', payload: { takedownId } })
    const after = (await officer.get(`${list}&done=authorised`)).body
    expect(after).toContain('Your word is noted')
    expect(after).not.toContain(`action="${path}"`)
    expect((await officer.post(path)).statusCode).toBe(409)
  })

  it('have what waits that was handed over by hand on top, the oldest first, and told on the overview', async () => {
    const seeded: { takedownId: string; reference: string }[] = []
    for (const [n, waits] of [true, true, false].entries()) {
      const { takedownId } = await seedHandOver(test, undefined, 'police')
      const reference = `CALL ${n}`
      // the second one was handed over before the first one
      const t4 = `2026-02-0${5 - n}T10:00:00Z`
      const now = { entered: [{ step: 'police-hand-over', reference }] }
      const over = { plan: ['police-hand-over', ...(waits ? [] : ['provider-notice'])] }
      await sql`update takedown set state = jsonb_set(state || ${JSON.stringify({ ...now, ...over })}::jsonb,
          '{clocks,t4}', to_jsonb(${t4}::text)) where id = ${takedownId}`.execute(test.db)
      seeded.push({ takedownId, reference })
    }
    const page = (await officer.get('/console/hand-overs?state=entered')).body
    const at = seeded.map(({ reference }) => page.indexOf(`<th scope="row">${reference}</th>`))
    expect(at.every((place) => place > 0)).toBe(true)
    expect(at.toSorted((a, b) => a - b)).toEqual([at[1], at[0], at[2]])
    expect((await officer.get('/console/hand-overs')).body).toMatch(
      /by hand<span aria-hidden="true"> \(2\)<\/span\s*><span class="visually-hidden">: 2 cases wait for your word</,
    )
    const overview = (await officer.get('/console')).body
    expect(overview).toContain('Your word is missing: CALL 0')
    expect(overview).toContain('Your word is missing: CALL 1')
    expect(overview).not.toContain('CALL 2')
    for (const { takedownId } of seeded.slice(0, 2)) {
      await officer.post(`/console/hand-overs/entered/${takedownId}/allow`)
    }
    expect((await officer.get('/console')).body).not.toContain('Your word is missing: CALL')
    expect((await officer.get('/console/hand-overs')).body).not.toContain('aria-hidden="true"> (')
  })

  it('speak the language of who reads', async () => {
    for (const [language, title] of [
      ['fr', 'Transmis à votre autorité'],
      ['nl', 'Aan u overgedragen'],
      ['de', 'An Sie übergeben'],
    ])
      expect((await officer.get(`/console/hand-overs?lang=${language}`)).body).toContain(title)
  })
})

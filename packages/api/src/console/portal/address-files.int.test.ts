import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withdrawConsent } from '../../address-files/address-consents.ts'
import { takeAddresses } from '../../address-files/address-requests.ts'
import { seedConsent } from '../../fixtures/seed-address-file.ts'
import { seedItem, type SeededItem } from '../../fixtures/seed-portal.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

const HOUR_MS = 3_600_000
const PAGE = '/portal/files'
const ASK = '/portal/address-requests'

let test: TestApp
let own: string
let clear: SeededItem
let pia: Person
let pete: Person
beforeEach(async () => {
  test = await createTestApp()
  own = await seedProvider(test, { name: 'Own Hosting' })
  clear = await seedItem(test, own, 40, { urls: 'machine-part' })
  pia = await personOf('Pia')
  pete = await personOf('Pete')
})
afterEach(() => test[Symbol.asyncDispose]())

type Person = Awaited<ReturnType<typeof personOf>>

async function personOf(name: string, provider = own) {
  const cookie = await test.sessionOf('provider', name, provider)
  const get = (url: string) => test.app.inject({ url, headers: { cookie } })
  const form = formTokenIn((await get('/console/account')).body)
  const send = (url: string, fields: Record<string, string> = {}) =>
    test.app.inject({
      method: 'POST',
      url,
      headers: { ...FORM, cookie },
      payload: new URLSearchParams({ form, ...fields }).toString(),
    })
  return { get, send, page: async () => (await get(PAGE)).body }
}

const newest = async (): Promise<string> => {
  const rows = test.db.selectFrom('address_request').select('id').orderBy('asked_at', 'desc')
  return (await rows.executeTakeFirstOrThrow()).id
}
/** @returns id of what was asked for */
async function ask(by: Person, fields: Record<string, string> = {}): Promise<string> {
  const { statusCode, body } = await by.send(ASK, { most: '500', ...fields })
  if (statusCode !== 303) throw new Error(`Asking: ${statusCode} ${codeIn(body)}`)
  return newest()
}
const agree = (by: Person, id: string) => by.send(`${ASK}/${id}/agree`)
const take = (by: Person, id: string) => by.send(`${ASK}/${id}/file`)
/** The words of a refusal, without their page. */
const codeIn = (body: string): string =>
  /<code>([a-z-]+)<\/code>|\d{3} ·\s+([a-z-]+)/.exec(body)?.slice(1).find(Boolean) ?? ''
const words = (body: string): string =>
  body
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&#39;', "'")

/** What the log has of files and consents, oldest first. */
const logged = async () => {
  const rows = await test.db
    .selectFrom('audit_event')
    .select(['actor', 'action', 'object_id', 'detail'])
    .where((eb) =>
      eb.or([eb('action', 'like', 'address-file.%'), eb('action', 'like', 'address-consent.%')]),
    )
    .orderBy('id')
    .execute()
  return rows.map(({ actor, action, object_id, detail }) => {
    expect(object_id).toBe(own)
    const { count = null } = detail as { count?: number }
    return [action, actor, count]
  })
}

/** A refusal: nothing is sent, nothing is written, and the page says why. */
async function refused(
  answer: { statusCode: number; body: string; headers: Record<string, unknown> },
  status: number,
  text: string,
) {
  expect(words(answer.body)).toContain(text)
  expect(answer.statusCode).toBe(status)
  expect(String(answer.headers['content-type'])).toContain('text/html')
  expect(answer.body).not.toContain('canary-path')
  const taken = test.db.selectFrom('address_request').select('id').where('taken_at', 'is not', null)
  return (await taken.execute()).length
}

describe('a file with exact addresses', () => {
  it('is had by two people and the consent of the hotline, and the log has each step', async () => {
    const hidden = await seedItem(test, own, 41)
    await seedConsent(test, own)
    expect(await pia.page()).toContain('The hotline agrees to it until')
    const id = await ask(pia)
    expect(words(await pia.page())).toContain('waits for another person')
    expect(await pia.page()).not.toContain(`${id}/agree`)
    expect((await pete.get('/portal')).body).toContain('A colleague asks for a file')
    expect((await pia.get('/portal')).body).not.toContain('A colleague asks for a file')
    expect(words(await pete.page())).toMatch(/Pia .*2 items.*waits for another person/)
    expect((await agree(pete, id)).headers['location']).toBe(`${PAGE}?done=agreed`)
    expect(words(await pia.page())).toContain('Pete agreed')
    expect(await pete.page()).not.toContain(`${id}/file`)
    const { body, headers, statusCode } = await take(pia, id)
    expect(statusCode).toBe(200)
    expect(headers['content-disposition']).toBe('attachment; filename="items.csv"')
    const [head, ...lines] = body.trim().split('\r\n')
    expect(head).toBe('item,answer,comment,notice,told_at,age_hours,state,class,host,said,address')
    const lineOf = ({ reference }: SeededItem) => lines.find((line) => line.startsWith(reference))
    expect(lineOf(clear)).toContain('canary-path')
    expect(lineOf(hidden)).not.toContain('canary-path')
    expect(lines).toHaveLength(2)
    expect(words(await pete.page())).toMatch(/taken .*Pete agreed/)
    expect(await logged()).toEqual([
      ['address-consent.proposed', 'analyst:Ana Peeters', null],
      ['address-consent.given', 'supervisor:Sue Maes', null],
      ['address-file.asked', 'provider:Pia', 2],
      ['address-file.agreed', 'provider:Pete', 2],
      ['address-file.taken', 'provider:Pia', 2],
    ])
    expect(await test.db.selectFrom('address_request').select('item_ids').execute()).toEqual([
      { item_ids: [] },
    ])
  })

  it('is not to be had without consent, and the page says whom to ask', async () => {
    expect(words(await pia.page())).toContain('Ask the hotline whose notices you get')
    expect(await pia.page()).not.toContain(`action="${ASK}"`)
    const answer = await pia.send(ASK, { most: '500' })
    expect(await refused(answer, 409, 'The hotline does not agree')).toBe(0)
    expect(await logged()).toEqual([])
  })

  it('is not to be had without the second person, nor by whoever did not ask', async () => {
    await seedConsent(test, own)
    const id = await ask(pia)
    expect(
      await refused(await take(pia, id), 409, 'Another person of yours has to agree first'),
    ).toBe(0)
    await agree(pete, id)
    expect(await refused(await take(pete, id), 403, 'Whoever asked for the file takes it')).toBe(0)
  })

  it('is not agreed to by whoever asked for it, whoever writes to the database', async () => {
    await seedConsent(test, own)
    const id = await ask(pia)
    const { statusCode, body } = await agree(pia, id)
    expect([statusCode, body.includes('second-person-needed')]).toEqual([403, true])
    const of = test.db.updateTable('address_request').where('id', '=', id)
    const at = new Date()
    for (const agreed of [
      { agreed_by: 'provider:Pia', agreer: 'Pete' },
      { agreed_by: 'provider:x', agreer: ' PIA ' },
    ]) {
      await expect(of.set({ ...agreed, agreed_at: at }).execute()).rejects.toMatchObject({
        constraint: 'address_request_needs_another',
      })
    }
    const nobody = { agreed_by: 'provider:Nobody', agreer: 'Nobody', agreed_at: at }
    await expect(of.set(nobody).execute()).rejects.toMatchObject({
      constraint: 'address_request_own_people',
    })
    await expect(of.set({ item_ids: [newId()] }).execute()).rejects.toMatchObject({
      constraint: 'address_request_stays',
    })
    const late = { agreed_by: 'provider:Pete', agreer: 'Pete' }
    await expect(
      of.set({ ...late, agreed_at: new Date(at.getTime() + 25 * HOUR_MS) }).execute(),
    ).rejects.toMatchObject({ constraint: 'address_request_in_time' })
  })

  it('runs out by itself: a day without agreement, an hour after it', async () => {
    await seedConsent(test, own)
    const [waits, agreed] = [await ask(pia), await ask(pia)]
    await agree(pete, agreed)
    test.pass(HOUR_MS)
    pia = await personOf('Pia')
    expect(await refused(await take(pia, agreed), 409, 'ran out. Ask for the file anew')).toBe(0)
    expect(words(await pia.page())).toContain('ran out')
    test.pass(23 * HOUR_MS)
    const late = await agree(await personOf('Pete'), waits)
    expect(await refused(late, 409, 'ran out. Ask for the file anew')).toBe(0)
    await ask(await personOf('Pia'))
  })

  it('is had once, also by two requests at the same moment', async () => {
    await seedConsent(test, own)
    const id = await ask(pia)
    await agree(pete, id)
    const answers = await Promise.all([take(pia, id), take(pia, id)])
    expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([
      200, 409,
    ])
    expect(await refused(await take(pia, id), 409, 'This was taken')).toBe(1)
    expect((await logged()).filter(([action]) => action === 'address-file.taken')).toHaveLength(1)
  })

  it('is over with the consent, also where another one is given after', async () => {
    const consent = await seedConsent(test, own)
    const [waits, agreed] = [await ask(pia), await ask(pia)]
    await agree(pete, agreed)
    const by = { actor: 'supervisor:Sue Maes', name: 'Sue Maes', at: new Date() }
    await test.db
      .transaction()
      .execute((trx) => withdrawConsent(trx, { providerId: own, id: consent }, by))
    const none = 'The hotline does not agree, or no longer does'
    expect(await refused(await take(pia, agreed), 409, none)).toBe(0)
    expect(await refused(await agree(pete, waits), 409, none)).toBe(0)
    expect(await pia.page()).not.toContain(`${agreed}/file`)
    const of = test.db.updateTable('address_request').where('id', '=', agreed)
    const taken = { taken_at: new Date(), taken_items: 1 }
    await expect(of.set(taken).execute()).rejects.toMatchObject({
      constraint: 'address_request_consent',
    })
    await seedConsent(test, own)
    expect(await refused(await take(pia, agreed), 409, none)).toBe(0)
    expect(await take(pia, await askAndAgree())).toMatchObject({ statusCode: 200 })
  })

  it('is over with the day on which the consent ends', async () => {
    await seedConsent(test, own, { at: new Date(Date.now() - 30 * 24 * HOUR_MS + HOUR_MS / 2) })
    const id = await askAndAgree()
    test.pass(HOUR_MS / 2)
    pia = await personOf('Pia')
    expect(await refused(await take(pia, id), 409, 'The hotline does not agree')).toBe(0)
    expect(words(await pia.page())).toContain('Ask the hotline whose notices you get')
  })

  it('has these items, and none that is told, asked again or over since', async () => {
    await seedConsent(test, own)
    const [again, over] = [await seedItem(test, own, 30), await seedItem(test, own, 31)]
    const id = await askAndAgree()
    const later = await seedItem(test, own, 600, { urls: 'machine-part' })
    await sql`update told_item set asked_at = clock_timestamp() + interval '1 minute' where takedown_id = ${again.itemId}`.execute(
      test.db,
    )
    await sql`update told_item set state = 'closed' where takedown_id = ${over.itemId}`.execute(
      test.db,
    )
    const { body } = await take(pia, id)
    expect(body.trim().split('\r\n')).toHaveLength(2)
    expect(body).toContain(clear.reference)
    expect(body).not.toContain(later.reference)
  })

  it('shows whoever is to agree its very items, for as long as there may be one', async () => {
    await seedConsent(test, own)
    const id = await ask(pia)
    const later = await seedItem(test, own, 600, { urls: 'machine-part' })
    const path = `/portal?file=${id}`
    expect(await pete.page()).toContain(`href="${path}"`)
    const { body } = await pete.get(path)
    expect(words(body)).toContain('Items of the file that Pia asks for')
    const csv = await pete.get(path.replace('/portal', '/portal/items.csv'))
    for (const shown of [body, csv.body]) {
      expect(shown).toContain(clear.reference)
      expect(shown).not.toContain(later.reference)
      expect(shown).not.toContain('canary-path')
    }
    // they are looked at there, and answered in the list of all
    expect(body).not.toContain('action="/portal/preview"')
    await sql`update told_item set asked_at = clock_timestamp() + interval '1 minute' where takedown_id = ${clear.itemId}`.execute(
      test.db,
    )
    expect((await pete.get(`${path}&state=all`)).body).not.toContain(clear.reference)
    const eve = await personOf('Eve', await seedProvider(test, { name: 'Other Hosting' }))
    expect(await refused(await eve.get(path), 404, 'There is no such file')).toBe(0)
    await pia.send(`${ASK}/${id}/withdraw`)
    expect(await pete.page()).not.toContain(path)
    expect(await refused(await pete.get(path), 409, 'taken back')).toBe(0)
  })

  it('is narrowed by age, class and number, and is none where nothing waits', async () => {
    await seedConsent(test, own)
    const harmful = await seedItem(test, own, 90, { legalClass: 'harmful' })
    const asked = await ask(pia, { class: 'harmful', age: '72' })
    await agree(pete, asked)
    expect(words(await pete.page())).toMatch(/1 item, .*&gt; 3/)
    const { body } = await take(pia, asked)
    expect(body).toContain(harmful.reference)
    expect(body).not.toContain(clear.reference)
    const none = await pia.send(ASK, { most: '500', age: '168' })
    expect(await refused(none, 409, 'None of these items waits')).toBe(1)
    for (const most of ['2501', '0', 'all']) {
      expect((await pia.send(ASK, { most })).statusCode).toBe(400)
    }
  })

  it('is taken back by anybody of the provider until it is taken', async () => {
    await seedConsent(test, own)
    const id = await askAndAgree()
    expect((await pete.send(`${ASK}/${id}/withdraw`)).statusCode).toBe(303)
    expect(await refused(await take(pia, id), 409, 'taken back')).toBe(0)
    expect(await refused(await agree(pete, id), 409, 'taken back')).toBe(0)
    expect((await logged()).at(-1)).toEqual(['address-file.withdrawn', 'provider:Pete', null])
    const taken = await askAndAgree()
    await take(pia, taken)
    expect((await pete.send(`${ASK}/${taken}/withdraw`)).statusCode).toBe(409)
  })

  it('does not exist for people of another provider', async () => {
    await seedConsent(test, own)
    const other = await seedProvider(test, { name: 'Other Hosting' })
    await seedConsent(test, other)
    const [eve, adam] = [await personOf('Eve', other), await personOf('Adam', other)]
    const id = await ask(pia)
    expect((await agree(eve, id)).statusCode).toBe(404)
    await agree(pete, id)
    for (const action of ['file', 'withdraw', 'agree']) {
      for (const by of [eve, adam]) {
        const answer = await by.send(`${ASK}/${id}/${action}`)
        expect(await refused(answer, 404, 'There is no such file')).toBe(0)
      }
    }
    expect(await eve.page()).not.toContain('Pia')
    expect(await take(pia, id)).toMatchObject({ statusCode: 200 })
  })

  it('is not agreed to any more by an account that was ended', async () => {
    await seedConsent(test, own)
    const id = await askAndAgree()
    const ended = { state: 'deactivated', deactivated_by: 'operator' } as const
    await test.db
      .updateTable('person')
      .set({ ...ended, deactivator: 'operator', deactivated_at: new Date() })
      .where('name', '=', 'Pete')
      .execute()
    expect(await refused(await take(pia, id), 409, 'Ask for the file anew')).toBe(0)
  })

  it('is not for one person alone, whose page says what to do instead', async () => {
    const alone = await seedProvider(test, { name: 'Small Hosting' })
    await seedItem(test, alone, 40)
    await seedConsent(test, alone)
    const solo = await personOf('Solo', alone)
    const page = words(await solo.page())
    expect(page).toContain('Nobody else of yours has an account')
    expect(page).toContain('Look at the addresses of one notice, on its page')
    const answer = await solo.send(ASK, { most: '500' })
    expect(await refused(answer, 409, 'Nobody else of yours has an account')).toBe(0)
  })

  const many = 'Three wait already, or ten were asked for'

  it('is asked for three times at once, agreed to or not', async () => {
    await seedConsent(test, own)
    const [first] = [await ask(pia), await askAndAgree(), await ask(pete)]
    expect(await refused(await pete.send(ASK, { most: '500' }), 409, many)).toBe(0)
    await pia.send(`${ASK}/${first}/withdraw`)
    await ask(pete)
    expect(await refused(await pia.send(ASK, { most: '500' }), 409, many)).toBe(0)
  })

  it('is asked for ten times in a day', async () => {
    await seedConsent(test, own)
    for (let day = 0; day < 10; day++) await pia.send(`${ASK}/${await ask(pia)}/withdraw`)
    expect(await refused(await pete.send(ASK, { most: '500' }), 409, many)).toBe(0)
    test.pass(24 * HOUR_MS)
    await ask(await personOf('Pia'))
  })

  it('is not sent where the log cannot be written', async () => {
    await seedConsent(test, own)
    const id = await askAndAgree()
    await sql`alter table audit_event add constraint none_taken check (action <> 'address-file.taken') not valid`.execute(
      test.db,
    )
    const { statusCode, body } = await take(pia, id)
    expect([statusCode, body.includes('canary-path')]).toEqual([500, false])
    const by = { actor: 'provider:Pia', name: 'Pia', at: new Date() }
    await sql`alter table audit_event drop constraint none_taken`.execute(test.db)
    await expect(
      test.db.transaction().execute((trx) => takeAddresses(trx, { providerId: own, id }, by)),
    ).resolves.toMatchObject({ ids: [clear.itemId] })
  })
})

const askAndAgree = async (): Promise<string> => {
  const id = await ask(pia)
  const { statusCode } = await agree(pete, id)
  expect(statusCode).toBe(303)
  return id
}

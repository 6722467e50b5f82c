import { randomBytes } from 'node:crypto'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unzip } from '../../case-export/testing-verifier.ts'
import { CANARY_PATH, hoursLater, seedCase } from '../../fixtures/seed-case.ts'
import { notifiedState, seedTakedown } from '../../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../../fixtures/test-app.ts'

const IMAGE_URL = `https://images.example/${CANARY_PATH}/deep/two.jpg`
const SHOWN = 'hxxps[://]images[.]example/canary-path-7391/deep/two[.]jpg'

let test: TestApp
const stepUps = new Map<string, unknown>()
beforeAll(async () => {
  test = await createTestApp({
    revealBudget: 3,
    onRoute: ({ url, config }) => stepUps.set(url, config?.stepUp),
  })
})
afterAll(() => test[Symbol.asyncDispose]())

const words = (body: string): string => body.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
const get = async (url: string, cookie: string) =>
  (await test.app.inject({ url, headers: { cookie } })).body

async function post(url: string, fields: Record<string, string>, cookie: string) {
  const form = formTokenIn(await get('/console/account', cookie))
  const payload = new URLSearchParams({ form, ...fields }).toString()
  return test.app.inject({ method: 'POST', url, payload, headers: { ...FORM, cookie } })
}

/** A picture that another host serves on the page of a report, in a takedown of its own. */
async function seedDeep(state: { status?: string } = {}) {
  const here = await seedCase(test)
  const as = { ...notifiedState, ...state }
  const { takedownId } = await seedTakedown(test, here, as, 'images.example')
  const imageId = newId()
  await test.db
    .insertInto('location')
    .values({
      id: imageId,
      url_ct: test.crypto.seal({ table: 'location', column: 'url_ct', row: imageId }, IMAGE_URL),
      url_key: randomBytes(32),
      host: 'images.example',
      registrable_domain: 'images.example',
    })
    .execute()
  const seen = { first_seen_at: hoursLater(1), last_seen_at: hoursLater(1), gone_at: null }
  await test.db
    .insertInto('sighting')
    .values({
      media_id: here.mediaId,
      location_id: imageId,
      page_location_id: here.pageId,
      ...seen,
    })
    .execute()
  await test.db
    .updateTable('takedown_location')
    .set({ location_id: imageId })
    .where('takedown_id', '=', takedownId)
    .execute()
  return { ...here, takedownId, imageId, path: `/console/takedowns/${takedownId}` }
}

const eventsOf = (id: string) =>
  test.db
    .selectFrom('audit_event')
    .select(['action', 'actor', 'detail'])
    .where('object_id', '=', id)
    .where('action', 'not like', '%.read')
    .orderBy('id')
    .execute()

describe('the addresses of a takedown', () => {
  it('are hidden, and shown one at a time on purpose, in the log and as no link', async () => {
    const { path, takedownId, imageId, pageId } = await seedDeep()
    const cookie = await test.sessionOf('analyst', 'Ann')
    const hidden = await get(path, cookie)
    expect(hidden).not.toMatch(/hxxps|canary-path/)
    expect(hidden.match(/action="[^"]*\/address"/g)).toHaveLength(2)
    expect(await eventsOf(takedownId)).toEqual([])
    const answer = await post(`${path}/address`, { location: imageId.toUpperCase() }, cookie)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain(SHOWN)
    expect(answer.body.match(/hxxps/g)).toHaveLength(1)
    expect(answer.body).not.toContain(IMAGE_URL)
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'")
    expect(answer.headers['cache-control']).toBe('no-store')
    const page = await post(`${path}/address`, { location: pageId }, cookie)
    expect(page.body).toContain('hxxps[://]pictures[.]example/canary-path-7391/one[.]html')
    const action = 'takedown.address-shown'
    expect(await eventsOf(takedownId)).toEqual([
      { action, actor: 'analyst:Ann', detail: { locationId: imageId } },
      { action, actor: 'analyst:Ann', detail: { locationId: pageId } },
    ])
    expect(test.logged()).not.toContain(CANARY_PATH)
    expect(await get(path, cookie)).not.toContain('hxxps')
  })

  it('are of that takedown, and for nobody without the permission', async () => {
    const { path, imageId, takedownId } = await seedDeep()
    const other = await seedDeep()
    const cookie = await test.sessionOf('analyst', 'Ben')
    const elsewhere = await post(`${path}/address`, { location: other.imageId }, cookie)
    expect(elsewhere.statusCode).toBe(404)
    for (const role of ['auditor', 'admin'] as const) {
      const as = await test.sessionOf(role, 'Odile')
      const answer = await post(`${path}/address`, { location: imageId }, as)
      expect(answer.statusCode).toBe(403)
    }
    expect(await eventsOf(takedownId)).toEqual([])
  })

  it('come out of one budget with those of reports, beyond which a reason is kept as a note', async () => {
    const { path, imageId, reportId, takedownId } = await seedDeep()
    const cookie = await test.sessionOf('analyst', 'Cas')
    await post(`/console/reports/${reportId}/address`, {}, cookie)
    for (const _time of [1, 2]) await post(`${path}/address`, { location: imageId }, cookie)
    expect(words(await get(path, cookie))).toContain('You had 3 addresses shown in eight hours.')
    expect(words(await get(`/console/reports/${reportId}`, cookie))).toContain(
      'You had 3 addresses',
    )
    const refused = await post(`${path}/address`, { location: imageId }, cookie)
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain('Say why this address is needed')
    expect(refused.body).not.toContain('hxxps')
    const asked = { location: imageId, reason: 'the registrar asked on the telephone' }
    expect((await post(`${path}/address`, asked, cookie)).body).toContain(SHOWN)
    expect((await eventsOf(takedownId)).at(-1)?.action).toBe('takedown.address-shown-beyond')
    expect(words(await get(`/console/reports/${reportId}`, cookie))).toContain(
      'the registrar asked on the telephone Cas (analyst)',
    )
    expect(test.logged()).not.toContain('registrar asked')
    const supervisor = await test.sessionOf('supervisor', 'Sue')
    expect(words(await get('/console', supervisor))).toContain(
      'Cas (analyst) had 1 address shown beyond what a shift needs',
    )
    const log = words(await get('/console/audit?asked=addresses', supervisor))
    expect(log).toContain('Exact address of a takedown shown, beyond what a shift needs')
  })

  it('are a click away from what waits for them', async () => {
    const { path, takedownId } = await seedDeep()
    await test.db
      .updateTable('takedown')
      .set({ attention: 'escalation-unreachable' })
      .where('id', '=', takedownId)
      .execute()
    const body = await get(path, await test.sessionOf('analyst', 'Dot'))
    expect(body).toContain(`href="${path}#addresses"`)
    expect(body).toContain('id="addresses"')
  })
})

describe('the files for ICCAM', () => {
  it('are those of the command line, made on the page, in the log, and out of the same budget', async () => {
    const { path, takedownId, imageId, pageId, reportId } = await seedDeep()
    const cookie = await test.sessionOf('analyst', 'Eva')
    const form = `action="${path}/iccam"`
    for (const url of [path, `/console/reports/${reportId}`]) {
      const [, own = ''] = (await get(url, cookie)).split(form)
      expect(own.split('</form>')[0], url).toContain('data-key="x"')
    }
    const answer = await post(`${path}/iccam`, { to: 'Desk two' }, cookie)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('application/zip')
    expect(answer.headers['cache-control']).toBe('no-store')
    const events = await eventsOf(takedownId)
    const made = events.find(({ action }) => action === 'iccam-files-made')
    const shown = events.filter(({ action }) => action === 'takedown.address-shown')
    expect(events).toHaveLength(3)
    const { reference } = made!.detail as { reference: string }
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="${reference}.zip"`)
    expect(made).toMatchObject({ action: 'iccam-files-made', actor: 'analyst:Eva' })
    // the page on which it stands is in the files, too
    for (const [n, locationId] of [imageId, pageId].entries())
      expect(shown[n]).toEqual({
        action: 'takedown.address-shown',
        actor: 'analyst:Eva',
        detail: { locationId, reference },
      })
    const files = unzip(answer.rawPayload)
    expect([...files.keys()]).toEqual([
      `${reference}.txt`,
      `${reference}.iccam.json`,
      `${reference}.iccam.csv`,
    ])
    const said = (ending: string) => String(files.get(`${reference}.${ending}`))
    expect(JSON.parse(said('iccam.json'))).toMatchObject({
      reference,
      items: [{ url: IMAGE_URL, reference: `${reference}-1` }],
    })
    expect(said('txt')).toContain('To: Desk two')
    for (const ending of ['txt', 'iccam.csv']) expect(said(ending)).not.toContain(IMAGE_URL)
    // whoever comes after sees that it was done, and finds it by what ICCAM was told
    const after = await get(path, cookie)
    expect(after).toContain('Files were made already.')
    expect(after).toContain(reference)
    const found = await post('/console/find', { q: reference.toLowerCase() }, cookie)
    expect(found.headers.location).toBe(path)
    expect(test.logged()).not.toContain(CANARY_PATH)
  })

  it('are asked for by somebody who has just shown who they are', () => {
    expect(stepUps.get('/console/takedowns/:id/iccam')).toBe(true)
  })

  it('ask for a reason beyond the budget, and are not made without', async () => {
    const { path, imageId, takedownId } = await seedDeep()
    const cookie = await test.sessionOf('analyst', 'Fay')
    for (const _time of [1, 2, 3]) await post(`${path}/address`, { location: imageId }, cookie)
    const refused = await post(`${path}/iccam`, { to: 'Fay' }, cookie)
    expect(refused.statusCode).toBe(400)
    expect((await eventsOf(takedownId)).map(({ action }) => action)).not.toContain(
      'iccam-files-made',
    )
    const given = await post(`${path}/iccam`, { to: 'Fay', reason: 'four sites at once' }, cookie)
    expect(given.statusCode).toBe(200)
    expect(
      (await eventsOf(takedownId))
        .map(({ action }) => action)
        .slice(-3)
        .sort(),
    ).toEqual([
      'iccam-files-made',
      'takedown.address-shown-beyond',
      'takedown.address-shown-beyond',
    ])
  })

  it('are not offered where nothing may be told, and refused with why where nothing is up', async () => {
    const closed = await seedDeep({ status: 'removed' })
    const cookie = await test.sessionOf('analyst', 'Gus')
    expect(await get(closed.path, cookie)).not.toContain(`${closed.path}/iccam`)
    const answer = await post(`${closed.path}/iccam`, { to: 'Gus' }, cookie)
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toContain('Nothing of it can be entered')
  })
})

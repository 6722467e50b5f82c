import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
import { notifiedState, seedFinding, seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../fixtures/test-app.ts'
import { TEXTS } from './texts.ts'

let test: TestApp
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  cookie = await test.sessionOf('analyst')
})
afterAll(() => test[Symbol.asyncDispose]())

const get = async (url: string, as = cookie): Promise<string> =>
  (await test.app.inject({ url, headers: { cookie: as } })).body

async function say(id: string, what: string, said: string, as = cookie) {
  const form = formTokenIn(await get('/console/tasks', as))
  const payload = new URLSearchParams({ form, what, [what]: said }).toString()
  const url = `/console/takedowns/${id}/host`
  return test.app.inject({ method: 'POST', url, payload, headers: { ...FORM, cookie: as } })
}

async function asking(attention: string, state: object = {}): Promise<string> {
  const { takedownId } = await seedTakedown(test, await seedCase(test), {
    ...notifiedState,
    ...state,
  })
  await test.db.updateTable('takedown').set({ attention }).where('id', '=', takedownId).execute()
  await seedFinding(test, takedownId)
  return takedownId
}

const correctionOf = (id: string) =>
  test.db
    .selectFrom('host_correction')
    .select(['country', 'address', 'applied_at'])
    .where('takedown_id', '=', id)
    .executeTakeFirst()

const detailsIn = (page: string, id: string): string =>
  new RegExp(`<details[^>]*id="host-${id}"[^>]*>[\\s\\S]*?</details>`).exec(page)?.[0] ?? ''

describe('the host of a takedown', () => {
  it.each(['hosting-country-disputed', 'hosting-country-changed', 'no-rule', 'reply-not-theirs'])(
    'is corrected a link away from the task %s, where what each source says stands',
    async (code) => {
      const id = await asking(code)
      const link = `href="/console/takedowns/${id}#host-${id}"`
      expect(await get('/console/tasks')).toContain(link)
      const page = await get(`/console/takedowns/${id}`)
      expect(page).toContain(link)
      const section = detailsIn(page, id)
      expect(section).toMatch(/^<details[^>]* open/)
      expect(section).toContain(TEXTS.en['desk.host-disagree'])
      expect(section.match(/action="[^"]*\/host"/g)).toHaveLength(2)
    },
  )

  it('has a supervisor route it anew where its content is in another country', async () => {
    const supervisor = await test.sessionOf('supervisor')
    const id = await asking('hosting-country-changed')
    const path = `/console/takedowns/${id}`
    expect(await get(path)).not.toContain(`${path}/reroute"`)
    const form = formTokenIn(await get(path, supervisor))
    expect(await get(path, supervisor)).toContain(`action="${path}/reroute"`)
    const payload = new URLSearchParams({ form }).toString()
    const send = () =>
      test.app.inject({
        method: 'POST',
        url: `${path}/reroute`,
        payload,
        headers: { ...FORM, cookie: supervisor },
      })
    expect((await send()).headers.location).toBe(`${path}?done=routed-anew`)
    const row = test.db.selectFrom('takedown').select(['status', 'attention']).where('id', '=', id)
    expect(await row.executeTakeFirst()).toEqual({ status: 'opened', attention: null })
    const page = await get(path, supervisor)
    expect(page).not.toContain(`action="${path}/reroute"`)
    expect(page).toContain(TEXTS.en['event.route-withdrawn'])
  })

  it('says why what somebody was told of stays on its route', async () => {
    const supervisor = await test.sessionOf('supervisor')
    const id = await asking('stuck')
    const form = formTokenIn(await get(`/console/takedowns/${id}`, supervisor))
    const refused = await test.app.inject({
      method: 'POST',
      url: `/console/takedowns/${id}/reroute`,
      payload: new URLSearchParams({ form }).toString(),
      headers: { ...FORM, cookie: supervisor },
    })
    expect(refused.statusCode).toBe(409)
    expect(refused.body).toContain(TEXTS.en['problem.takedown-withdraw-route-impossible'])
  })

  it('stays folded where nothing asks for it', async () => {
    const id = await asking('stuck')
    const page = await get(`/console/takedowns/${id}`)
    expect(detailsIn(page, id)).toMatch(/^<details(?![^>]* open)/)
    expect(page).not.toContain(`href="/console/takedowns/${id}#host-${id}"`)
  })

  it.each([
    { what: 'country', said: ' be ', kept: { country: 'BE', address: null } },
    { what: 'origin', said: '198.51.100.7', kept: { country: null, address: '198.51.100.7' } },
  ])('is kept as a person says it: $what', async ({ what, said, kept }) => {
    const id = await asking('hosting-country-disputed')
    const answer = await say(id, what, said)
    expect(answer.headers.location).toBe(`/console/takedowns/${id}?done=host-${what}-said`)
    expect(await correctionOf(id)).toMatchObject({ ...kept, applied_at: null })
    const page = await get(answer.headers.location!)
    expect(page).toContain(TEXTS.en[`done.host-${what}-said` as keyof typeof TEXTS.en])
    expect(detailsIn(page, id)).toContain(TEXTS.en['host-form.corrected'])
    const log = test.db.selectFrom('audit_event').select('action').where('object_id', '=', id)
    const action = what === 'country' ? 'hosting-country-set' : 'origin-disclosed'
    expect(await log.execute()).toContainEqual({ action })
  })

  it.each([
    ['country', 'Belgium', 'problem.invalid-country'],
    ['origin', 'origin.example', 'problem.invalid-origin'],
  ] as const)('shows the form again where the %s is none', async (what, said, problem) => {
    const id = await asking('hosting-country-disputed')
    const refused = await say(id, what, said)
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain(TEXTS.en[problem])
    const forms = refused.body.split('<form').filter((one) => one.includes(`value="${what}"`))
    expect(forms.some((one) => one.includes(`value="${said}"`))).toBe(true)
    expect(await correctionOf(id)).toBeUndefined()
  })

  it('is not for a closed one, nor for who may not decide', async () => {
    const closed = await asking('retract-notice', { status: 'closed' })
    expect(detailsIn(await get(`/console/takedowns/${closed}`), closed)).not.toContain('<form')
    expect((await say(closed, 'country', 'BE')).statusCode).toBe(409)
    expect((await say(newId(), 'country', 'BE')).statusCode).toBe(404)
    const auditor = await test.sessionOf('auditor')
    const id = await asking('no-rule')
    const page = await get(`/console/takedowns/${id}`, auditor)
    expect(detailsIn(page, id)).not.toContain('<form')
    expect(page).not.toContain('#host-')
    expect((await say(id, 'country', 'BE', auditor)).statusCode).toBe(403)
    expect(await correctionOf(id)).toBeUndefined()
  })
})

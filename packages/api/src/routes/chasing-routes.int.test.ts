import type { Role } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
import { handedOverState } from '../fixtures/seed-hand-over.ts'
import { notifiedState, seedTakedown } from '../fixtures/seed-takedown.ts'
import { FORM, createTestApp, formTokenIn, type TestApp } from '../fixtures/test-app.ts'

const HOUR_MS = 3_600_000

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const ask = async (url: string, payload?: object, role: Role = 'analyst') => {
  const headers = {
    authorization: `Bearer ${await test.keyOf(role)}`,
    ...(payload && { 'idempotency-key': newId() }),
  }
  const answer = await test.app.inject({
    url,
    headers,
    ...(payload ? { method: 'POST', payload } : {}),
  })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

const plan = ['iccam-hand-over', 'provider-notice']

/** A takedown that waits for a person to enter it in ICCAM. */
async function waiting(): Promise<string> {
  const clocks = { ...notifiedState.clocks, t4: null, t5: null, t6: null, t7: null }
  const state = { ...notifiedState, status: 'routed', plan, clocks, noticesSent: 0 }
  const { takedownId } = await seedTakedown(test, await seedCase(test), state)
  await test.db
    .updateTable('takedown')
    .set({ attention: 'enter-in-iccam' })
    .where('id', '=', takedownId)
    .execute()
  return takedownId
}
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString()
const hold = { reason: 'investigation', until: inHours(48) }

describe('POST /v1/takedowns/{id}/holds', () => {
  it('holds for an analyst, and a supervisor alone ends it before its time', async () => {
    const id = await waiting()
    expect((await ask(`/v1/takedowns/${id}/holds`, hold)).status).toBe(201)
    const end = { reason: 'asked-by-police' }
    expect((await ask(`/v1/takedowns/${id}/holds/release`, end)).status).toBe(403)
    expect((await ask(`/v1/takedowns/${id}/holds/release`, end, 'supervisor')).status).toBe(200)
    expect((await ask(`/v1/takedowns/${id}/holds`)).body).toMatchObject({
      heldSeconds: expect.any(Number),
      items: [
        { reason: 'investigation', endedBecause: 'released', releaseReason: 'asked-by-police' },
      ],
    })
    expect(test.hints.at(-1)).toEqual({ name: 'advance-takedown', payload: { takedownId: id } })
  })

  it('refuses what is too long, of no known reason, or of a takedown that is none', async () => {
    const id = await waiting()
    const url = `/v1/takedowns/${id}/holds`
    expect(await ask(url, { ...hold, until: inHours(31 * 24) })).toMatchObject({
      status: 400,
      body: { code: 'hold-too-long' },
    })
    expect((await ask(url, { ...hold, reason: 'because' })).status).toBe(400)
    expect((await ask(url, hold, 'police')).status).toBe(403)
    expect((await ask(`/v1/takedowns/${newId()}/holds`, hold)).status).toBe(404)
  })
})

describe('POST /v1/takedowns/{id}/steps', () => {
  it('is the hand-over, once, and settles the task', async () => {
    const id = await waiting()
    const step = { step: 'iccam-hand-over', reference: 'ICCAM 17/3', at: inHours(0) }
    expect((await ask(`/v1/takedowns/${id}/steps`, step)).status).toBe(201)
    expect((await ask(`/v1/takedowns/${id}/steps`, step)).status).toBe(201)
    const row = test.db.selectFrom('takedown').select(['state', 'attention']).where('id', '=', id)
    expect(await row.executeTakeFirst()).toMatchObject({
      attention: null,
      state: { step: 1, entered: [{ step: 'iccam-hand-over', reference: 'ICCAM 17/3' }] },
    })
    const tasks = test.db.selectFrom('task').select('done_with').where('takedown_id', '=', id)
    expect(await tasks.execute()).toEqual([{ done_with: 'settled' }])
  })

  it('takes no address for a reference', async () => {
    const step = { step: 'iccam-hand-over', at: inHours(0) }
    const url = `/v1/takedowns/${await waiting()}/steps`
    const reference = 'https://site.example/1.jpg'
    expect((await ask(url, { ...step, reference })).status).toBe(400)
  })
})

describe('what an analyst did by mistake', () => {
  it('is taken back over the API and on the page: a hold for some minutes, a step until something follows', async () => {
    const id = await waiting()
    const url = `/v1/takedowns/${id}`
    await ask(`${url}/holds`, hold)
    expect(await ask(`${url}/holds/undo`, {}, 'supervisor')).toMatchObject({
      status: 403,
      body: { code: 'hold-of-another' },
    })
    expect((await ask(`${url}/holds/undo`, {})).status).toBe(200)
    const step = { step: 'iccam-hand-over', reference: 'A 1' }
    await ask(`${url}/steps`, { ...step, at: inHours(0) })
    const back = { ...step, reason: 'wrong-takedown' }
    expect((await ask(`${url}/steps/withdraw`, back)).status).toBe(200)
    expect((await ask(`${url}/steps/withdraw`, back)).body).toMatchObject({
      code: 'step-not-entered',
    })
    const cookie = await test.sessionOf('analyst')
    const get = async () =>
      (await test.app.inject({ url: `/console/takedowns/${id}`, headers: { cookie } })).body
    const post = async (path: string, fields: Record<string, string>) => {
      const form = formTokenIn(await get())
      return test.app.inject({
        method: 'POST',
        url: `/console/takedowns/${id}/${path}`,
        payload: new URLSearchParams({ form, ...fields }).toString(),
        headers: { ...FORM, cookie },
      })
    }
    await post('holds', { reason: 'investigation', until: inHours(5).slice(0, 16) })
    const held = await get()
    expect(held).toContain('can be ended without a supervisor until')
    const undone = await post('holds/undo', {
      hold: /name="hold" value="([\w-]+)"/.exec(held)![1]!,
    })
    expect(undone.headers.location).toContain('done=hold-undone')
    await post('steps', { ...step, at: inHours(0).slice(0, 16) })
    expect(await get()).toContain('/steps/withdraw"')
    expect((await post('steps/withdraw', back)).headers.location).toContain('done=step-withdrawn')
    expect(await get()).not.toContain('/steps/withdraw"')
  })
})

describe('POST /v1/takedowns/{id}/allow-notice', () => {
  const handedOver = async () =>
    (await seedTakedown(test, await seedCase(test), handedOverState)).takedownId
  const word = { from: 'police', way: 'phone', reference: 'NOTE 12', at: inHours(-1) }

  it('keeps whose word it is, by which way and when, and the notice follows', async () => {
    const id = await handedOver()
    const url = `/v1/takedowns/${id}/allow-notice`
    expect((await ask(url, word)).status).toBe(403)
    expect((await ask(url, word, 'supervisor')).status).toBe(200)
    expect(test.hints.at(-1)).toEqual({ name: 'advance-takedown', payload: { takedownId: id } })
    const { state } = await test.db
      .selectFrom('takedown')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(state).toMatchObject({
      plan: ['police-hand-over', 'provider-notice'],
      clocks: { t5: word.at },
    })
    const { at: saidAt, ...said } = word
    const event = test.db.selectFrom('takedown_event').select('data').where('takedown_id', '=', id)
    expect(await event.where('type', '=', 'notice-allowed').executeTakeFirst()).toEqual({
      data: { word: { ...said, saidAt } },
    })
  })

  it('refuses what nobody has, and a word of before', async () => {
    const none = await ask(`/v1/takedowns/${await waiting()}/allow-notice`, word, 'supervisor')
    expect(none.body).toMatchObject({ code: 'takedown-allow-notice-impossible' })
    const url = `/v1/takedowns/${await handedOver()}/allow-notice`
    const early = await ask(url, { ...word, at: '2020-01-01T00:00:00Z' }, 'supervisor')
    expect(early).toMatchObject({ status: 400, body: { code: 'word-at-wrong-time' } })
  })

  it('has the form for a case that was reopened since its notice was first authorised, and takes the word', async () => {
    const clocks = { ...handedOverState.clocks, t5: notifiedState.clocks.t5 }
    const state = { ...handedOverState, clocks, authorised: false }
    const { takedownId: id } = await seedTakedown(test, await seedCase(test), state)
    const page = async () => {
      const headers = { cookie: await test.sessionOf('supervisor') }
      return (await test.app.inject({ url: `/console/takedowns/${id}`, headers })).body
    }
    const form = `action="/console/takedowns/${id}/allow-notice"`
    expect(await page()).toContain(form)
    const url = `/v1/takedowns/${id}/allow-notice`
    expect((await ask(url, word, 'supervisor')).status).toBe(200)
    expect(await page()).not.toContain(form)
  })

  it.each([
    ['en', 'telephone'],
    ['fr', 'téléphone'],
    ['nl', 'telefoon'],
    ['de', 'Telefon'],
  ])('has a form for a supervisor in %s', async (lang, byPhone) => {
    const id = await handedOver()
    const path = `/console/takedowns/${id}`
    const supervisor = await test.sessionOf('supervisor')
    const page = async (role: Role, to = path) => {
      const cookie = role === 'supervisor' ? supervisor : await test.sessionOf(role)
      const headers = { cookie }
      return (await test.app.inject({ url: `${to}?lang=${lang}`, headers })).body
    }
    expect(await page('analyst')).not.toContain(`${path}/allow-notice`)
    const shown = await page('supervisor')
    expect(shown).toContain(`action="${path}/allow-notice"`)
    const { from, way, reference, at } = word
    const fields = { form: formTokenIn(shown), from, way, reference, at: at.slice(0, 16) }
    const answer = await test.app.inject({
      method: 'POST',
      url: `${path}/allow-notice`,
      payload: new URLSearchParams(fields).toString(),
      headers: { ...FORM, cookie: supervisor },
    })
    expect(answer.headers.location).toBe(`${path}?done=notice-allowed`)
    const after = await page('supervisor')
    expect(after).toContain('NOTE 12')
    expect(after).not.toContain(`${path}/allow-notice`)
    expect(after).toContain(byPhone)
  })
})

describe('GET /v1/tasks', () => {
  it('lists what waits with its age, and lets a person take it and say that it is done', async () => {
    const id = await waiting()
    await test.db
      .updateTable('takedown')
      .set({ attention: 'notice-unsendable' })
      .where('id', '=', id)
      .execute()
    const list = async () =>
      (await ask('/v1/tasks?code=notice-unsendable')).body['items'] as Record<string, string>[]
    const [task] = await list()
    expect(task).toMatchObject({ takedownId: id, ageSeconds: expect.any(Number), assignedTo: null })
    await ask(`/v1/tasks/${task!['id']}/assign`, { mine: true })
    expect((await list())[0]!['assignedTo']).toEqual(expect.any(String))
    expect((await ask(`/v1/tasks/${task!['id']}/done`, { with: 'mended' })).status).toBe(200)
    expect(await list()).toEqual([])
    expect((await ask('/v1/tasks', undefined, 'admin')).status).toBe(403)
  })

  it('gives nobody what another sees to unless they say whose it is', async () => {
    const id = await waiting()
    const open = test.db.updateTable('takedown').set({ attention: 'channel-refused' })
    await open.where('id', '=', id).execute()
    const first = async () =>
      ((await ask('/v1/tasks?code=channel-refused')).body['items'] as Record<string, string>[])[0]!
    const url = `/v1/tasks/${(await first())['id']}/assign`
    expect((await ask(url, { mine: true })).body).toMatchObject({ takenFrom: null })
    const refused = { status: 409, body: { code: 'task-of-another' } }
    expect(await ask(url, { mine: true }, 'supervisor')).toMatchObject(refused)
    expect(await ask(url, { mine: false }, 'supervisor')).toMatchObject(refused)
    const { assignedTo: from, assignedAt: since } = await first()
    const taken = await ask(url, { mine: true, from }, 'supervisor')
    expect(taken).toMatchObject({ status: 200, body: { takenFrom: { actor: from, since } } })
    expect((await first())['assignedTo']).not.toBe(from)
  })

  it('has what stops a notice settled by its case', async () => {
    await waiting()
    const { body } = await ask('/v1/tasks?code=enter-in-iccam')
    const [task] = body['items'] as Record<string, string>[]
    expect(await ask(`/v1/tasks/${task!['id']}/done`, { with: 'looked-at' })).toMatchObject({
      status: 409,
      body: { code: 'task-settles-with-its-case' },
    })
  })
})

describe('the console', () => {
  it.each(['en', 'fr', 'nl', 'de'])(
    'shows tasks in %s, and works without a script',
    async (lang) => {
      const id = await waiting()
      const cookie = await test.sessionOf('supervisor')
      const get = async (url: string) => (await test.app.inject({ url, headers: { cookie } })).body
      const tasks = await get(`/console/tasks?lang=${lang}`)
      expect(tasks).toContain(`<html lang="${lang}">`)
      expect(tasks).toContain(`/console/takedowns/${id}`)
      const page = await get(`/console/takedowns/${id}`)
      const form = formTokenIn(page)
      const post = async (path: string, fields: Record<string, string>) => {
        const payload = new URLSearchParams({ form, ...fields }).toString()
        const url = `/console/takedowns/${id}/${path}`
        const headers = { ...FORM, cookie }
        return (await test.app.inject({ method: 'POST', url, payload, headers })).statusCode
      }
      expect(await post('holds', { reason: 'investigation', until: inHours(5).slice(0, 16) })).toBe(
        303,
      )
      expect(await post('release', { reason: 'held-by-mistake' })).toBe(303)
      const step = { step: 'iccam-hand-over', reference: 'A-1', at: inHours(-1).slice(0, 16) }
      expect(await post('steps', step)).toBe(303)
      const told = await get(`/console/takedowns/${id}?lang=${lang}`)
      expect(told).toContain('A-1')
      for (const code of ['investigation', 'held-by-mistake', 'iccam-hand-over']) {
        if (lang !== 'en') expect(told).not.toContain(`<span>${code}`)
      }
    },
  )

  it('refuses a form of another session', async () => {
    const id = await waiting()
    const cookie = await test.sessionOf('supervisor')
    const payload = `form=x&reason=investigation&until=${inHours(5).slice(0, 16)}`
    const answer = await test.app.inject({
      method: 'POST',
      url: `/console/takedowns/${id}/holds`,
      payload,
      headers: { ...FORM, cookie },
    })
    expect(answer.statusCode).toBe(403)
  })
})

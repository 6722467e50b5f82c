import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEXTS } from '../console/texts.ts'
import { seedCase, type SeededCase } from '../fixtures/seed-case.ts'
import { notifiedState, seedTakedown, type SeededTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let seeded: SeededCase
let takedown: SeededTakedown
beforeAll(async () => {
  test = await createTestApp()
  seeded = await seedCase(test)
  takedown = await seedTakedown(test, seeded)
  const removed = { ...notifiedState, status: 'removed' }
  await seedTakedown(test, await seedCase(test), removed)
})
afterAll(() => test[Symbol.asyncDispose]())

const read = async (url: string) =>
  test.app.inject({ url, headers: { authorization: `Bearer ${await test.keyOf('analyst')}` } })

describe('GET /v1/takedowns', () => {
  it('lists all of them', async () => {
    const { items, next } = (await read('/v1/takedowns')).json()
    expect(next).toBeNull()
    expect(items).toMatchObject([
      { id: takedown.takedownId, outcome: 'still-present', host: 'pictures.example' },
      { outcome: 'removed' },
    ])
  })

  it('selects by status', async () => {
    const { items } = (await read('/v1/takedowns?status=removed')).json()
    expect(items).toMatchObject([{ status: 'removed' }])
  })

  it('refuses a status that does not exist', async () => {
    expect((await read('/v1/takedowns?status=gone')).statusCode).toBe(400)
  })

  it('goes on after the last one shown', async () => {
    const { next } = (await read('/v1/takedowns?limit=1')).json()
    expect(next).toBe(takedown.takedownId)
    const { items } = (await read(`/v1/takedowns?limit=1&after=${next}`)).json()
    expect(items).toMatchObject([{ status: 'removed' }])
  })
})

describe('GET /v1/takedowns/{id}', () => {
  it('tells everything that happened', async () => {
    const answer = await read(`/v1/takedowns/${takedown.takedownId}`)
    expect(answer.json()).toMatchObject({
      id: takedown.takedownId,
      status: 'notified',
      outcome: 'still-present',
      attention: null,
      host: 'pictures.example',
      provider: { name: expect.any(String), country: 'NL' },
      lastVerdict: 'present',
      noticesSent: 1,
      checks: [
        { at: '2026-03-01T14:00:00.000Z', verdict: 'present', from: 'test', codes: ['same-bytes'] },
      ],
      timeline: [
        { seq: 1, type: 'opened', actor: 'nightlight' },
        { seq: 2, type: 'notified', data: { seq: 1, noticeId: takedown.noticeId } },
        { seq: 3, type: 'checked', data: { verdict: 'present' } },
      ],
      notices: [
        {
          id: takedown.noticeId,
          reference: takedown.reference,
          kind: 'provider-notice',
          seq: 1,
          state: 'sent',
          sentAt: '2026-03-01T13:00:00.000Z',
          bouncedAt: null,
        },
      ],
      elsewhere: { places: 0, hosts: 0, takedowns: [], truncated: false },
      addresses: [{ id: seeded.pageId, lastOutcome: 'present' }],
    })
  })

  it('has every clock from T0 to T11', async () => {
    const { clocks } = (await read(`/v1/takedowns/${takedown.takedownId}`)).json()
    expect(Object.keys(clocks)).toEqual(Array.from({ length: 12 }, (_, n) => `t${n}`))
    expect(clocks).toMatchObject({ t0: '2026-03-01T10:00:00.000Z', t2: null, t9: null })
  })

  it('does not find what is not there', async () => {
    expect((await read(`/v1/takedowns/${newId()}`)).statusCode).toBe(404)
  })
})

describe('GET /v1/notices/{id}', () => {
  it('tells what became of a notice, without its mailbox', async () => {
    const answer = await read(`/v1/notices/${takedown.noticeId}`)
    expect(answer.json()).toMatchObject({
      id: takedown.noticeId,
      state: 'sent',
      items: [{ takedownId: takedown.takedownId, seq: 1, host: 'pictures.example' }],
      attempts: [{ n: 1, outcome: 'accepted', smtpCode: 250 }],
    })
    expect(answer.body).not.toContain('canary-mailbox')
  })

  it('does not find what is not there', async () => {
    expect((await read(`/v1/notices/${newId()}`)).statusCode).toBe(404)
  })
})

describe('GET /v1/statistics/overview', () => {
  it('counts by state', async () => {
    const authorization = `Bearer ${await test.keyOf('auditor')}`
    const answer = await test.app.inject({
      url: '/v1/statistics/overview',
      headers: { authorization },
    })
    expect(answer.json()).toEqual({
      asOf: expect.any(String),
      reports: { 'in-takedown': 1, removed: 1 },
      matchesUndecided: 0,
      takedowns: { notified: 1, removed: 1 },
      notices: { sent: 2 },
      toRelease: { submissions: 0, found: 0, bySubmission: [] },
    })
  })
})

describe('a notice that came back', () => {
  it('says so in the API, and on the page of its takedown', async () => {
    const back = await seedTakedown(test, await seedCase(test))
    const bouncedAt = '2026-03-01T13:20:00.000Z'
    await test.db
      .updateTable('notice')
      .set({ bounced_at: new Date(bouncedAt) })
      .where('id', '=', back.noticeId)
      .execute()
    const told = (await read(`/v1/takedowns/${back.takedownId}`)).json()
    expect(told.notices).toMatchObject([{ state: 'sent', bouncedAt }])
    expect((await read(`/v1/notices/${back.noticeId}`)).json()).toMatchObject({ bouncedAt })
    const cookie = await test.sessionOf('analyst')
    const page = async (id: string): Promise<string> =>
      (await test.app.inject({ url: `/console/takedowns/${id}`, headers: { cookie } })).body
    const shown = await page(back.takedownId)
    expect(shown).toContain(`<strong>${TEXTS.en['notice-state.came-back']}</strong>`)
    expect(shown).toContain(`datetime="${bouncedAt}"`)
    expect(await page(takedown.takedownId)).not.toContain(TEXTS.en['notice-state.came-back'])
  })

  it('tells a notice that was stopped before it was out from one that was refused', async () => {
    const { noticeId, takedownId } = await seedTakedown(test, await seedCase(test))
    await test.db
      .updateTable('notice')
      .set({ state: 'refused', sent_at: null })
      .where('id', '=', noticeId)
      .execute()
    const cookie = await test.sessionOf('analyst')
    const stateOf = async (): Promise<string | undefined> => {
      const { body } = await test.app.inject({
        url: `/console/takedowns/${takedownId}`,
        headers: { cookie },
      })
      return /<td>\s*(refused|stopped before it was out)\s*</.exec(body)?.[1]
    }
    expect(await stateOf()).toBe('refused')
    await test.db
      .updateTable('notice_attempt')
      .set({ outcome: 'withdrawn' })
      .where('notice_id', '=', noticeId)
      .execute()
    expect(await stateOf()).toBe('stopped before it was out')
  })
})

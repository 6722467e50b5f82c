import { logKeyOf, verifierOf } from '@nightlight/audit'
import { connect, createLog, createRecordSigner, type Db } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createApp } from '../app.ts'
import { seedCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import type { App } from '../validation.ts'
import { EXPORTS_AT_ONCE } from './send-case.ts'
import { signLog } from './testing-verifier.ts'

/** As the process has them for exports, and none for anything else. */
const CONNECTIONS = 2 * EXPORTS_AT_ONCE

let test: TestApp
let app: App
let db: Db
let path: string
let authorization: string
beforeAll(async () => {
  test = await createTestApp()
  const { takedownId } = await seedTakedown(test, await seedCase(test))
  path = `/v1/takedowns/${takedownId}/exports`
  await signLog(test)
  authorization = `Bearer ${await test.keyOf('supervisor')}`
  db = connect(test.env.DATABASE_URL, { max: CONNECTIONS, name: 'few' })
  app = await createApp({
    db,
    crypto: test.crypto,
    signer: createRecordSigner(Buffer.from(test.env.FIELD_KEY, 'hex')),
    logKey: async (from) =>
      verifierOf(await logKeyOf(from, Buffer.from(test.env.FIELD_KEY, 'hex'))),
    enqueue: async () => undefined,
    now: () => new Date(),
    log: createLog('api', { level: 'silent' }),
    secure: false,
  })
})
afterAll(async () => {
  await app.close()
  await db.destroy()
  await test[Symbol.asyncDispose]()
})

const payload = { reason: 'own-referral', legalBasis: 'Art. 18' }
const ask = () => app.inject({ method: 'POST', url: path, headers: { authorization }, payload })
const exported = async (): Promise<number> => {
  const { rows } = await sql<{ count: string }>`
    select count(*) from audit_event where action = 'case.exported'`.execute(test.db)
  return Number(rows[0]!.count)
}

/** Nothing reads a visit for as long as this is there: exports stay where they are. */
async function holdUp() {
  const trx = await test.db.startTransaction().execute()
  await sql`lock table visit in access exclusive mode`.execute(trx)
  const letGo = async (): Promise<void> => {
    if (!trx.isRolledBack) await trx.rollback().execute()
  }
  return {
    async heldUp(count: number) {
      await vi.waitFor(async () => {
        const { rows } = await sql`select from pg_stat_activity
          where application_name = 'few' and wait_event_type = 'Lock'`.execute(test.db)
        expect(rows).toHaveLength(count)
      }, 20_000)
    },
    letGo,
    [Symbol.asyncDispose]: letGo,
  }
}

describe('more exports than are made at once', () => {
  it('are told to wait, and those under way come to their end', async () => {
    const answers: Awaited<ReturnType<typeof ask>>[] = []
    const asked = Array.from({ length: CONNECTIONS + 3 }, async () => answers.push(await ask()))
    {
      await using held = await holdUp()
      await held.heldUp(EXPORTS_AT_ONCE)
      const told = (): void => expect(answers).toHaveLength(asked.length - EXPORTS_AT_ONCE)
      await vi.waitFor(told, 20_000)
      for (const busy of answers) {
        expect(busy).toMatchObject({ statusCode: 503, headers: { 'retry-after': '60' } })
        expect(busy.json()).toMatchObject({ code: 'exports-busy' })
      }
      const lists = await app.inject({ url: '/v1/hash-lists', headers: { authorization } })
      expect(lists.statusCode).toBe(200)
    }
    await Promise.all(asked)
    expect(answers.slice(-EXPORTS_AT_ONCE).map(({ statusCode }) => statusCode)).toEqual(
      Array.from({ length: EXPORTS_AT_ONCE }, () => 200),
    )
    expect((await ask()).statusCode).toBe(200)
  })

  it('come to their end too where the console asks, with the same places', async () => {
    const cookie = await test.sessionOf('supervisor')
    await using held = await holdUp()
    const asked = Array.from({ length: EXPORTS_AT_ONCE }, ask)
    await held.heldUp(EXPORTS_AT_ONCE)
    const page = await app.inject({ url: '/console/account', headers: { cookie } })
    const [, form = ''] = /name="form"\s+value="([\w-]+)"/.exec(page.body) ?? []
    const answer = await app.inject({
      method: 'POST',
      url: `/console${path.slice('/v1'.length)}`,
      headers: {
        cookie,
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
      },
      payload: new URLSearchParams({ ...payload, form, recipientId: '' }).toString(),
    })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '60'])
    expect(answer.body).toContain('Try again in a minute')
    await held.letGo()
    for (const { statusCode } of await Promise.all(asked)) expect(statusCode).toBe(200)
  })
})

describe('an export that nobody waits for any more', () => {
  it('gives its place back, and is not in the log', async () => {
    const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}${path}`
    const before = await exported()
    const gone = new AbortController()
    const headers = { authorization, 'content-type': 'application/json' }
    const request = { method: 'POST', headers, body: JSON.stringify(payload) }
    const statusOf = async (): Promise<number> => {
      const answer = await fetch(url, request)
      await answer.arrayBuffer()
      return answer.status
    }
    {
      await using held = await holdUp()
      const asked = Array.from({ length: EXPORTS_AT_ONCE }, () =>
        fetch(url, { ...request, signal: gone.signal }).catch(() => null),
      )
      await held.heldUp(EXPORTS_AT_ONCE)
      gone.abort()
      expect(await Promise.all(asked)).toEqual(asked.map(() => null))
      // The server sees the ends of those connections before it takes a new one.
      expect(await statusOf()).toBe(503)
    }
    await vi.waitFor(async () => expect(await statusOf()).toBe(200), 20_000)
    expect(await exported()).toBe(before + 1)
  })
})

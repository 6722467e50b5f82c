import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createLogKey,
  openCheckpoint,
  runRound,
  verifierOf,
  verifyEventProof,
  type EventProof,
} from '@nightlight/audit'
import { ROLES, mayDo } from '@nightlight/contract'
import { writeAudit } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

const key = createLogKey(Buffer.alloc(32, 5))
let test: TestApp
let dir: string
let size: number
beforeAll(async () => {
  test = await createTestApp()
  dir = await mkdtemp(join(tmpdir(), 'nightlight-audit-api-'))
  for (const role of ROLES) await test.keyOf(role)
  const event = { actor: 'analyst:Robin', action: 'match.decided', objectType: 'match' }
  for (let n = 0; n < 300; n++) {
    await writeAudit(test.db, { ...event, objectId: `m${n}`, detail: { verdict: 'confirm' } })
  }
  const { db, crypto } = test
  const deps = { db, crypto, key, keptHead: join(dir, 'kept'), now: () => new Date() }
  const round = await runRound(deps, { everyMs: 0 })
  size = (round.status === 'done' && round.signed) || 0
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  await rm(dir, { recursive: true })
})

const get = async (path: string, role: (typeof ROLES)[number] = 'auditor') =>
  test.app.inject({
    url: `/v1/audit/${path}`,
    headers: { authorization: `Bearer ${await test.keyOf(role)}` },
  })

describe('/v1/audit', () => {
  it('gives the newest checkpoint as a signed note', async () => {
    const answer = await get('checkpoint')
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(openCheckpoint(answer.body, verifierOf(key))).toMatchObject({ size })
  })

  it('says that none is signed yet', async () => {
    await using fresh = await createTestApp()
    const headers = { authorization: `Bearer ${await fresh.keyOf('auditor')}` }
    const answer = await fresh.app.inject({ url: '/v1/audit/checkpoint', headers })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
      404,
      'audit-not-signed',
    ])
  })

  it('gives tiles and bundles that the checkpoint covers, and no others', async () => {
    const tile = await get('tile/0/000')
    expect(tile.headers['content-type']).toBe('application/octet-stream')
    expect(tile.rawPayload.length).toBe(8192)
    const part = await get(`tile/0/001.p/${size - 256}`)
    expect(part.rawPayload.length).toBe(32 * (size - 256))
    expect((await get('tile/1/000.p/1')).rawPayload.length).toBe(32)
    const bundle = await get(`tile/entries/001.p/${size - 256}`)
    expect(bundle.body).toContain('match.decided')
    expect(bundle.body).not.toContain('Robin')
    for (const path of [`0/001.p/${size - 255}`, '0/001', '0/1', 'entries/x000/000', '0/../000']) {
      expect((await get(`tile/${path}`)).statusCode).toBe(404)
    }
  })

  it('lists events page by page, without who it was and without detail', async () => {
    type Events = { items: { index: number; role: string }[]; next: number | null }
    const seen: number[] = []
    for (let from: number | null = 0; from !== null;) {
      const answer = await get(`events?limit=100&from=${from}`)
      expect(answer.body).not.toMatch(/Robin|verdict/)
      const { items, next }: Events = answer.json()
      seen.push(...items.map(({ index }) => index))
      from = next
    }
    expect(seen).toEqual(Array.from({ length: size }, (_, at) => at))
  })

  it('proves one event', async () => {
    const { items } = (await get('events?from=270&limit=1')).json<{ items: { id: string }[] }>()
    const proof = (await get(`events/${items[0]!.id}/proof`)).json<EventProof>()
    expect(proof.index).toBe(270)
    expect(verifyEventProof(proof, verifierOf(key))).toBe(true)
    const none = await get('events/00000000-0000-4000-8000-000000000000/proof')
    expect(none.statusCode).toBe(404)
  })

  it('has one event of each answer, but for the head', async () => {
    const { items } = (await get('events?from=270&limit=1')).json<{ items: { id: string }[] }>()
    const reads = async () =>
      (
        await test.db
          .selectFrom('audit_event')
          .select(['action', 'detail'])
          .where('action', 'like', 'audit.%')
          .orderBy('at')
          .execute()
      ).length
    const events = await reads()
    await get('checkpoint')
    await get('tile/0/1')
    expect(await reads()).toBe(events)
    await get('tile/0/000')
    await get(`events/${items[0]!.id}/proof`)
    expect(await reads()).toBe(events + 2)
  })

  it('is for those who may read the log', async () => {
    for (const role of ROLES) {
      for (const path of ['checkpoint', 'events', 'tile/0/000']) {
        expect((await get(path, role)).statusCode).toBe(mayDo(role, 'audit:read') ? 200 : 403)
      }
    }
    expect((await test.app.inject({ url: '/v1/audit/checkpoint' })).statusCode).toBe(401)
  })

  it('has gauges of how the log is', async () => {
    await writeAudit(test.db, { actor: 'a', action: 'b', objectType: 'c', objectId: 'd' })
    const { body } = await test.app.inject({ url: '/metrics' })
    expect(Number(/^nightlight_audit_unsequenced_seconds (\S+)$/m.exec(body)![1])).toBeGreaterThan(
      0,
    )
    expect(body).toContain('nightlight_audit_refused{code=""} 0')
  })
})

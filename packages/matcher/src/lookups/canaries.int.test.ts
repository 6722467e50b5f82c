import { randomBytes } from 'node:crypto'
import { connect, createFieldCrypto, createLog, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedMedia } from '../fixtures/seen-media.ts'
import { fingerprintOf, flipped } from '../fixtures/synthetic.ts'
import { canariesSeen, lookupAlarms } from './alarm-store.ts'
import { followCanaries } from './canaries.ts'
import { makeCanaries } from './canary-store.ts'

const crypto = createFieldCrypto(randomBytes(32))
const log = createLog('test', { level: 'silent' })
let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

async function accredited(name: string): Promise<string> {
  const [providerId, id, at] = [newId(), newId(), new Date()]
  const provider = { id: providerId, handle: `test:${providerId}`, kind: 'host', name } as const
  await db
    .insertInto('provider')
    .values({ ...provider, country: 'NL', language: 'nl' })
    .execute()
  await db
    .insertInto('lookup_accreditation')
    .values({
      id,
      provider_id: providerId,
      purpose: 'uploads',
      algorithms: ['sha256'],
      list_ids: [newId()],
      quota_minute: 1,
      quota_day: 1,
      expires_at: new Date(at.getTime() + 86_400_000),
      proposed_by: 'key:1',
      proposer: 'ann',
      proposed_at: at,
    })
    .execute()
  const approval = { approved_by: 'key:2', approver: 'bob', approved_at: at }
  await db.updateTable('lookup_accreditation').set(approval).where('id', '=', id).execute()
  return id
}

describe('canaries', () => {
  it('are seen in a picture that shows one, changed or not, and name who had it', async () => {
    const id = await accredited('Leaky Hosting')
    const by = { actor: 'key:1', name: 'ann', at: new Date() }
    const [drawn] = await makeCanaries({ db, crypto }, { id, count: 2 }, by)
    await using canaries = await followCanaries({ db, crypto, log })
    const { pdq, sha256 } = drawn!.hashes
    const changed = fingerprintOf(1, { pdqOrientations: [flipped(pdq, 20)] })
    const canaryIds = canaries.seenIn(changed)
    expect(canaryIds).toHaveLength(1)
    expect(canaries.seenIn(fingerprintOf(2, { sha256 }))).toEqual(canaryIds)
    expect(canaries.seenIn(fingerprintOf(3))).toEqual([])
    const mediaId = await seedMedia(db, crypto, changed)
    await canariesSeen(db, { mediaId, canaryIds, at: new Date() })
    await canariesSeen(db, { mediaId, canaryIds, at: new Date() })
    expect(await lookupAlarms(db)).toMatchObject([
      { kind: 'canary-seen', provider: 'Leaky Hosting', mediaId, times: 2 },
    ])
  })

  it('are drawn one at a time, so that the process answers others meanwhile', async () => {
    const id = await accredited('Patient Hosting')
    let turns = 0
    const ticking = setInterval(() => turns++, 0)
    const by = { actor: 'key:1', name: 'ann', at: new Date() }
    const drawn = await makeCanaries({ db, crypto }, { id, count: 40 }, by)
    clearInterval(ticking)
    expect(drawn).toHaveLength(40)
    expect(turns).toBeGreaterThan(30)
  })

  it('that were made since are found after a refresh', async () => {
    await using canaries = await followCanaries({ db, crypto, log })
    const by = { actor: 'key:1', name: 'ann', at: new Date() }
    const id = await accredited('Late Hosting')
    const [drawn] = await makeCanaries({ db, crypto }, { id, count: 1 }, by)
    await canaries.refresh()
    const value = Buffer.from(drawn!.hashes.md5, 'hex')
    expect(canaries.find([{ algorithm: 'md5', value }])).not.toBeNull()
  })
})

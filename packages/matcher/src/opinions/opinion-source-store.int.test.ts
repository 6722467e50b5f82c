import { connect, createFieldCrypto, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SHIELD_LOGIN } from '../exchange/testing-shield.ts'
import { colleague, officer } from '../fixtures/imported.ts'
import { approveOpinions, endOpinions, requestOpinions } from './opinion-source-store.ts'

// What anybody may try who can write rows as the services do.

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
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
beforeEach(async () => {
  await sql`truncate second_opinion, opinion_source cascade`.execute(db)
})

const request = () =>
  requestOpinions(
    { db, crypto },
    { kind: 'shield', baseUrl: 'https://host.invalid', ...SHIELD_LOGIN },
    officer,
  )
const change = (id: string, changes: string) =>
  sql`update opinion_source set ${sql.raw(changes)} where id = ${id}`.execute(db)
const refused = (constraint: string) => ({ code: '23514', constraint })

describe('a second opinion', () => {
  it('is approved by another than who asked for it, who may do so again', async () => {
    const id = await request()
    for (let time = 0; time < 2; time++) await approveOpinions(db, id, colleague)
    for (const same of [officer, { actor: 'key:another', name: ' OFFICER ' }]) {
      await expect(approveOpinions(db, id, same)).rejects.toMatchObject({
        code: 'second-person-needed',
      })
    }
  })
})

describe('a second opinion by SQL', () => {
  it('is not approved as it is asked for', async () => {
    const approvedAtOnce = sql`
      insert into opinion_source (id, kind, config_ct, requested_by, approved_by, approved_at)
      values (${newId()}, 'shield', '\\x00', 'key:y', 'key:z', clock_timestamp())`.execute(db)
    await expect(approvedAtOnce).rejects.toMatchObject(refused('opinion_source_four_eyes'))
  })

  it.each([`requested_by = 'key:z'`, `requester = ''`])(
    'does not change who asked for it: %s',
    async (changes) => {
      const id = await request()
      await expect(change(id, changes)).rejects.toMatchObject(refused('opinion_source_origin'))
    },
  )

  it.each([
    `approved_by = 'key:z'`,
    `approved_by = null, approver = null`,
    `approver = 'Z'`,
    // whoever can write rows can copy what another one was sealed for, or break it
    `config_ct = '\\x00'`,
  ])('does not change what was approved: %s', async (changes) => {
    const id = await request()
    await approveOpinions(db, id, colleague)
    await expect(change(id, changes)).rejects.toMatchObject(refused('opinion_source_origin'))
  })

  it('does not go on after its end', async () => {
    const id = await request()
    await approveOpinions(db, id, colleague)
    await endOpinions(db, id, officer)
    for (const changes of [`ended_at = null`, `config_ct = '\\x00'`]) {
      await expect(change(id, changes)).rejects.toMatchObject(refused('opinion_source_origin'))
    }
  })
})

import { randomBytes } from 'node:crypto'
import {
  connect,
  createFieldCrypto,
  keepingAt,
  newId,
  readSchedules,
  runErasures,
} from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { entriesOfCall, recordCall } from '../lookups/call-store.ts'
import { accreditations } from '../lookups/accreditation-store.ts'
import { LOOKUP_ERASURES } from './lookup-erasures.ts'

const DAY_MS = 86_400_000

it('has what providers hit 90 days after they asked, and how often for longer', async () => {
  const database = await createTestDatabase()
  const db = connect(database.url)
  try {
    const crypto = createFieldCrypto(randomBytes(32))
    const [provider, accreditationId, entry, at] = [newId(), newId(), newId(), new Date()]
    await sql`insert into provider (id, handle, kind, name, language) values (${provider}, 'x', 'host', 'X', 'en')`.execute(
      db,
    )
    await sql`
      insert into lookup_accreditation (id, provider_id, purpose, algorithms, list_ids, quota_minute, quota_day,
        expires_at, proposed_by, proposer, proposed_at)
      values (${accreditationId}, ${provider}, 'uploads', '{sha256}', ${[newId()]}, 1, 1,
        ${new Date(at.getTime() + 300 * DAY_MS)}, 'key:none', 'Nobody', ${at})`.execute(db)
    await recordCall(
      { db, crypto },
      {
        accreditationId,
        askedBy: 'key:x',
        at,
        findings: [{ entries: [entry], known: 1, isCanary: false, canaryId: newId() }],
        answers: [{ known: true, class: 'csam' }],
      },
    )
    const found = async () => {
      const row = await db.selectFrom('lookup_call').selectAll().executeTakeFirstOrThrow()
      return entriesOfCall(crypto, row)
    }
    const counted = async () => {
      const [one] = await accreditations(db, at)
      return [one!.calls, one!.hashes, one!.hits]
    }
    const run = (days: number) =>
      db.connection().execute(async (connection) => {
        const keeping = keepingAt(readSchedules(), null, new Date(at.getTime() + days * DAY_MS))
        await sql`set role nightlight_matcher`.execute(connection)
        const done = await runErasures(connection, LOOKUP_ERASURES, keeping)
        await sql`reset role`.execute(connection)
        return done
      })
    expect(await run(89)).toMatchObject([{ erased: 0 }])
    const before = await counted()
    expect([await found(), before]).toEqual([[entry], [1, 1, 1]])
    expect(await run(91)).toMatchObject([{ erased: 1 }])
    expect([await found(), await counted()]).toEqual([[], before])
    expect(await run(91)).toMatchObject([{ erased: 0 }])
  } finally {
    await db.destroy()
    await database.drop()
  }
})

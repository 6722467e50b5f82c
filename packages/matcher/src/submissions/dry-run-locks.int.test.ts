import { connect, createFieldCrypto, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawHash } from '../exchange/testing-exchange.ts'
import { testFeeds } from '../exchange/testing-feed.ts'
import { officer } from '../fixtures/imported.ts'
import { bytesOf, listTerms, md5s } from '../fixtures/synthetic.ts'
import { importList } from '../import-list.ts'
import { endSubmission, withdrawList } from './end-submission.ts'
import { settleEndings } from './settle-endings.ts'
import { lockImports } from './submission-store.ts'

// A dry run holds what comes in to its list for as long as its file comes, which may be hours.

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})
const { entryOf, start, inForce } = testFeeds(() => db)

/** Until somebody waits for a lock. */
async function untilWaiting(): Promise<void> {
  for (let waiting = 0; waiting === 0;) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    waiting = rows[0]!.count
  }
}

const remaining = async (submissionId: string): Promise<number> =>
  (
    await db
      .selectFrom('list_entry')
      .select('id')
      .where('submission_id', '=', submissionId)
      .execute()
  ).length

async function thrownAway() {
  const { listId, submissionId } = await importList(
    { db, crypto },
    {
      source: { bytes: bytesOf(md5s(0, 3)), format: 'auto' },
      authority: 'Test Police',
      list: newId(),
      terms: listTerms(),
      by: officer,
      dryRun: false,
    },
  )
  await endSubmission(db, submissionId, { reason: 'revoked', note: '' }, officer)
  return { listId, submissionId }
}

describe('a dry run', () => {
  it('holds up neither the settling of endings nor the withdrawal of its list', async () => {
    const { listId, submissionId } = await thrownAway()
    await db.transaction().execute(async (trx) => {
      await lockImports(trx, listId)
      const settling = settleEndings(db)
      await untilWaiting()
      await withdrawList(db, listId, '', officer)
      expect(await settling).toBe(0)
    })
    expect(await remaining(submissionId)).toBe(3)
    expect(await settleEndings(db)).toBe(1)
    expect(await remaining(submissionId)).toBe(0)
  })

  it('does not hold up the withdrawal of a list that an exchange keeps', async () => {
    await using all = await start([entryOf(1)])
    await all.run()
    all.change(0, { fingerprints: { md5: drawHash(16) } })
    let running: Promise<boolean> | undefined
    await db.transaction().execute(async (trx) => {
      await lockImports(trx, all.listId)
      running = all.run()
      running.catch(() => undefined)
      await untilWaiting()
      await withdrawList(db, all.listId, '', officer)
    })
    expect(await running).toBe(false)
    expect((await all.feed()).problem).toBe('list-withdrawn')
    expect(await inForce(all.listId)).toBe(0)
  })
})

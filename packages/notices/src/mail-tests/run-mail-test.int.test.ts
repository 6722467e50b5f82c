import { connect, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailer } from '../channels/mailer.ts'
import { startMailServer } from '../testing-servers.ts'
import { askMailTest, claimMailTest, lastMailTest } from './mail-test-store.ts'
import { runMailTest } from './run-mail-test.ts'

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
const sender = {
  mailbox: 'notices@hotline.example',
  domain: 'hotline.example',
  organisation: 'Hotline',
}
const { signal } = new AbortController()
const now = () => new Date()

describe('a test mail', () => {
  it('goes to the mailbox of the operator, once, and its answer is kept', async () => {
    await using server = await startMailServer()
    await using mailer = createMailer({ url: server.url, timeoutMs: 5_000, name: sender.domain })
    const deps = { db, mailer, sender, now }
    expect(await runMailTest(deps, signal)).toBeNull()
    await askMailTest(db, 'admin:Ann')
    await expect(askMailTest(db, 'admin:Bob')).rejects.toMatchObject({ code: 'mail-test-runs' })
    expect(await runMailTest(deps, signal)).toBe('accepted')
    expect(await runMailTest(deps, signal)).toBeNull()
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]).toContain('Subject: Test mail of Hotline')
    expect(await lastMailTest(db)).toMatchObject({
      askedBy: 'admin:Ann',
      outcome: 'accepted',
      code: 250,
    })
  })

  it('says that nothing is set up, and that nobody answers', async () => {
    await askMailTest(db, 'admin:Ann')
    expect(await runMailTest({ db, mailer: null, sender, now }, signal)).toBe('not-set-up')
    await using mailer = createMailer({
      url: 'smtp://127.0.0.1:9',
      timeoutMs: 2_000,
      name: sender.domain,
    })
    await askMailTest(db, 'admin:Ann')
    expect(await runMailTest({ db, mailer, sender, now }, signal)).toBe('deferred')
    expect(await lastMailTest(db)).toMatchObject({ outcome: 'deferred', code: null })
  })

  it('is taken again where its process is gone, and not before', async () => {
    await askMailTest(db, 'admin:Ann')
    expect(await claimMailTest(db)).not.toBeNull()
    expect(await claimMailTest(db)).toBeNull()
    await sql`update mail_test set claimed_at = claimed_at - interval '3 minutes' where ended_at is null`.execute(
      db,
    )
    expect(await claimMailTest(db)).not.toBeNull()
  })
})

import { generateKeyPairSync } from 'node:crypto'
import { connect, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDkimKey } from '../channels/dkim.ts'
import { createMailer } from '../channels/mailer.ts'
import { startMailServer } from '../testing-servers.ts'
import { askMailTest, claimMailTest, lastMailTests } from './mail-test-store.ts'
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
  replyUrl: null,
}
const settings = { dkim: [], sender, policeMailbox: null, now: () => new Date() }
const { signal } = new AbortController()

describe('a test mail', () => {
  it('goes to the mailbox of the operator, once, and its answer is kept', async () => {
    await using server = await startMailServer()
    await using mailer = createMailer({ url: server.url, timeoutMs: 5_000, name: sender.domain })
    const deps = { ...settings, db, mailer }
    expect(await runMailTest(deps, signal)).toBeNull()
    await askMailTest(db, 'mail', 'admin:Ann')
    await expect(askMailTest(db, 'mail', 'admin:Bob')).rejects.toMatchObject({
      code: 'mail-test-runs',
    })
    expect(await runMailTest(deps, signal)).toBe('accepted')
    expect(await runMailTest(deps, signal)).toBeNull()
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]).toContain('Subject: Test mail of Hotline')
    expect((await lastMailTests(db)).mail).toMatchObject({
      askedBy: 'admin:Ann',
      outcome: 'accepted',
      code: 250,
    })
  })

  it('says that nothing is set up, and that nobody answers', async () => {
    await askMailTest(db, 'mail', 'admin:Ann')
    expect(await runMailTest({ ...settings, db, mailer: null }, signal)).toBe('not-set-up')
    await using mailer = createMailer({
      url: 'smtp://127.0.0.1:9',
      timeoutMs: 2_000,
      name: sender.domain,
    })
    await askMailTest(db, 'mail', 'admin:Ann')
    expect(await runMailTest({ ...settings, db, mailer }, signal)).toBe('deferred')
    expect((await lastMailTests(db)).mail).toMatchObject({ outcome: 'deferred', code: null })
  })

  it('is taken again where its process is gone, and not before', async () => {
    await askMailTest(db, 'mail', 'admin:Ann')
    expect(await claimMailTest(db)).not.toBeNull()
    expect(await claimMailTest(db)).toBeNull()
    await sql`update mail_test set claimed_at = claimed_at - interval '3 minutes' where ended_at is null`.execute(
      db,
    )
    expect(await claimMailTest(db)).toMatchObject({ kind: 'mail', isAgain: true })
  })

  it('is not asked for again and again', async () => {
    await sql`delete from mail_test`.execute(db)
    for (let n = 0; n < 2; n++) {
      await askMailTest(db, 'police', 'admin:Ann')
      await runMailTest({ ...settings, db, mailer: null }, signal)
    }
    await expect(askMailTest(db, 'police', 'admin:Ann')).rejects.toMatchObject({
      code: 'mail-tests-many',
    })
    expect((await lastMailTests(db)).police).toMatchObject({ outcome: 'not-set-up' })
    await sql`update mail_test set asked_at = asked_at - interval '25 hours'`.execute(db)
    await askMailTest(db, 'police', 'admin:Ann')
    await runMailTest({ ...settings, db, mailer: null }, signal)
  })
})

describe('a test of the mailbox of the police', () => {
  it('says that it is a test, is signed as notices are, and goes once', async () => {
    await sql`delete from mail_test`.execute(db)
    await using server = await startMailServer()
    await using mailer = createMailer({ url: server.url, timeoutMs: 5_000, name: sender.domain })
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const dkim = [readDkimKey(pem, 'one', sender.domain)]
    const deps = { ...settings, db, mailer, dkim, policeMailbox: 'desk@police.example' }
    await askMailTest(db, 'police', 'admin:Ann')
    expect(await runMailTest(deps, signal)).toBe('accepted')
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]).toMatch(/^Subject: TEST - no report/m)
    expect(server.mails[0]).toMatch(/^To: desk@police.example/m)
    expect(server.mails[0]).toMatch(/^DKIM-Signature: /m)
    await askMailTest(db, 'police', 'admin:Ann')
    await claimMailTest(db)
    await sql`update mail_test set claimed_at = claimed_at - interval '3 minutes' where ended_at is null`.execute(
      db,
    )
    expect(await runMailTest(deps, signal)).toBe('in-doubt')
    expect(server.mails).toHaveLength(1)
  })
})

describe('a test of ICCAM', () => {
  it('makes the files of an invented case and sends nothing', async () => {
    await askMailTest(db, 'iccam', 'admin:Ann')
    expect(await runMailTest({ ...settings, db, mailer: null }, signal)).toBe('files-made')
    expect((await lastMailTests(db)).iccam).toMatchObject({ outcome: 'files-made', code: null })
  })
})

import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askTimestamp } from './ask-timestamp.ts'
import { newestCheckpoint, readHealth } from './checkpoint-store.ts'
import { verifierOf } from './checkpoint.ts'
import { exportLog } from './export-log.ts'
import { exportedLog } from './exported-log.ts'
import { openExport } from './export-files.ts'
import { readNote } from './note.ts'
import { startAuthority } from './testing-authority.ts'
import { openTestLog, type TestLog } from './testing-log.ts'
import { readTimestamps } from './timestamp-store.ts'
import { openTimestamp, readAuthorities } from './timestamp.ts'
import { verifyLog } from './verify-log.ts'

describe('askTimestamp, of an authority of OpenSSL', () => {
  let log: TestLog
  let authority: Awaited<ReturnType<typeof startAuthority>>
  beforeAll(async () => {
    log = await openTestLog()
    authority = await startAuthority()
  })
  afterAll(async () => {
    await authority[Symbol.asyncDispose]()
    await log[Symbol.asyncDispose]()
  })
  const timestamper = () => ({ url: authority.url, authorities: readAuthorities(authority.ca) })
  const grow = async () => {
    await log.write(3)
    await log.round()
  }
  const text = async () => readNote((await newestCheckpoint(log.db))!.note)!.text

  it('keeps a token over the newest checkpoint, which OpenSSL believes as well', async () => {
    await grow()
    const answer = await askTimestamp(log, timestamper())
    expect(answer).toMatchObject({ status: 'stamped', size: 3 })
    expect(await askTimestamp(log, timestamper())).toEqual({ status: 'nothing-new' })
    const [kept] = await readTimestamps(log.db)
    expect(await authority.verify(kept!.token, await text())).toContain('Verification: OK')
    await expect(authority.verify(kept!.token, `${await text()}x`)).rejects.toThrow('openssl')
    const { authorities } = timestamper()
    expect(await log.verify({ authorities })).toMatchObject({
      finding: null,
      timestamped: { size: 3, at: kept!.at },
    })
    const dir = await mkdtemp(join(log.dir, 'export-'))
    await exportLog(log.db, join(dir, 'log'), { key: verifierOf(log.key), witnesses: [] })
    const exported = await exportedLog(await openExport(join(dir, 'log')))
    const trust = { key: verifierOf(log.key), authorities }
    expect(await verifyLog(exported, trust)).toMatchObject({
      finding: null,
      timestamped: { size: 3 },
    })
  })

  it('believes no token of another text, under another certificate, or with a byte changed', async () => {
    const [kept] = await readTimestamps(log.db)
    const { authorities } = timestamper()
    const of = await text()
    expect(await openTimestamp(kept!.token, of, authorities)).toEqual(kept!.at)
    expect(await openTimestamp(kept!.token, `${of}x`, authorities)).toBeNull()
    const others = readAuthorities(authority.stranger)
    expect(await openTimestamp(kept!.token, of, others)).toBeNull()
    expect(await openTimestamp(kept!.token, of, [])).toBeNull()
    // the content that is signed, and the end of the signature
    const content = kept!.token.indexOf(Buffer.from('060b2a864886f70d0109100104', 'hex'))
    for (const at of [content + 40, content + 60, content + 80, kept!.token.length - 5]) {
      const changed = Buffer.from(kept!.token)
      changed[at] = changed[at]! ^ 4
      expect(await openTimestamp(changed, of, authorities), String(at)).toBeNull()
    }
  })

  it('keeps nothing that it does not believe, and says what failed', async () => {
    await grow()
    const stranger = { url: authority.url, authorities: readAuthorities(authority.stranger) }
    expect(await askTimestamp(log, stranger)).toMatchObject({ problem: 'timestamp-invalid' })
    authority.refuse(true)
    expect(await askTimestamp(log, timestamper())).toMatchObject({ problem: 'timestamp-refused' })
    expect((await readHealth(log.db)).timestampProblem).toBe('timestamp-refused')
    const nowhere = { ...timestamper(), url: 'http://127.0.0.1:1' }
    expect(await askTimestamp(log, nowhere)).toMatchObject({ problem: 'timestamp-unreachable' })
    authority.refuse(false)
    expect(await askTimestamp(log, timestamper())).toMatchObject({ status: 'stamped', size: 6 })
    expect(await readTimestamps(log.db)).toHaveLength(2)
  })

  it('shows a token that was put to another checkpoint', async () => {
    await sql`update audit_timestamp set token = (select token from audit_timestamp where size = 3)`.execute(
      log.db,
    )
    const { finding } = await log.verify({ authorities: timestamper().authorities })
    expect(finding).toMatchObject({ code: 'timestamp-invalid', upTo: 6 })
  })
})

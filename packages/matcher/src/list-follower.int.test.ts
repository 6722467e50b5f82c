import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createFieldCrypto, createLog, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importActive, officer } from './fixtures/imported.ts'
import { bytesOf, digestOf, listTerms, md5s } from './fixtures/synthetic.ts'
import { activeSet } from './entry-changes.ts'
import { followLists, type ListFollower } from './list-follower.ts'
import { compareFor, nextEpoch } from './list-epochs.ts'
import { endSubmission } from './submissions/end-submission.ts'
import { settleEndings } from './submissions/settle-endings.ts'

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

const addMd5 = (n: number, list = `list ${n}`, expiresAt: Date | null = null) =>
  importActive(
    { db, crypto },
    {
      source: { bytes: bytesOf(digestOf('md5', n)), format: 'plain' },
      authority: 'Test Police',
      list,
      terms: listTerms({ expiresAt }),
      by: officer,
      dryRun: false,
    },
  )
/** Revokes the entries of a list, as of a new epoch unless it is to be missed. */
const revoke = (
  list: string,
  how: 'as of a new epoch' | 'without a new epoch' = 'as of a new epoch',
) =>
  db.transaction().execute(async (trx) => {
    const isNew = how === 'as of a new epoch'
    const set = {
      status: 'revoked' as const,
      ...(isNew ? { epoch: String(await nextEpoch(trx)) } : {}),
    }
    const { id } = await trx
      .selectFrom('hash_list')
      .select('id')
      .where('name', '=', list)
      .executeTakeFirstOrThrow()
    await trx.updateTable('list_entry').set(set).where('list_id', '=', id).execute()
  })
const holds = (follower: ListFollower, n: number): boolean =>
  follower.lists().findDigest('md5', digestOf('md5', n)).length > 0

/** A log that lets a test wait until lists were loaded. */
function loads(): { log: ReturnType<typeof createLog>; next: () => Promise<void> } {
  let wake = (): void => undefined
  return {
    log: createLog('test', { destination: { write: () => wake() } }),
    next: () => new Promise((resolve) => (wake = resolve)),
  }
}
const follow = (log = createLog('test', { level: 'silent' }), snapshotFile?: string) =>
  followLists({ db, crypto, log, databaseUrl: database.url, snapshotFile })

describe('followLists', () => {
  it('has loaded what is active when it is there', async () => {
    await addMd5(1)
    await using follower = await follow()
    expect(holds(follower, 1)).toBe(true)
    expect(holds(follower, 2)).toBe(false)
  })

  it('matches a new list without being asked to', async () => {
    const { log, next } = loads()
    await using follower = await follow(log)
    const loaded = next()
    await addMd5(3)
    await loaded
    expect(holds(follower, 3)).toBe(true)
  })

  it('finds a new list by its poll when the notification is missed', async () => {
    const { log, next } = loads()
    await using follower = await follow(log)
    const loaded = next()
    await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity
               where datname = current_database() and application_name = 'listen'`.execute(db)
    await addMd5(4)
    await loaded
    expect(holds(follower, 4)).toBe(true)
  })

  it('knows when a list expires', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000)
    await addMd5(5, 'expiring', expiresAt)
    await using follower = await follow()
    const [entry] = follower.lists().findDigest('md5', digestOf('md5', 5))
    expect(entry?.list.expiresAt).toEqual(expiresAt)
  })

  it('lets an entry go when it is revoked, without being asked to', async () => {
    await addMd5(7)
    const { log, next } = loads()
    await using follower = await follow(log)
    expect(holds(follower, 7)).toBe(true)
    const loaded = next()
    await revoke('list 7')
    await loaded
    expect(holds(follower, 7)).toBe(false)
    expect(holds(follower, 1)).toBe(true)
  })

  it('lets a whole submission go at its end, but what another one has too', async () => {
    const add = (text: string) =>
      importActive(
        { db, crypto },
        {
          source: { bytes: bytesOf(text), format: 'plain' },
          authority: 'Test Police',
          list: 'shared',
          terms: listTerms(),
          by: officer,
          dryRun: false,
        },
      )
    const { submissionId } = await add(md5s(100, 3_100))
    await add(md5s(3_000, 3_200))
    const { log, next } = loads()
    await using follower = await follow(log)
    expect([100, 3_050, 3_150].map((n) => holds(follower, n))).toEqual([true, true, true])
    const loaded = next()
    await endSubmission(db, submissionId, { reason: 'revoked', note: '' }, officer)
    await loaded
    expect(holds(follower, 100)).toBe(false)
    await settleEndings(db)
    await follower.refresh()
    expect([100, 2_999, 3_000, 3_099, 3_199].map((n) => holds(follower, n))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ])
    expect(follower.lists().set).toEqual(await activeSet(db))
  })

  it('reads everything anew when the database has another past', async () => {
    await addMd5(8)
    await using follower = await follow()
    await db
      .updateTable('list_epoch')
      .set({ epoch: sql`epoch - 1` })
      .execute()
    await revoke('list 8', 'without a new epoch')
    await follower.refresh()
    expect(holds(follower, 8)).toBe(false)
    expect(holds(follower, 1)).toBe(true)
    await db
      .updateTable('list_epoch')
      .set({ epoch: sql`epoch + 1` })
      .execute()
  })

  it('takes nothing over once another compares for another country, and goes on when that is over', async () => {
    const use = { purpose: 'notice-and-takedown', jurisdiction: 'BE' }
    await compareFor(db, use)
    const log = createLog('test', { level: 'silent' })
    await using follower = await followLists({ db, crypto, log, databaseUrl: database.url, use })
    await compareFor(db, { ...use, jurisdiction: 'NL' })
    await addMd5(9)
    const asked = follower.askedAt()
    await follower.refresh()
    expect(holds(follower, 9)).toBe(false)
    expect(follower.askedAt()).toEqual(asked)
    await compareFor(db, use)
    await follower.refresh()
    expect(holds(follower, 9)).toBe(true)
    expect(follower.askedAt().getTime()).toBeGreaterThan(asked.getTime())
  })

  it('loads nothing while nothing changes', async () => {
    await using follower = await follow()
    const before = follower.lists()
    await follower.refresh()
    await follower.refresh()
    expect(follower.lists()).toBe(before)
  })

  it('goes on after a load that failed', async () => {
    await using follower = await follow()
    await sql`alter table list_epoch rename to list_epoch_away`.execute(db)
    await expect(follower.refresh()).rejects.toThrow('list_epoch')
    await sql`alter table list_epoch_away rename to list_epoch`.execute(db)
    await addMd5(6)
    await follower.refresh()
    expect(holds(follower, 6)).toBe(true)
  })
})

describe('a snapshot of the lists', () => {
  let dir: string
  beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'nightlight-lists-'))))
  afterAll(() => rm(dir, { recursive: true, force: true }))

  /** Follows with a snapshot, and says what was logged at the start. */
  async function start(file: string): Promise<{ follower: ListFollower; said: string }> {
    let said = ''
    const log = createLog('test', { destination: { write: (line: string) => void (said += line) } })
    return { follower: await follow(log, file), said }
  }
  const FROM_FILE = 'lists loaded from snapshot'
  const FROM_DATABASE = 'lists loaded from the database'

  it('is what the next start begins with, and what came later is added', async () => {
    const file = join(dir, 'begin')
    const first = await start(file)
    expect(first.said).toContain(FROM_DATABASE)
    await first.follower.save()
    await first.follower[Symbol.asyncDispose]()
    await addMd5(20)
    await revoke('list 3')
    const { follower, said } = await start(file)
    expect(said).toContain(FROM_FILE)
    expect([1, 4, 20].map((n) => holds(follower, n))).toEqual([true, true, true])
    expect(holds(follower, 3)).toBe(false)
    await follower[Symbol.asyncDispose]()
  })

  it('shows no hash and no id', async () => {
    const file = join(dir, 'sealed')
    const { follower } = await start(file)
    await follower.save()
    await follower[Symbol.asyncDispose]()
    const bytes = await readFile(file)
    const { id } = await db.selectFrom('list_entry').select('id').executeTakeFirstOrThrow()
    for (const hex of [digestOf('md5', 1), id.replaceAll('-', '')]) {
      expect(bytes.includes(Buffer.from(hex, 'hex'))).toBe(false)
      expect(bytes.includes(hex)).toBe(false)
    }
  })

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['cut short', (bytes) => bytes.subarray(0, -10)],
    ['without its end', (bytes) => bytes.subarray(0, 60)],
    ['empty', () => Buffer.alloc(0)],
    ['foreign', () => Buffer.alloc(5_000, 7)],
    ['altered', (bytes) => bytes.fill(0x55, 100, 101)],
  ])('that is %s is passed over, and the database read', async (name, change) => {
    const file = join(dir, `broken-${name.replaceAll(' ', '-')}`)
    const before = await start(file)
    await before.follower.save()
    await before.follower[Symbol.asyncDispose]()
    await writeFile(file, change(await readFile(file)))
    const { follower, said } = await start(file)
    expect(said).toContain(FROM_DATABASE)
    expect(said).toContain('snapshot not usable')
    expect(holds(follower, 1)).toBe(true)
    await follower[Symbol.asyncDispose]()
  })

  it('of another database, whose epoch is the same, is passed over', async () => {
    const file = join(dir, 'other')
    const before = await start(file)
    await before.follower.save()
    await before.follower[Symbol.asyncDispose]()
    await revoke('list 20', 'without a new epoch')
    const { follower, said } = await start(file)
    expect(said).toContain('snapshot of another past')
    expect(holds(follower, 20)).toBe(false)
    expect(holds(follower, 1)).toBe(true)
    await follower[Symbol.asyncDispose]()
  })

  it('is used also when an entry cannot be read', async () => {
    const file = join(dir, 'unreadable')
    await addMd5(21)
    const { id, hashes_ct } = await db
      .selectFrom('entry_page')
      .innerJoin('submission', 'submission.id', 'entry_page.submission_id')
      .innerJoin('hash_list', 'hash_list.id', 'submission.list_id')
      .where('hash_list.name', '=', 'list 21')
      .select(['entry_page.id', 'hashes_ct'])
      .executeTakeFirstOrThrow()
    const put = (bytes: Buffer) =>
      db.updateTable('entry_page').set({ hashes_ct: bytes }).where('id', '=', id).execute()
    await put(Buffer.from(hashes_ct).fill(0, 8))
    const before = await start(file)
    expect(before.said).toContain('entries not readable, left out')
    await before.follower.save()
    await before.follower[Symbol.asyncDispose]()
    const { follower, said } = await start(file)
    expect(said).toContain(FROM_FILE)
    expect([1, 21].map((n) => holds(follower, n))).toEqual([true, false])
    await follower[Symbol.asyncDispose]()
    await put(hashes_ct)
  })

  it('leaves the one before when it cannot be written', async () => {
    const file = join(dir, 'no-folder', 'lists')
    const { follower } = await start(file)
    await expect(follower.save()).rejects.toMatchObject({ code: 'ENOENT' })
    expect(holds(follower, 1)).toBe(true)
    await follower[Symbol.asyncDispose]()
  })
})

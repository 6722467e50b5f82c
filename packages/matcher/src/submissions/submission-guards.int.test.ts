import { connect, createFieldCrypto, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approveFeed, requestFeed } from '../exchange/feed-store.ts'
import { NCMEC_LOGIN } from '../exchange/testing-ncmec.ts'
import { colleague, importActive, officer } from '../fixtures/imported.ts'
import { bytesOf, listTerms, md5s } from '../fixtures/synthetic.ts'
import { endSubmission } from './end-submission.ts'
import { openList } from './open-submission.ts'
import { settleEndings } from './settle-endings.ts'

// What anybody may try who can write rows as the services do.

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

let listId: string
let list: string
beforeEach(async () => {
  list = `list ${newId()}`
  listId = await openList(db, { authority: 'Test Police', list, terms: listTerms() })
})
const run = (statement: RawBuilder<unknown>) => statement.execute(db)
const insert = (state: string, columns = '', values = '', kind = 'addition') =>
  run(sql`
    insert into submission (id, list_id, format, state, kind, submitted_by, submitter ${sql.raw(columns)})
    values (${newId()}, ${listId}, 'plain', ${state}, ${kind}, 'key:x', 'X' ${sql.raw(values)})`)
const set = (id: string, changes: string) =>
  run(sql`update submission set ${sql.raw(changes)} where id = ${id}`)
const refused = (constraint: string) => ({ code: '23514', constraint })

describe('a submission by SQL', () => {
  it.each(['staged', 'active', 'ending', 'ended', 'discarded', 'failed'])(
    'does not begin as %s',
    async (state) => {
      const names = [', activated_by, activator', `, 'key:y', 'Y'`] as const
      await expect(insert(state)).rejects.toMatchObject(refused('submission_begins'))
      await expect(insert(state, ...names)).rejects.toMatchObject(refused('submission_begins'))
      await expect(insert(state, ...names, 'feed')).rejects.toMatchObject(
        refused('submission_begins'),
      )
    },
  )

  it('does not begin with somebody who has activated it', async () => {
    const early = insert('receiving', ', activated_by, activator', `, 'key:y', 'Y'`)
    await expect(early).rejects.toMatchObject(refused('submission_begins'))
    await insert('receiving')
  })

  async function active(): Promise<string> {
    const { submissionId } = await importActive(
      { db, crypto },
      {
        source: { bytes: bytesOf(md5s(0, 2)), format: 'auto' },
        authority: 'Test Police',
        list,
        terms: listTerms(),
        by: officer,
        dryRun: false,
      },
    )
    return submissionId
  }

  it.each([
    ['forget who activated it', 'activated_by = null, activator = null'],
    ['name another who did', `activated_by = 'key:z', activator = 'Z'`],
    ['become something else', `kind = 'feed'`],
    ['be staged again', `state = 'staged'`],
    ['be received again', `state = 'receiving'`],
  ])('does not %s', async (_, changes) => {
    const id = await active()
    await expect(set(id, changes)).rejects.toMatchObject({ code: '23514' })
  })

  it('does not come back after its end', async () => {
    const id = await active()
    await endSubmission(db, id, { reason: 'revoked', note: 'no' }, officer)
    await settleEndings(db)
    for (const changes of [`state = 'receiving'`, `state = 'staged'`, `state = 'active'`]) {
      await expect(set(id, changes)).rejects.toMatchObject({ code: '23514' })
    }
  })
})

describe('what an exchange brings, by SQL', () => {
  async function staged(): Promise<string> {
    const { rows } = await sql<{ id: string }>`
      insert into submission (id, list_id, format, state, kind, submitted_by)
      values (${newId()}, ${listId}, 'ncmec', 'receiving', 'feed', 'exchange')
      returning id`.execute(db)
    const { id } = rows[0]!
    await set(id, `state = 'staged'`)
    return id
  }
  const request = () => {
    const config = { kind: 'ncmec', baseUrl: 'http://127.0.0.1:1', ...NCMEC_LOGIN } as const
    return requestFeed({ db, crypto }, { listId, config, everyMinutes: 60 }, officer)
  }
  const by = (actor: string, name: string) =>
    `state = 'active', activated_by = '${actor}', activator = '${name}'`
  const byColleague = by(colleague.actor, colleague.name)

  it('counts for nobody where nobody has asked for the exchange, or approved it', async () => {
    const id = await staged()
    const unapproved = refused('submission_feed_approved')
    await expect(set(id, byColleague)).rejects.toMatchObject(unapproved)
    await request()
    await expect(set(id, byColleague)).rejects.toMatchObject(unapproved)
  })

  it('counts on the word of who approved the exchange, and of nobody else', async () => {
    const id = await staged()
    await approveFeed(db, await request(), colleague)
    for (const other of [
      by(officer.actor, officer.name),
      by('key:z', colleague.name),
      by(colleague.actor, 'Z'),
    ]) {
      await expect(set(id, other)).rejects.toMatchObject(refused('submission_feed_approved'))
    }
    await set(id, byColleague)
  })

  it('is asked for by one person and approved by another, who stay who they were', async () => {
    const feedId = await request()
    const change = (changes: string) =>
      run(sql`update list_feed set ${sql.raw(changes)} where id = ${feedId}`)
    await expect(change(`requested_by = 'key:z'`)).rejects.toMatchObject(
      refused('list_feed_origin'),
    )
    await expect(change(`requester = ''`)).rejects.toMatchObject(refused('list_feed_origin'))
    await expect(change(`approved_by = 'key:z', approver = ' OFFICER '`)).rejects.toMatchObject(
      refused('list_feed_four_eyes'),
    )
    await approveFeed(db, feedId, colleague)
    await expect(change(`approved_by = 'key:z'`)).rejects.toMatchObject(refused('list_feed_origin'))
    const approvedAtOnce = run(sql`
      insert into list_feed (id, list_id, kind, config_ct, every_minutes, requested_by, approved_by)
      values (${newId()}, ${listId}, 'ncmec', '', 60, 'key:y', 'key:z')`)
    await expect(approvedAtOnce).rejects.toMatchObject(refused('list_feed_four_eyes'))
  })

  it('is read from where its approver was asked about', async () => {
    const feedId = await request()
    await approveFeed(db, feedId, colleague)
    for (const changes of [`config_ct = '\\x00'`, `kind = 'stopncii'`]) {
      const changed = run(sql`update list_feed set ${sql.raw(changes)} where id = ${feedId}`)
      await expect(changed).rejects.toMatchObject(refused('list_feed_origin'))
    }
  })
})

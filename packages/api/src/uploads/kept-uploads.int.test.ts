import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSubmission } from '@nightlight/matcher'
import { runAlone } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, digests, openTestList } from '../fixtures/seed-list.ts'
import { sender } from '../fixtures/send-file.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { openSpool } from './spool.ts'
import { readingLock } from './upload-store.ts'

const MOST = 2
let test: TestApp
beforeAll(async () => {
  test = await createTestApp({ uploads: { mostOfAuthority: MOST } })
})
afterAll(() => test[Symbol.asyncDispose]())

type Kept = { id: string; list: { id: string }; begunBy: string; isYours: boolean; size: number }

/** Somebody who hands in by the API, of an authority. */
async function officer(name: string, authority?: string) {
  const headers = await caller(test, name, 'police', authority)
  const inject = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object) =>
    test.app.inject({ method, url, headers, ...(payload && { payload }) })
  return {
    headers,
    begin: (listId: string, n: number) =>
      inject('POST', `/v1/hash-lists/${listId}/uploads?algorithm=sha256`, {
        size: digests(0, n).length,
        headSha256: n.toString(16).padStart(64, '0'),
      }),
    kept: async (listId: string) => {
      const answer = await inject('GET', `/v1/hash-lists/${listId}/uploads`)
      return [answer.statusCode, answer.json<{ items?: Kept[] }>().items] as const
    },
    look: (id: string) => inject('GET', `/v1/uploads/${id}`),
    drop: (id: string) => inject('DELETE', `/v1/uploads/${id}`),
  }
}
const droppings = async () =>
  (
    await test.db
      .selectFrom('audit_event')
      .select(['actor', 'object_id'])
      .where('action', '=', 'upload-dropped')
      .orderBy('id')
      .execute()
  ).map(({ object_id }) => object_id)

describe('files of an authority that are not whole', () => {
  it('are seen by all of its officers, who throw away what stands in their way', async () => {
    const [first, second] = [await officer('Inge Peeters'), await officer('Jan Maes')]
    const list = await openTestList(test, first.headers)
    const other = await openTestList(test, first.headers)
    const begun = await first.begin(list, 1)
    await first.begin(other, 2)
    const refused = await second.begin(list, 3)
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([
      409,
      'uploads-too-many',
    ])
    const [, items = []] = await second.kept(list)
    expect(items).toMatchObject([
      { list: { id: list }, begunBy: 'Inge Peeters', isYours: false, size: digests(0, 1).length },
      { list: { id: other }, begunBy: 'Inge Peeters', isYours: false },
    ])
    const { id } = begun.json<{ id: string }>()
    // only who began it goes on with it
    expect((await second.look(id)).statusCode).toBe(404)
    expect((await second.drop(id)).statusCode).toBe(204)
    expect(await droppings()).toEqual([id])
    expect((await first.look(id)).statusCode).toBe(404)
    expect((await second.begin(list, 3)).statusCode).toBe(201)
    expect((await second.kept(list))[1]?.map(({ isYours }) => isYours)).toEqual([false, true])
  })

  it('are neither seen nor thrown away by another authority', async () => {
    const [theirs, stranger] = [
      await officer('Officer of one', 'One Police'),
      await officer('Officer of two', 'Two Police'),
    ]
    const list = await openTestList(test, theirs.headers)
    const { id } = (await theirs.begin(list, 4)).json<{ id: string }>()
    expect(await stranger.kept(list)).toEqual([404, undefined])
    expect((await stranger.drop(id)).statusCode).toBe(404)
    const own = await openTestList(test, stranger.headers)
    expect(await stranger.kept(own)).toEqual([200, []])
    expect((await theirs.kept(list))[1]).toMatchObject([{ id, isYours: true }])
  })

  it('that are whole in the folder of another process are thrown away only when nobody reads them', async () => {
    await using own = await mkdtempDisposable(join(tmpdir(), 'nightlight-uploads-'))
    const elsewhere = await openSpool(own.path)
    const inge = await officer('Inge Jacobs', 'Third Police')
    const list = await openTestList(test, inge.headers)
    const { id } = (await inge.begin(list, 6)).json<{ id: string }>()
    const begun = test.db.updateTable('file_upload').where('id', '=', id)
    const { submissionId } = await openSubmission(
      { db: test.db, crypto: test.crypto },
      list,
      { kind: 'addition', officer: null, legalBasis: 'test', expiresAt: null, categories: null },
      { actor: 'key:x', name: 'X' },
    )
    await begun
      .set({
        spool: elsewhere.id,
        state: 'reading',
        received: sql`size`,
        submission_id: submissionId,
        file_sha256: Buffer.alloc(32),
        changed_at: new Date(),
      })
      .execute()
    const refused = async (named = id) => {
      const answer = await inge.drop(named)
      return [answer.statusCode, answer.json<{ code: string }>().code]
    }
    // the other one waits for its turn
    expect(await refused()).toEqual([409, 'upload-being-read'])
    await begun.set({ changed_at: new Date(Date.now() - 2 * 86_400_000) }).execute()
    await runAlone(test.db, readingLock(id), async () => {
      for (const named of [id, id.toUpperCase()]) {
        expect(await refused(named)).toEqual([409, 'upload-being-read'])
      }
    })
    expect((await inge.drop(id)).statusCode).toBe(204)
  })

  it('stand on the pages of a list with whose they are, and go by a button', async () => {
    const inge = await sender(test, await test.sessionOf('police', 'Inge Claes'))
    const jan = await sender(test, await test.sessionOf('police', 'Jan Claes'))
    await test.db.deleteFrom('file_upload').execute()
    const list = await openTestList(test, await caller(test, 'Opener'))
    const begin = (by: typeof inge, n: number) =>
      by.post(`/console/hash-lists/${list}/uploads`, {
        size: String(digests(0, n).length),
        headSha256: n.toString(16).padStart(64, '0'),
        kind: 'addition',
      })
    const { id } = (await begin(inge, 5)).json<{ id: string }>()
    for (const path of [`/console/hash-lists/${list}`, `/console/hash-lists/${list}/hand-in`]) {
      const { body } = await jan.get(path)
      expect(body).toContain('Inge Claes')
      expect(body).toContain(`/console/uploads/${id}/drop`)
    }
    const analyst = await sender(test, await test.sessionOf('analyst'))
    expect((await analyst.get(`/console/hash-lists/${list}`)).body).not.toContain('Inge Claes')
    const dropped = await jan.post(`/console/uploads/${id}/drop`)
    expect(dropped.headers.location).toBe(`/console/hash-lists/${list}/hand-in?done=dropped`)
    expect((await jan.get(`/console/hash-lists/${list}`)).body).not.toContain('Inge Claes')
  })
})

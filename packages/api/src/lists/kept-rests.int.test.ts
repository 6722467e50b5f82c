import { createLog } from '@nightlight/runtime'
import { expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
import { createTestApp } from '../fixtures/test-app.ts'
import { createKeptRests } from './kept-rests.ts'

it('counts what rests on a list once for a while, and of an entry for whoever asks', async () => {
  await using test = await createTestApp()
  const { listId, entryId } = await seedCase(test)
  let ms = Date.now()
  const deps = { db: test.db, now: () => new Date(ms), log: createLog('test', { level: 'silent' }) }
  const restsOn = createKeptRests({ ...deps, countsFreshMs: 60_000 })
  const list = () => restsOn({ kind: 'list', id: listId })
  const first = await list()
  expect(first.matches).toMatchObject({ all: 1, undecided: 1 })
  const other = await seedCase(test)
  await test.db
    .updateTable('match')
    .set({ entry_id: entryId, list_id: listId })
    .where('id', '=', other.matchId)
    .execute()
  expect(await list()).toEqual(first)
  expect((await restsOn({ kind: 'entry', id: entryId })).matches.all).toBe(2)
  ms += 3_600_000
  const later = await list()
  expect([later.matches.all, later.asOf]).toEqual([2, new Date(ms)])
})

import { connect, createFieldCrypto, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { colleague, officer } from '../fixtures/imported.ts'
import { bytesOf, digestOf, listTerms } from '../fixtures/synthetic.ts'
import { importList } from '../import-list.ts'
import { activateSubmission } from './activate-submission.ts'
import { activationMark } from './activation-mark.ts'
import type { CategoryMap } from './check-row.ts'
import { keyOf } from './check-row.ts'
import { openList, openSubmission } from './open-submission.ts'
import { namingOf } from './several-codes.ts'
import { stageBatch } from './stage-batch.ts'
import { submissionOf } from './submission-store.ts'

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

type Line = readonly [picture: number, code: string]

const csv = (lines: readonly Line[]): string =>
  `md5,category\n${lines.map(([n, code]) => `${digestOf('md5', n)},${code}\n`).join('')}`

/** Hands a file in whose codes are mapped later. */
const handIn = (list: string, lines: readonly Line[]) =>
  importList(
    { db, crypto },
    {
      source: { bytes: bytesOf(csv(lines)), format: 'auto' },
      authority: 'Test Police',
      list,
      terms: listTerms(),
      by: officer,
      dryRun: false,
      facts: { mapsLater: true },
    },
  )

async function activate(submissionId: string, map: CategoryMap): Promise<void> {
  await db
    .updateTable('submission')
    .set({ categories: JSON.stringify(map) })
    .where('id', '=', submissionId)
    .execute()
  const submission = await submissionOf(db, submissionId)
  await activateSubmission(db, submissionId, colleague, activationMark(submission, null))
}

/** Class of each picture of a list that counts. */
async function classes(listId: string, pictures: readonly number[]): Promise<string[]> {
  const found: string[] = []
  for (const n of pictures) {
    const { rows } = await sql<{ legal_class: string }>`
      select legal_class from entry_in_force e
       where list_id = ${listId} and exists (
         select from entry_hash h where h.entry_id = e.id
            and h.value_key = ${crypto.blindIndex('hash:md5', digestOf('md5', n))})`.execute(db)
    found.push(...rows.map((row) => row.legal_class))
  }
  return found
}

describe('a picture with several codes', () => {
  it('has the worst class of its own, and not of the whole file', async () => {
    const list = newId()
    const { listId, submissionId } = await handIn(list, [
      [1, 'A'],
      [2, 'B'],
      [2, 'C'],
      [2, 'D'],
      [3, 'B'],
      [3, 'C'],
      [3, 'A'],
    ])
    await activate(submissionId, { A: 'csam', B: 'harmful', C: 'harmful', D: 'harmful' })
    expect(await classes(listId, [1, 2, 3])).toEqual(['csam', 'harmful', 'csam'])
  })

  it('has that also where another submission had it first', async () => {
    const list = newId()
    const first = await handIn(list, [[1, 'B']])
    await activate(first.submissionId, { B: 'harmful' })
    const second = await handIn(list, [
      [1, 'C'],
      [1, 'D'],
      [2, 'A'],
    ])
    await activate(second.submissionId, { A: 'csam', C: 'harmful', D: 'harmful' })
    expect(await classes(first.listId, [1, 2])).toEqual(['harmful', 'csam'])
  })

  it('of which nobody kept the codes is what the worst of the file says', async () => {
    const list = newId()
    const { listId, submissionId } = await handIn(list, [
      [1, 'A'],
      [2, 'B'],
      [2, 'C'],
      [2, 'D'],
    ])
    await db
      .updateTable('entry_source')
      .set({ codes: null })
      .where('submission_id', '=', submissionId)
      .execute()
    await activate(submissionId, { A: 'csam', B: 'harmful', C: 'harmful', D: 'harmful' })
    expect(await classes(listId, [1, 2])).toEqual(['csam', 'csam'])
  })

  it('keeps no more of them than can be mapped', async () => {
    const names = Array.from({ length: 130 }, (_, n) => `code ${n}`)
    const { submissionId } = await handIn(newId(), [
      [1, names[0]!],
      ...names.map((name): Line => [1, name]),
    ])
    const { codes, category } = await db
      .selectFrom('entry_source')
      .select(['codes', 'category'])
      .where('submission_id', '=', submissionId)
      .executeTakeFirstOrThrow()
    expect(category).toBe('*')
    expect(codes?.toSorted()).toEqual([...names.slice(0, 100), 'other'].toSorted())
  })

  it('has the worst class of its own codes, in any order of lines, batches and submissions', async () => {
    const code = fc.constantFrom('A', 'B', 'C', 'D', 'E')
    const batches = fc.array(
      fc.array(fc.tuple(fc.constantFrom(1, 2, 3), code), { minLength: 1, maxLength: 4 }),
      { minLength: 1, maxLength: 3 },
    )
    const file = fc.record({
      batches,
      // whose classes a file brings along already, and what all are in the end
      before: fc.dictionary(code, fc.constantFrom('csam' as const, 'harmful' as const)),
      map: fc.record({
        A: fc.constant('csam' as const),
        B: fc.constantFrom('csam' as const, 'harmful' as const),
        C: fc.constantFrom('csam' as const, 'harmful' as const),
        D: fc.constant('harmful' as const),
        E: fc.constant('harmful' as const),
      }),
      rank: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 3 }), async (files) => {
        const listId = await openList(db, {
          authority: 'Test Police',
          list: newId(),
          terms: listTerms({ legalClass: 'harmful' }),
        })
        const staged = []
        for (const one of files) staged.push({ ...one, id: await stage(listId, one) })
        const said = new Map<number, string>()
        for (const { id, map, batches: all } of staged.toSorted((a, b) => a.rank - b.rank)) {
          await activate(id, map)
          for (const [picture, name] of all.flat()) {
            if (said.get(picture) !== 'csam') said.set(picture, map[name])
          }
          const pictures = [...said.keys()]
          expect(await classes(listId, pictures)).toEqual(pictures.map((n) => said.get(n)))
        }
      }),
      { numRuns: 25 },
    )
  })
})

type File = {
  batches: readonly (readonly (readonly [number, string])[])[]
  before: CategoryMap
}

/** Stages what a file has, in batches as they are given. */
async function stage(listId: string, { batches, before }: File): Promise<string> {
  const facts = { kind: 'addition', officer: null, legalBasis: '', expiresAt: null } as const
  const { submissionId } = await openSubmission(
    { db, crypto },
    listId,
    { ...facts, categories: null, mapsLater: true },
    officer,
  )
  const codes = Object.fromEntries(batches.flat().map(([, name]) => [name, 1]))
  for (const rows of batches) {
    await db.transaction().execute((trx) =>
      stageBatch(
        trx,
        crypto,
        { listId, submissionId, nameOfCode: namingOf(codes, before) },
        rows.map(([picture, category], line) => {
          const value = Buffer.from(digestOf('md5', picture), 'hex')
          const hash = { algorithm: 'md5' as const, value, key: keyOf(crypto, 'md5', value) }
          const legalClass = before[category] === 'csam' ? 'csam' : 'harmful'
          return { line, category, legalClass, reference: null, hashes: [hash] }
        }),
      ),
    )
  }
  await db
    .updateTable('submission')
    .set({ state: 'staged', codes: JSON.stringify(codes), accepted: 1 })
    .where('id', '=', submissionId)
    .execute()
  return submissionId
}

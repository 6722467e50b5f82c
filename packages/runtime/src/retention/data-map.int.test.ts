import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Db } from '../postgres.ts'
import { createTestDatabase } from '../testing.ts'
import { DATA_MAP, STAYS_BECAUSE, type StaysBecause } from './data-map.ts'
import { RETENTION_TASKS, type RetentionTask } from './tasks.ts'

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

const mapped = Object.entries(DATA_MAP).flatMap(([table, kinds]) =>
  Object.values(kinds).flatMap((columns) =>
    columns.split(' ').map((column) => `${table}.${column}`),
  ),
)

/** Columns of tables, parts of a table under its own name alone. */
async function columnsOf(type: 'any' | 'telling'): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname || '.' || a.attname as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and (${type === 'any'} or a.attname like '%\_ct'
        or a.atttypid in ('text'::regtype, 'text[]'::regtype, 'varchar'::regtype, 'json'::regtype, 'jsonb'::regtype,
          'inet'::regtype, 'inet[]'::regtype, 'cidr'::regtype))
    order by 1`.execute(db)
  return rows.map(({ name }) => name)
}

const isTask = (kind: string): kind is RetentionTask => kind in RETENTION_TASKS

const cell = (kinds: readonly (readonly [string, string])[]): string =>
  kinds
    .map(([kind, columns]) => {
      const named = columns.split(' ').map((column) => `\`${column}\``)
      return `${named.join(', ')}: ${isTask(kind) ? RETENTION_TASKS[kind] : kind}`
    })
    .join('; ')

/** The map as people read it. */
function tables(): string {
  const rows = Object.entries(DATA_MAP).map(([table, kinds]) => {
    const all = Object.entries(kinds)
    const [goes, stays] = [
      all.filter(([kind]) => isTask(kind)),
      all.filter(([kind]) => !isTask(kind)),
    ]
    return `| \`${table}\` | ${cell(goes)} | ${cell(stays)} |`
  })
  const reasons = Object.entries(STAYS_BECAUSE).map(([code, words]) => `| ${code} | ${words} |`)
  return [
    '| stays as | because it is |',
    '|---|---|',
    ...reasons,
    '',
    '| table | goes by the rule | stays |',
    '|---|---|---|',
    ...rows,
  ].join('\n')
}

const DOCUMENT = new URL('../../../../docs/retention.md', import.meta.url).pathname
const BEGIN =
  '<!-- data map: written by packages/runtime/src/retention/data-map.int.test.ts with -u -->'

describe('DATA_MAP', () => {
  it('says of every column that is sealed, text, JSON or an address what becomes of it', async () => {
    const missing = (await columnsOf('telling')).filter((name) => !mapped.includes(name))
    expect(missing).toEqual([])
  })

  it('names each column once, and none that is not there', async () => {
    const there = await columnsOf('any')
    expect(mapped.filter((name) => !there.includes(name))).toEqual([])
    expect(mapped.filter((name, n) => mapped.indexOf(name) !== n)).toEqual([])
  })

  it('knows what every task erases, of the table that it is called after', () => {
    for (const task of Object.keys(RETENTION_TASKS) as RetentionTask[]) {
      expect([task, DATA_MAP[task.split('.')[0]!]?.[task]]).toEqual([task, expect.any(String)])
    }
  })

  it('uses every reason', () => {
    const used = new Set(Object.values(DATA_MAP).flatMap((kinds) => Object.keys(kinds)))
    const reasons = Object.keys(STAYS_BECAUSE) as StaysBecause[]
    expect(reasons.filter((reason) => !used.has(reason))).toEqual([])
  })

  it('is what the document shows', async () => {
    const text = await readFile(DOCUMENT, 'utf8')
    const [head, ...rest] = text.split(BEGIN)
    expect(rest).toHaveLength(1)
    await expect(`${head}${BEGIN}\n\n${tables()}\n`).toMatchFileSnapshot(DOCUMENT)
  })
})

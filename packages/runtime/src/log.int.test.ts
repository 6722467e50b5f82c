import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from './crypto.ts'
import { createLog, safeError } from './log.ts'
import { connect, type Db } from './postgres.ts'
import { createTestDatabase } from './testing.ts'

const CANARY = 'https://canary.example/picture.jpg'

let database: { url: string; drop(): Promise<void> }
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url, { max: 1 })
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})

async function logged(query: Promise<unknown>): Promise<{ text: string; error: unknown }> {
  let text = ''
  const log = createLog('test', { destination: { write: (line) => (text += line) } })
  const error = await query.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  log.error({ error: safeError(error) }, 'query')
  log.error({ error }, 'query')
  log.error(error)
  return { text, error }
}

describe('safeError of the database driver', () => {
  it('keeps the value of a unique violation out', async () => {
    const insert = () => db.insertInto('authority').values({ id: newId(), name: CANARY }).execute()
    await insert()
    const { text, error } = await logged(insert())
    expect(JSON.stringify(error)).toContain(CANARY)
    expect(text).not.toContain(CANARY)
    expect(text.match(/23505/g)).toHaveLength(3)
  })

  it('keeps the value of a failed cast out', async () => {
    const { text, error } = await logged(sql`select ${CANARY}::uuid`.execute(db))
    expect(String(error)).toContain(CANARY)
    expect(text).not.toContain(CANARY)
    expect(text.match(/22P02/g)).toHaveLength(3)
  })
})

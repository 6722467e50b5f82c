import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, newId } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MAIN = new URL('../main.ts', import.meta.url).pathname

let dir: string
let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-exchange-'))
  database = await createTestDatabase()
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
  await database.drop()
})

const said = (...args: string[]): Promise<{ out: string; err: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: database.url }
    execFile(
      process.execPath,
      [MAIN, ...args, '--data', dir, '--json'],
      { env },
      (_error, out, err) => resolve({ out, err }),
    )
  })

async function officerOf(authority: string, name: string): Promise<string> {
  const person = ['--role', 'police', '--name', name, '--authority', authority]
  const { out } = await said('keys', 'create', ...person)
  const file = join(dir, `${name}.key`)
  await writeFile(file, (JSON.parse(out) as { key: string }).key)
  return file
}

describe('lists exchange', () => {
  it('is added and approved by officers of the authority whose list it is', async () => {
    const [ann, bob] = [await officerOf('North', 'ann'), await officerOf('North', 'bob')]
    const eve = await officerOf('South', 'eve')
    const db = connect(database.url, { max: 1 })
    const listId = newId()
    const { id: authority_id } = await db
      .selectFrom('authority')
      .select('id')
      .where('name', '=', 'North')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('hash_list')
      .values({
        id: listId,
        authority_id,
        name: 'list',
        legal_class: 'csam',
        purpose: 'notice-and-takedown',
        jurisdictions: ['BE'],
        max_distance: 31,
        opens: 'never',
      })
      .execute()
    await db.destroy()
    const config = join(dir, 'exchange.json')
    const baseUrl = 'http://127.0.0.1:1'
    await writeFile(config, JSON.stringify({ kind: 'ncmec', baseUrl, user: 'u', password: 'p' }))
    const add = (key: string) => said('lists', 'exchange', 'add', listId, config, '--key-file', key)
    expect((await add(eve)).err).toContain('[list-not-found]')
    const { exchange } = JSON.parse((await add(ann)).out) as { exchange: string }
    const approve = (id: string, key: string) =>
      said('lists', 'exchange', 'approve', id, '--key-file', key)
    expect((await approve(exchange, eve)).err).toContain('[list-not-found]')
    expect((await approve(newId(), eve)).err).toContain('[list-not-found]')
    expect((await approve(exchange, ann)).err).toContain('[second-person-needed]')
    expect(JSON.parse((await approve(exchange, bob)).out)).toMatchObject({ state: 'approved' })
    const show = async (key: string) =>
      (await said('lists', 'exchange', 'show', '--key-file', key)).out
    expect(JSON.parse(await show(ann))).toMatchObject({ exchange, isApproved: true })
    expect(await show(eve)).toBe('')
  }, 120_000)
})

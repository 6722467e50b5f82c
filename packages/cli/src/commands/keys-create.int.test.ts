import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MAIN = new URL('../main.ts', import.meta.url).pathname

let dir: string
let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-keys-'))
  database = await createTestDatabase()
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
  await database.drop()
})

const create = (...more: string[]): Promise<{ out: string; err: string }> =>
  new Promise((resolve) => {
    const args = ['keys', 'create', '--name', 'Officer', '--data', dir, '--json', ...more]
    const env = { ...process.env, DATABASE_URL: database.url }
    execFile(process.execPath, [MAIN, ...args], { env }, (_error, out, err) =>
      resolve({ out, err }),
    )
  })

describe('keys create', () => {
  it('binds an officer of the police to an authority, and nobody else', async () => {
    expect((await create('--role', 'police')).err).toContain('[authority-needed]')
    const others = await create('--role', 'analyst', '--authority', 'North Police')
    expect(others.err).toContain('[authority-for-police-only]')
    const { out } = await create('--role', 'police', '--authority', 'North Police')
    expect(JSON.parse(out)).toMatchObject({ role: 'police', authority: 'North Police' })
    const db = connect(database.url, { max: 1 })
    const row = await db
      .selectFrom('api_key')
      .innerJoin('authority', 'authority.id', 'api_key.authority_id')
      .select('authority.name')
      .executeTakeFirst()
    await db.destroy()
    expect(row).toEqual({ name: 'North Police' })
  }, 120_000)

  it('makes no key of a provider that answers for none', async () => {
    expect((await create('--role', 'provider')).err).toMatch(/--provider.*\[provider-missing\]/)
  })
})

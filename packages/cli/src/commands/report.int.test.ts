import { logKeyOf, verifierOf } from '@nightlight/audit'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApiKey, createApp } from '@nightlight/api'
import {
  connect,
  createFieldCrypto,
  createLog,
  createRecordSigner,
  type Db,
} from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDataDirectory, writeServiceFile } from '../data-directory.ts'
import { nightlight } from './testing-command.ts'

const resources = new AsyncDisposableStack()
let db: Db
let dir: string
beforeAll(async () => {
  const database = await createTestDatabase()
  resources.defer(() => database.drop())
  db = connect(database.url)
  resources.defer(() => db.destroy())
  dir = await mkdtemp(join(tmpdir(), 'nightlight-report-command-'))
  resources.defer(() => rm(dir, { recursive: true, force: true }))
  const masterKey = randomBytes(32)
  const crypto = createFieldCrypto(masterKey)
  const app = await createApp({
    db,
    crypto,
    signer: createRecordSigner(masterKey),
    logKey: async (from) => verifierOf(await logKeyOf(from, masterKey)),
    enqueue: async () => undefined,
    now: () => new Date(),
    log: createLog('api', { level: 'silent' }),
    secure: false,
  })
  resources.defer(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const who = { role: 'supervisor', name: 'local', actor: 'test' } as const
  const { key } = await createApiKey(db, crypto, who)
  const service = { url, databaseUrl: database.url, key, pid: process.pid }
  await writeServiceFile(await openDataDirectory(dir), service)
})
afterAll(() => resources.disposeAsync())

const said = (...args: string[]) =>
  nightlight(['report', 'https://host.example/page', ...args, '--data', dir, '--json'])

async function crawlOf(...args: string[]): Promise<unknown> {
  const { reports } = JSON.parse((await said(...args)).out) as { reports: [{ id: string }] }
  const { crawl } = await db
    .selectFrom('report')
    .select('crawl')
    .where('id', '=', reports[0].id)
    .executeTakeFirstOrThrow()
  return crawl
}

it('asks for nothing further by itself', async () => {
  expect(await crawlOf()).toBeNull()
})

it('hands on how far to look', async () => {
  const far = ['--depth', '2', '--pages', '30', '--archives', '--videos', '--render']
  const all = { depth: 2, pages: 30, archives: true, videos: true, render: true }
  expect(await crawlOf(...far)).toEqual(all)
  expect(await crawlOf('--archives')).toEqual({ archives: true })
})

it.each(['x', '-1', '1.5'])('refuses the depth %s', async (depth) => {
  expect((await said('--depth', depth)).err).toContain('[option-invalid]')
})

it('says what the service refuses', async () => {
  expect((await said('--depth', '9')).err).toContain('[body-invalid]')
})

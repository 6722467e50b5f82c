import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, prepareQueue, queueBackend, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DIRECT } from '../testing-notices.ts'
import { listPolicies } from './policy-store.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname

let dir: string
let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nightlight-policy-'))
  database = await createTestDatabase()
  db = connect(database.url)
  await prepareQueue(queueBackend({ DATABASE_URL: database.url }))
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
  await rm(dir, { recursive: true })
})

/** Starts the process with a policy file, and stops it once it is ready. @returns what it logged */
async function started(policy: string): Promise<string> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: database.url, ROUTING_POLICY: policy }
  const child = fork(MAIN, { env: { ...env, FIELD_KEY: '07'.repeat(32) }, silent: true })
  let logged = ''
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (text: Buffer) => (logged += text.toString()))
  }
  await Promise.race([once(child, 'message'), once(child, 'exit')])
  child.kill('SIGTERM')
  if (child.exitCode === null) await once(child, 'exit')
  return logged
}

describe('the notices process', () => {
  it('begins with the configured policy, and has a changed file wait for a person', async () => {
    const file = join(dir, 'own.json')
    await writeFile(file, JSON.stringify({ ...DIRECT, id: 'first' }))
    expect(await started(file)).toContain('"ready"')
    await writeFile(file, JSON.stringify({ ...DIRECT, id: 'second' }))
    expect(await started(file)).toContain('is not in force')
    expect(await started(file)).not.toContain('is not in force')
    expect((await listPolicies(db)).map(({ name, state }) => [name, state])).toEqual([
      ['second', 'draft'],
      ['first', 'active'],
    ])
  })

  it('does not start on a policy that is none', async () => {
    const file = join(dir, 'wrong.json')
    await writeFile(file, '{}')
    const logged = await started(file)
    expect(logged).toContain('Reading a routing policy')
    expect(logged).not.toContain('"ready"')
  })
})

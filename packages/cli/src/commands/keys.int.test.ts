import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MAIN = new URL('../main.ts', import.meta.url).pathname
/** Each command is a process of its own. */
const LONG = { timeout: 180_000 }

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

const run = (...args: string[]): Promise<{ out: string; err: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: database.url }
    execFile(
      process.execPath,
      [MAIN, ...args, '--data', dir, '--json'],
      { env },
      (_error, out, err) => resolve({ out, err }),
    )
  })
const linesOf = ({ out }: { out: string }) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('keys', () => {
  it('are held to less, listed, replaced and revoked', LONG, async () => {
    const facts = ['--role', 'analyst', '--name', 'tool', '--expires-days', '20']
    const wrong = await run('keys', 'create', ...facts, '--scope', 'list:write')
    expect(wrong.err).toContain('[scope-invalid]')
    const limits = ['--scope', 'report:submit', 'match:read', '--network', '192.0.2.0/24']
    const [made] = linesOf(await run('keys', 'create', ...facts, ...limits))
    const listed = await run('keys', 'list')
    expect(listed.err).toContain('[key-expiring]')
    expect(linesOf(listed)).toMatchObject([
      {
        id: made!['id'],
        state: 'expiring',
        scopes: ['report:submit', 'match:read'],
        networks: ['192.0.2.0/24'],
      },
    ])
    const [next] = linesOf(
      await run('keys', 'replace', String(made!['id']), '--overlap-hours', '1'),
    )
    expect(next!['key']).toMatch(/^nl_live_analyst_/)
    await run('keys', 'revoke', String(next!['id']))
    expect(linesOf(await run('keys', 'list'))).toMatchObject([
      { id: next!['id'], state: 'revoked', rotatedFrom: made!['id'] },
      { id: made!['id'], state: 'expiring' },
    ])
    expect((await run('keys', 'revoke', 'x')).err).toContain('[option-invalid]')
  })
})

describe('signing-keys', () => {
  it('are proposed by one officer and approved by another', LONG, async () => {
    const files: string[] = []
    for (const name of ['Ann', 'Bob']) {
      const officer = ['--role', 'police', '--authority', 'North Police', '--name', name]
      const [made] = linesOf(await run('keys', 'create', ...officer))
      files.push(join(dir, `${name}.key`))
      await writeFile(files.at(-1)!, String(made!['key']))
    }
    const [ann = '', bob = ''] = files
    const { publicKey } = generateKeyPairSync('ed25519')
    await writeFile(join(dir, 'office.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
    const propose = ['propose', join(dir, 'office.pub'), '--name', 'Office', '--key-file', ann]
    const [key] = linesOf(await run('signing-keys', ...propose))
    const id = String(key!['id'])
    const own = await run('signing-keys', 'approve', id, '--key-file', ann)
    expect(own.err).toContain('[second-person-needed]')
    const early = await run('signing-keys', 'require', 'yes', '--key-file', ann)
    expect(early.err).toContain('[signing-key-needed]')
    const approved = await run('signing-keys', 'approve', id, '--key-file', bob)
    expect(linesOf(approved)).toMatchObject([{ state: 'approved', approver: 'Bob' }])
    const required = await run('signing-keys', 'require', 'yes', '--key-file', ann)
    expect(linesOf(required)).toMatchObject([{ required: true }])
    await writeFile(join(dir, 'set.txt'), `${'ab'.repeat(32)}\n`)
    const list = ['--list', 'Drawn', '--authority', 'North Police', '--algorithm', 'sha256']
    const imported = await run('lists', 'import', join(dir, 'set.txt'), ...list)
    expect(imported.err).toContain('[signature-required]')
  })
})

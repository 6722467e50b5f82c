import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { at, keyOf, said: run } = installCommand('--json')
const words = installCommand()
const linesOf = ({ out }: { out: string }) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('keys', () => {
  it('are held to less, listed, replaced and revoked', async () => {
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

describe('keys list', () => {
  it('says in words what the page of keys shows', async () => {
    await words.said('keys', 'create', '--role', 'reporter', '--name', 'Feed')
    const held = ['--scope', 'match:read', '--network', '192.0.2.0/24']
    await words.said('keys', 'create', '--role', 'analyst', '--name', 'Tool', ...held)
    const { out } = await words.said('keys', 'list')
    expect(out).toMatch(
      /name Tool {2}role analyst {2}state active {2}scopes match:read {2}networks 192\.0\.2\.0\/24 {2}ends .* UTC {2}used never/,
    )
    expect(out).toMatch(/name Feed .* scopes everything {2}networks everywhere /)
  })
})

describe('signing-keys', () => {
  it('are proposed by one officer and approved by another', async () => {
    const officer = (name: string) => keyOf(name, 'police', '--authority', 'North Police')
    const [ann, bob] = [await officer('Ann'), await officer('Bob')]
    const { publicKey } = generateKeyPairSync('ed25519')
    await writeFile(at('office.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
    const propose = ['propose', at('office.pub'), '--name', 'Office', '--key-file', ann]
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
    await writeFile(at('set.txt'), `${'ab'.repeat(32)}\n`)
    const list = ['--list', 'Drawn', '--authority', 'North Police', '--algorithm', 'sha256']
    const imported = await run('lists', 'import', at('set.txt'), ...list)
    expect(imported.err).toContain('[signature-required]')
  })
})

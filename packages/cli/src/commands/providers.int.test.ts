import { connect, newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { installCommand, recordsIn } from './testing-command.ts'

const { databaseUrl, keyOf, said } = installCommand('--json')

async function seedProvider(handle: string, name: string): Promise<void> {
  const db = connect(databaseUrl(), { max: 1 })
  const facts = { id: newId(), handle, name, kind: 'host', country: 'NL', language: 'nl' } as const
  await db.insertInto('provider').values(facts).execute()
  await db.destroy()
}

describe('providers', () => {
  it('are listed and shown to who may read them, and changed by a supervisor', async () => {
    const [ana, sue, aud] = [
      await keyOf('ana', 'analyst'),
      await keyOf('sue', 'supervisor'),
      await keyOf('aud', 'auditor'),
    ]
    await seedProvider('network:ONE', 'One Hosting')
    await seedProvider('network:TWO', 'Two Hosting')
    const providers = (key: string, ...args: string[]) =>
      said('providers', ...args, '--key-file', key)

    const listed = recordsIn((await providers(ana, 'list')).out)
    expect(listed.map(({ name }) => name)).toEqual(['One Hosting', 'Two Hosting'])
    expect(recordsIn((await providers(ana, 'list', '--search', 'two')).out)).toHaveLength(1)
    expect((await providers(ana, 'list', '--kind', 'baker')).err).toContain('[option-invalid]')
    expect((await providers(aud, 'list')).err).toContain('[not-allowed]')

    const change = ['--language', 'fr', '--organisation', 'Group', '--asns', 'AS64500,64501']
    expect((await providers(ana, 'set', 'network:ONE', ...change)).err).toBe(
      'Reading a key: the role analyst may not do this (provider:write), the role supervisor may [not-allowed]\n',
    )
    expect(recordsIn((await providers(sue, 'set', 'network:ONE', ...change)).out)).toMatchObject([
      { changed: 'language,organisation,asns' },
    ])
    expect((await providers(sue, 'set', 'network:ONE')).err).toContain('[option-invalid]')
    expect((await providers(sue, 'set', 'nowhere', '--note', 'x')).err).toContain(
      '[provider-not-found]',
    )
    await providers(sue, 'set', 'network:ONE', '--organisation', '')
    expect(recordsIn((await providers(ana, 'show', 'network:ONE')).out)).toMatchObject([
      {
        language: 'fr',
        organisation: null,
        asns: [
          { asn: 64_500, by: 'person' },
          { asn: 64_501, by: 'person' },
        ],
      },
    ])
  })
})

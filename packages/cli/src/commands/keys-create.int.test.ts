import { connect } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { databaseUrl, said } = installCommand('--json')
const create = (...more: string[]) => said('keys', 'create', '--name', 'Officer', ...more)

describe('keys create', () => {
  it('binds an officer of the police to an authority, and nobody else', async () => {
    expect((await create('--role', 'police')).err).toContain('[authority-needed]')
    const others = await create('--role', 'analyst', '--authority', 'North Police')
    expect(others.err).toContain('[authority-for-police-only]')
    const { out } = await create('--role', 'police', '--authority', 'North Police')
    expect(JSON.parse(out)).toMatchObject({ role: 'police', authority: 'North Police' })
    const db = connect(databaseUrl(), { max: 1 })
    const row = await db
      .selectFrom('api_key')
      .innerJoin('authority', 'authority.id', 'api_key.authority_id')
      .select('authority.name')
      .executeTakeFirst()
    await db.destroy()
    expect(row).toEqual({ name: 'North Police' })
  })

  it('makes no key of a provider that answers for none', async () => {
    expect((await create('--role', 'provider')).err).toMatch(/--provider.*\[provider-missing\]/)
  })
})

import { randomBytes } from 'node:crypto'
import { createSignInLink } from '@nightlight/api'
import { connect, createFieldCrypto, type Db } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { said, databaseUrl } = installCommand()
let db: Db
beforeAll(async () => {
  db = connect(databaseUrl(), { max: 2, name: 'people test' })
  await said('keys', 'create', '--role', 'analyst', '--name', 'Ann')
  await said('keys', 'create', '--role', 'auditor', '--name', 'ann')
  const crypto = createFieldCrypto(randomBytes(32))
  const request = { ttlMs: 60_000, baseUrl: 'http://localhost' }
  for (const role of ['analyst', 'supervisor'] as const) {
    await createSignInLink(db, crypto, { ...request, role, name: 'Ann' })
  }
  const by = { actor: 'admin:Ada', name: 'Ada' }
  for (const name of ['Ada', 'Bea']) {
    await createSignInLink(db, crypto, { ...request, role: 'admin', name })
  }
  await db.updateTable('person').set({ state: 'active' }).where('role', '=', 'admin').execute()
  await createSignInLink(db, crypto, { ...request, role: 'supervisor', name: 'Waiting', by })
})
afterAll(() => db?.destroy())

const rows = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
const stateOf = async (name: string, role: string): Promise<unknown> => {
  const all = rows((await said('people', 'list', '--json')).out)
  return all.find((one) => one['name'] === name && one['role'] === role)?.['state']
}

describe('people', () => {
  it('lists every account in words and as records', async () => {
    expect(await stateOf('Ann', 'analyst')).toBe('invited')
    expect((await said('people', 'list')).out).toMatch(
      /supervisor {2}Ann {2}invited.*never signed in/,
    )
  })

  it('agrees to an account that an administrator asked for', async () => {
    expect(await stateOf('Waiting', 'supervisor')).toBe('waits for approval')
    await said('people', 'approve', '--name', 'waiting')
    expect(await stateOf('Waiting', 'supervisor')).toBe('invited')
  })

  it('deactivates every account of a name with its keys, and opens one again', async () => {
    const { out } = await said('people', 'deactivate', '--name', 'ANN', '--json')
    expect(rows(out).map(({ role }) => role)).toEqual(['analyst', 'supervisor'])
    const keys = await db
      .selectFrom('api_key')
      .select('id')
      .where('revoked_at', 'is', null)
      .execute()
    expect(keys).toEqual([])
    const actors = await db
      .selectFrom('audit_event')
      .select('actor')
      .where('action', '=', 'person.deactivated')
      .execute()
    expect(actors).toEqual([{ actor: 'operator' }, { actor: 'operator' }])
    const refused = await said('keys', 'create', '--role', 'analyst', '--name', 'Ann')
    expect(refused.err).toContain('[person-deactivated]')
    await said('people', 'reactivate', '--name', 'Ann', '--role', 'analyst')
    expect([await stateOf('Ann', 'analyst'), await stateOf('Ann', 'supervisor')]).toEqual([
      'invited',
      'deactivated',
    ])
  })

  it('says what it does not know', async () => {
    expect((await said('people', 'sessions', '--name', 'Nobody')).err).toContain(
      '[person-not-found]',
    )
    const wrong = await said('people', 'deactivate', '--name', 'Ann', '--role', 'king')
    expect(wrong.err).toContain('[option-invalid]')
  })
})

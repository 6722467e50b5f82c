import { ROLES } from '@nightlight/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { authenticateKey, createApiKey } from './api-key.ts'
import { authenticateSession, startSession } from './session.ts'
import { createSignInLink } from './sign-in-link.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const now = (): Date => new Date()
const authorityOf = (name: string) =>
  test.db.selectFrom('authority').select('id').where('name', '=', name).executeTakeFirst()

describe('an officer', () => {
  it('acts for the authority of the key, which is made once', async () => {
    const { db, crypto } = test
    const keys = await Promise.all(
      ['One', 'Two'].map((name) =>
        createApiKey(db, crypto, {
          role: 'police',
          name,
          authority: ' North Police ',
          actor: 'test',
        }),
      ),
    )
    const authorityId = (await authorityOf('North Police'))!.id
    for (const { key } of keys) {
      expect(await authenticateKey({ db, crypto, now }, key)).toMatchObject({ authorityId })
    }
  })

  it('acts for the authority of the link in the session that it starts', async () => {
    const { db, crypto } = test
    const request = { role: 'police', name: 'Olga', authority: 'South Police' } as const
    const link = await createSignInLink(db, crypto, {
      ...request,
      ttlMs: 60_000,
      baseUrl: 'http://x',
    })
    const opened = await startSession({ db, crypto, now }, new URL(link).hash.slice(1))
    const token = opened.status === 'started' ? opened.token : ''
    expect((await authenticateSession({ db, crypto, now }, token))?.principal).toEqual({
      actor: 'police:Olga',
      role: 'police',
      providerId: null,
      name: 'Olga',
      authorityId: (await authorityOf('South Police'))!.id,
    })
  })
})

describe('authorityFor', () => {
  const make = (role: (typeof ROLES)[number], authority?: string) => {
    const request = { role, name: 'Someone', authority, actor: 'test' }
    return createApiKey(test.db, test.crypto, request)
  }

  it.each(ROLES)('asks for one of the police alone: %s', async (role) => {
    const isPolice = role === 'police'
    const code = isPolice ? 'authority-needed' : 'authority-for-police-only'
    await expect(make(role, isPolice ? ' ' : 'East Police')).rejects.toMatchObject({
      code,
      detail: { field: 'authority' },
    })
    if (!isPolice) await make(role)
    expect(await authorityOf('East Police')).toBeUndefined()
  })

  it('refuses a name that is none, and then keeps no key', async () => {
    await expect(make('police', 'x'.repeat(81))).rejects.toMatchObject({
      code: 'name-invalid',
      detail: { field: 'authority' },
    })
    const keys = await test.db
      .selectFrom('api_key')
      .select('id')
      .where('role', '=', 'police')
      .execute()
    expect(keys).toHaveLength(2)
  })
})

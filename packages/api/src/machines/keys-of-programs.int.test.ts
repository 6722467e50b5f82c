import type { Role } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { deactivatePerson } from '../identity/people.ts'
import { makeKey, rotateKey } from './keys.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

async function account(role: Role): Promise<string> {
  const id = newId()
  await sql`insert into person (id, role, name, state, requested_by, requester, requested_at, needs_approval)
    values (${id}, ${role}, 'Night feed', 'active', 'operator', 'operator', now(), false)`.execute(
    test.db,
  )
  return id
}

describe('keys of programs that bear the name of somebody who leaves', () => {
  const root = { actor: 'admin:Root One', name: 'Root One' }
  const by = { actor: 'admin:Root One', at: new Date() }
  const keyOf = (role: Role, name: string, provider?: string) =>
    makeKey(test.db, test.crypto, { role, name, provider }, by)
  const isOpen = async ({ id }: { id: string }) =>
    (
      await test.db
        .selectFrom('api_key')
        .select('revoked_at')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
    ).revoked_at === null

  it('end where they are of the same provider, and nowhere else', async () => {
    const [a, b] = [await seedProvider(test), await seedProvider(test)]
    const id = newId()
    await sql`insert into person (id, role, name, provider_id, state, requested_by, requester, requested_at, needs_approval)
      values (${id}, 'provider', 'Abuse desk', ${a}, 'active', 'operator', 'operator', now(), false)`.execute(
      test.db,
    )
    const own = await keyOf('provider', 'abuse DESK', a)
    const others = [await keyOf('provider', 'Abuse desk', b), await keyOf('reporter', 'Abuse desk')]
    await deactivatePerson(test.db, id, root, new Date())
    expect(await isOpen(own)).toBe(false)
    expect(await Promise.all(others.map(isOpen))).toEqual([true, true])
    // and they go on to be replaced
    await rotateKey(test.db, test.crypto, { id: others[0]!.id }, by)
    await expect(keyOf('provider', 'Abuse desk', a)).rejects.toMatchObject({
      code: 'person-deactivated',
    })
  })

  it('stay where a person of the hotline leaves, but for a reporter that is an account', async () => {
    const provider = await seedProvider(test)
    const analyst = await account('analyst')
    const keys = [
      await keyOf('provider', 'Night feed', provider),
      await keyOf('reporter', 'Night feed'),
    ]
    await deactivatePerson(test.db, analyst, root, new Date())
    expect(await Promise.all(keys.map(isOpen))).toEqual([true, true])
    const reporter = await account('reporter')
    await deactivatePerson(test.db, reporter, root, new Date())
    expect(await Promise.all(keys.map(isOpen))).toEqual([true, false])
  })
})

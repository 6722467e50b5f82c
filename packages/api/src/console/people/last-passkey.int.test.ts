import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { enrolled, ORIGIN } from '../../fixtures/console-visitor.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp({ secure: true, identity: { publicUrl: ORIGIN } })
})
afterAll(() => test[Symbol.asyncDispose]())

it('stays beside one that is not taken, and the code stays beside none that is', async () => {
  const person = await enrolled(test, { role: 'analyst', name: 'One Good' })
  const passkeys = test.db
    .selectFrom('credential')
    .innerJoin('person', 'person.id', 'credential.person_id')
    .where('person.name', '=', 'One Good')
  const good = await passkeys.selectAll('credential').executeTakeFirstOrThrow()
  const suspect = { suspect_at: new Date() }
  const bad = { ...good, ...suspect, id: newId(), credential_id: 'copied' }
  await test.db.insertInto('credential').values(bad).execute()
  const done = async (url: string) =>
    (await person.send(`/console/account/${url}`)).headers.location?.split('=')[1]
  const remove = (id: string) => done(`passkeys/${id}/remove`)
  expect(await remove(good.id)).toBe('last-passkey')
  expect(await done('code/remove')).toBe('code-removed')
  expect(await remove(bad.id)).toBe('removed')
  expect(await passkeys.select('credential.id').execute()).toEqual([{ id: good.id }])
  await test.db.updateTable('credential').set(suspect).where('id', '=', good.id).execute()
  expect(await done('code/remove')).toBe('last-passkey')
})

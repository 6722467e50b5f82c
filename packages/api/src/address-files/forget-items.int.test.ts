import { afterAll, beforeAll, expect, it } from 'vitest'
import { seedAgreed, seedConsent } from '../fixtures/seed-address-file.ts'
import { seedItem } from '../fixtures/seed-portal.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { withdrawConsent } from './address-consents.ts'
import { askForAddresses } from './address-requests.ts'
import { forgetItems } from './forget-items.ts'

const HOUR_MS = 3_600_000

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

it('items of a request are kept until it is over and no longer, also where nobody can ask again', async () => {
  const { db } = test
  const providerId = await seedProvider(test, { name: 'Own Hosting' })
  await seedItem(test, providerId, 40)
  for (const name of ['Pia', 'Pete']) await test.sessionOf('provider', name, providerId)
  const id = await seedConsent(test, providerId)
  const pia = { actor: 'provider:Pia', name: 'Pia', at: new Date() }
  const chosen = { providerId, legalClass: null, olderThanHours: null, most: 100 }
  const waits = await db.transaction().execute((trx) => askForAddresses(trx, chosen, pia))
  const agreed = await seedAgreed(test, providerId, { asker: 'Pia', agreer: 'Pete' })

  const forget = (ms = 0) => forgetItems(db, new Date(Date.now() + ms))
  const keeping = async () => {
    const rows = await db.selectFrom('address_request').select(['id', 'item_ids']).execute()
    return rows.filter((row) => row.item_ids.length > 0).map((row) => row.id)
  }
  expect([await forget(), new Set(await keeping())]).toEqual([0, new Set([waits, agreed])])
  expect([await forget(2 * HOUR_MS), await keeping()]).toEqual([1, [waits]])
  await db.transaction().execute(async (trx) => {
    const sue = { actor: 'supervisor:Sue Maes', name: 'Sue Maes', at: new Date() }
    await withdrawConsent(trx, { providerId, id }, sue)
    // whoever withdraws a consent is not waited for
    expect(await forget()).toBe(0)
  })
  await db.transaction().execute(async (trx) => {
    await trx.selectFrom('address_request').select('id').forUpdate().execute()
    // nor is whoever takes a file
    expect(await forget()).toBe(0)
  })
  const again = db.transaction().execute((trx) => askForAddresses(trx, chosen, pia))
  await expect(again).rejects.toMatchObject({ code: 'address-consent-missing' })
  expect([await forget(), await keeping()]).toEqual([1, []])
})

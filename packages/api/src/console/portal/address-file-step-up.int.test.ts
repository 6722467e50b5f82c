import { expect, it } from 'vitest'
import { createVisitor, ORIGIN } from '../../fixtures/console-visitor.ts'
import { seedConsent } from '../../fixtures/seed-address-file.ts'
import { linkOfProvider, seedItem } from '../../fixtures/seed-portal.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp } from '../../fixtures/test-app.ts'

const ASK = '/portal/address-requests'

it('whoever agrees to a file with exact addresses and whoever takes it shows again who they are', async () => {
  await using strict = await createTestApp({ secure: true, identity: { publicUrl: ORIGIN } })
  const provider = await seedProvider(strict, { name: 'Strict Hosting' })
  await seedItem(strict, provider, 40)
  await seedConsent(strict, provider)
  const enrol = async (name: string) => {
    const visitor = createVisitor(strict)
    await visitor.follow(await linkOfProvider(strict, provider, ORIGIN, name))
    expect((await visitor.enrol()).statusCode).toBe(200)
    return visitor
  }
  const [anna, ben] = [await enrol('Anna'), await enrol('Ben')]
  strict.pass(6 * 60_000)
  expect((await anna.send(ASK, { most: '100' })).statusCode).toBe(303)
  const { id } = await strict.db
    .selectFrom('address_request')
    .select('id')
    .executeTakeFirstOrThrow()
  const isAsked = ({ statusCode, body }: { statusCode: number; body: string }) =>
    statusCode === 403 && body.includes('data-passkey="step-up"')
  expect(isAsked(await ben.send(`${ASK}/${id}/agree`))).toBe(true)
  expect((await ben.stepUp()).statusCode).toBe(200)
  expect((await ben.send(`${ASK}/${id}/agree`)).statusCode).toBe(303)
  expect(isAsked(await anna.send(`${ASK}/${id}/file`))).toBe(true)
  await anna.stepUp()
  const { headers } = await anna.send(`${ASK}/${id}/file`)
  expect(headers['content-disposition']).toContain('items.csv')
})

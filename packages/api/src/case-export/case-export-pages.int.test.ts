import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedCase } from '../fixtures/seed-case.ts'
import { seedTakedown } from '../fixtures/seed-takedown.ts'
import { createTestApp, FORM, formTokenIn, type TestApp } from '../fixtures/test-app.ts'
import { signLog, unzip } from './testing-verifier.ts'

/** A public key, made for this test; nobody has kept the private one. */
const PUBLIC_KEY = `-----BEGIN PGP PUBLIC KEY BLOCK-----

xjMEaVW5ABYJKwYBBAHaRw8BAQdAxoPCkt39ESg2+i8ts1O96xmO24lBsJqM
eZ5yUJQ8lgzNBlBvbGljZcLAEwQTFgoAhQWCaVW5AAMLCQcJECETVomO7HZE
RRQAAAAAABwAIHNhbHRAbm90YXRpb25zLm9wZW5wZ3Bqcy5vcmfprXk/UhQF
oTc9hQDeC9rbYMN0Wp7K1DVH3CmsRzSAqAUVCggODAQWAAIBAhkBApsDAh4B
FiEEX6O6estv25JwmjHQIRNWiY7sdkQAAFmRAP90lNRWm41ebHeWcxZOiB+m
wtoShttaHYFtqcC1z8Aw/gD+OEy+UtaL6oiRd5l4ZPL0OwdaDcelt+fkljxg
dcYfLwHOOARpVbkAEgorBgEEAZdVAQUBAQdABzUnJBmy9kwiZ5KDaVjKI16H
yoaN5TGi+/b4swOmJGgDAQgHwr4EGBYKAHAFgmlVuQAJECETVomO7HZERRQA
AAAAABwAIHNhbHRAbm90YXRpb25zLm9wZW5wZ3Bqcy5vcmfG/2FnQXdi+Xpt
x2CXGh8bIiFELTYpvrIFZY+AQWs0TAKbDBYhBF+junrLb9uScJox0CETVomO
7HZEAADRSwD/SYWpqLPrrBwqV6xTE1/AVSZtAGgmXThT++oknHS5WvcBAO7J
13JxSjtR9yIKsz+NqSHjOp4VWFjkVK/ljQT+ts4E
=3mPn
-----END PGP PUBLIC KEY BLOCK-----
`

let test: TestApp
let path: string
let police: string
beforeAll(async () => {
  test = await createTestApp()
  const { takedownId } = await seedTakedown(test, await seedCase(test))
  path = `/console/takedowns/${takedownId}`
  police = newId()
  await test.db
    .insertInto('provider')
    .values({
      id: police,
      handle: 'test:police',
      kind: 'police',
      name: 'City Police',
      language: 'nl',
    })
    .execute()
  await test.db
    .insertInto('provider_key')
    .values({
      id: newId(),
      provider_id: police,
      kind: 'openpgp',
      material: PUBLIC_KEY,
      fingerprint: 'test',
      valid_from: new Date('2026-01-01T00:00:00Z'),
      added_by: 'test',
      adder: 'Test',
    })
    .execute()
  await test.db
    .updateTable('provider_key')
    .set({ approved_by: 'other', approver: 'Other', approved_at: new Date() })
    .execute()
})
afterAll(() => test[Symbol.asyncDispose]())

async function send(fields: Record<string, string>) {
  const cookie = await test.sessionOf('supervisor')
  const page = await test.app.inject({ url: path, headers: { cookie } })
  const form = formTokenIn(page.body)
  const all = { form, reason: 'court-order', legalBasis: 'Art. 18', recipientId: '', ...fields }
  const payload = new URLSearchParams(all).toString()
  const headers = { ...FORM, cookie }
  return test.app.inject({ method: 'POST', url: `${path}/exports`, headers, payload })
}

describe('the export of a case in the console', () => {
  it('cannot be had while nothing of the log is signed', async () => {
    const answer = await send({})
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toContain('no signed head')
    await signLog(test)
  })

  it('is offered to supervisors alone, with the police that are known', async () => {
    const shown = async (role: 'analyst' | 'supervisor') =>
      (await test.app.inject({ url: path, headers: { cookie: await test.sessionOf(role) } })).body
    expect(await shown('supervisor')).toContain('City Police')
    expect(await shown('analyst')).not.toContain(`${path}/exports`)
  })

  it('is a file that is kept and that nothing else reads', async () => {
    const { headers, rawPayload } = await send({})
    expect(headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': expect.stringMatching(/^attachment; filename="case-[\da-f-]+\.zip"$/),
      'cache-control': 'no-store',
    })
    expect(unzip(rawPayload).size).toBe(10)
  })

  it('is encrypted for police who have a key', async () => {
    const { headers, rawPayload } = await send({ recipientId: police })
    expect(headers['content-type']).toBe('application/pgp-encrypted')
    expect(headers['content-disposition']).toContain('.zip.pgp"')
    expect(rawPayload.includes('manifest.json')).toBe(false)
    expect(rawPayload.length).toBeGreaterThan(20_000)
  })

  it('takes no form of another session, and none without a ground or a reason', async () => {
    expect((await send({ form: 'x' })).statusCode).toBe(403)
    expect((await send({ legalBasis: '' })).statusCode).toBe(400)
    expect((await send({ reason: '' })).statusCode).toBe(400)
    const cookie = await test.sessionOf('supervisor')
    const { body } = await test.app.inject({ url: path, headers: { cookie } })
    const form = body.split('<form').find((one) => one.includes(`${path}/exports"`))
    expect(form).toMatch(/<select name="reason" required>\s*<option value="">Choose a reason</)
    expect(form).not.toMatch(/<option[^>]* selected/)
  })
})

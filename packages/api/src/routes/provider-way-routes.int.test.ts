import { readFile } from 'node:fs/promises'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedProvider } from '../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
let ada: string
let ben: string
let adaAgain: string
beforeAll(async () => {
  test = await createTestApp()
  ada = await test.newKey({ role: 'admin', name: 'Ada' })
  ben = await test.newKey({ role: 'admin', name: 'Ben' })
  adaAgain = await test.newKey({ role: 'admin', name: ' ADA' })
})
afterAll(() => test[Symbol.asyncDispose]())

const SECRET = `whsec_${'A'.repeat(43)}=`
const hook = {
  kind: 'webhook',
  configuration: { url: 'https://host.example/in/t0ken', secrets: [SECRET] },
}

const ask = (
  key: string,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  payload?: object,
  idempotencyKey = newId(),
) =>
  test.app.inject({
    method,
    url: `/v1/providers${url}`,
    ...(payload && { payload }),
    headers: {
      authorization: `Bearer ${key}`,
      ...(method === 'POST' && { 'idempotency-key': idempotencyKey }),
    },
  })

const statesOf = async (id: string): Promise<string[]> =>
  (await ask(ada, 'GET', `/${id}/channels`)).json().items.map((one: { state: string }) => one.state)

describe('channels of a provider', () => {
  it('are proposed by one person, approved by another, and ended', async () => {
    const id = await seedProvider(test)
    const first = newId()
    const proposed = await ask(ada, 'POST', `/${id}/channels`, hook, first)
    expect(proposed.statusCode).toBe(201)
    expect((await ask(ada, 'POST', `/${id}/channels`, hook, first)).json()).toEqual(proposed.json())
    expect(await statesOf(id)).toEqual(['proposed'])
    const shown = (await ask(ben, 'GET', `/${id}/channels`)).json().items[0]
    expect(shown).toMatchObject({ server: 'host.example', addedAt: expect.any(String) })
    const url = `/${id}/channels/${proposed.json().id}`
    for (const key of [ada, adaAgain]) {
      expect((await ask(key, 'POST', `${url}/approve`)).json()).toMatchObject({
        status: 403,
        code: 'second-person-needed',
      })
    }
    expect((await ask(ben, 'POST', `${url}/approve`)).json().state).toBe('active')
    expect((await ask(ben, 'POST', `${url}/approve`)).json().code).toBe('channel-not-proposed')
    expect((await ask(ada, 'DELETE', url)).statusCode).toBe(204)
    expect((await ask(ada, 'DELETE', url)).json().code).toBe('channel-not-found')
    expect(await statesOf(id)).toEqual(['disabled'])
    const listed = await ask(ada, 'GET', `/${id}/channels`)
    expect(listed.body).not.toMatch(/whsec_|t0ken/)
    expect(proposed.body + test.logged()).not.toMatch(/whsec_|host\.example/)
  })

  it('are reached below their own provider only', async () => {
    const [one, other] = [await seedProvider(test), await seedProvider(test)]
    const { id } = (await ask(ada, 'POST', `/${one}/channels`, hook)).json()
    const approved = await ask(ben, 'POST', `/${other}/channels/${id}/approve`)
    expect(approved.json()).toMatchObject({ status: 404, code: 'channel-not-found' })
    expect((await ask(ben, 'DELETE', `/${other}/channels/${id}`)).statusCode).toBe(404)
    expect(await statesOf(one)).toEqual(['proposed'])
    expect((await ask(ada, 'POST', `/${newId()}/channels`, hook)).json().code).toBe(
      'provider-not-found',
    )
  })

  it.each([
    [{ ...hook, configuration: { url: 'https://host.example/in' } }, 'channel-settings-invalid'],
    [{ ...hook, configuration: { ...hook.configuration, more: 1 } }, 'channel-settings-invalid'],
    [{ ...hook, kind: 'pigeon' }, 'body-invalid'],
    [{ ...hook, rank: 1001 }, 'body-invalid'],
  ])('refuse what cannot be used, without repeating it', async (body, code) => {
    const answer = await ask(ada, 'POST', `/${await seedProvider(test)}/channels`, body)
    expect(answer.json()).toMatchObject({ status: 400, code })
    expect(answer.body).not.toMatch(/whsec_|host\.example/)
  })
})

describe('keys of a provider', () => {
  it('are proposed with their fingerprint, approved by another person by it, and revoked', async () => {
    const id = await seedProvider(test)
    const sample = new URL('../../../cli/fixtures/sample-desk.pem', import.meta.url)
    const material = await readFile(sample, 'utf8')
    const added = await ask(ada, 'POST', `/${id}/keys`, { material })
    expect(added.json()).toEqual({
      kind: 'smime',
      fingerprint: expect.stringMatching(/^[0-9a-f]{40,64}$/),
      state: 'proposed',
    })
    const url = `/${id}/keys/${added.json().fingerprint.toUpperCase()}`
    const kept = async () => (await ask(ben, 'GET', `/${id}`)).json().keys
    expect(await kept()).toMatchObject([{ state: 'proposed', approvedBy: null }])
    for (const key of [ada, adaAgain]) {
      expect((await ask(key, 'POST', `${url}/approve`)).json()).toMatchObject({
        status: 403,
        code: 'second-person-needed',
      })
    }
    const elsewhere = url.replace(id, await seedProvider(test))
    const settled = { status: 409, code: 'provider-key-not-proposed' }
    expect((await ask(ben, 'POST', `${elsewhere}/approve`)).json()).toMatchObject(settled)
    expect((await ask(ben, 'POST', `${url}/approve`)).json()).toEqual({
      fingerprint: added.json().fingerprint,
      state: 'active',
    })
    expect(await kept()).toMatchObject([{ state: 'active' }])
    expect((await ask(ben, 'POST', `${url}/approve`)).json()).toMatchObject(settled)
    expect((await ask(ada, 'DELETE', url)).statusCode).toBe(204)
    expect((await ask(ada, 'DELETE', url)).json().code).toBe('provider-key-not-found')
  })

  it('are refused where no mail can be encrypted to them', async () => {
    const id = await seedProvider(test)
    for (const material of ['nothing', `-----BEGIN PGP ${'x'.repeat(100)}`]) {
      const answer = await ask(ada, 'POST', `/${id}/keys`, { material })
      expect(answer.json()).toMatchObject({ status: 400, code: 'recipient-key-unreadable' })
    }
  })
})

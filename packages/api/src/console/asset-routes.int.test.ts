import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

const get = (accepted?: string) =>
  test.app.inject({
    url: '/assets/console.css',
    headers: accepted === undefined ? {} : { 'accept-encoding': accepted },
  })

it('packs a file for whoever can unpack it, and nobody else', async () => {
  const plain = await get()
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.body).toContain('--accent')
  for (const accepted of ['gzip', 'br, gzip;q=0.5', 'gzip, deflate, br, zstd']) {
    const packed = await get(accepted)
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' })
    expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body)
    expect(packed.rawPayload.length).toBeLessThan(plain.body.length / 3)
  }
  for (const refused of ['gzip;q=0', 'br', 'gzip; q=0.000, br', 'identity']) {
    expect((await get(refused)).headers['content-encoding'], refused).toBeUndefined()
  }
})

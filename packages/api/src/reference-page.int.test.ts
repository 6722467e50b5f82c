import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'
import { referencePage } from './reference-page.ts'
import { render } from './console/html.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test[Symbol.asyncDispose]())

describe('GET /reference', () => {
  it('has every operation of the description, and nothing from elsewhere', async () => {
    const page = await test.app.inject({ url: '/reference' })
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.headers['content-security-policy']).not.toContain('script-src')
    const { paths } = (await test.app.inject({ url: '/openapi.json' })).json<{
      paths: Record<string, Record<string, { summary: string }>>
    }>()
    const names = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `<h2>${method.toUpperCase()} ${path}</h2>`),
    )
    expect(names.length).toBeGreaterThan(50)
    for (const name of names) expect(page.body).toContain(name)
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect(page.body).not.toContain('<script')
  })
})

describe('referencePage', () => {
  it('escapes what the description says', () => {
    const page = render(referencePage({ paths: { '/x': { get: { summary: '<b>"one"</b>' } } } }))
    expect(page).toContain('&lt;b&gt;')
    expect(page).not.toContain('<b>')
  })
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedItem, type SeededItem } from '../../fixtures/seed-portal.ts'
import { seedProvider } from '../../fixtures/seed-provider.ts'
import { createTestApp, type TestApp } from '../../fixtures/test-app.ts'

let test: TestApp
let item: SeededItem
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  const own = await seedProvider(test, { name: 'Own Hosting' })
  item = await seedItem(test, own, 30)
  cookie = await test.sessionOf('provider', 'Desk', own)
})
afterAll(() => test[Symbol.asyncDispose]())

const CONTROL = /<(?:input|select|textarea)\b[^>]*>/g
const attribute = (tag: string, name: string): string | null =>
  new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? null

/** What a browser of text writes: words alone, with what is chosen and ticked in brackets. */
const asText = (page: string): string =>
  page
    .replaceAll(/<(script|style|svg|head)\b[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<input\b[^>]*type="checkbox"[^>]*>/g, '[ ]')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')

/** Controls that nothing names: neither a label around them or for them, nor a name of their own. */
function unnamedIn(page: string): string[] {
  const inLabels = [...page.matchAll(/<label\b[\s\S]*?<\/label>/g)].flatMap(
    ([label]) => label.match(CONTROL) ?? [],
  )
  return (page.match(CONTROL) ?? []).filter((tag) => {
    const id = attribute(tag, 'id')
    const isNamed =
      attribute(tag, 'type') === 'hidden' ||
      attribute(tag, 'aria-label') !== null ||
      inLabels.includes(tag) ||
      (id !== null && page.includes(`<label for="${id}">`))
    return !isNamed
  })
}

describe('each page of the portal', () => {
  it.each([
    ['/portal?state=all', ['To answer', '[ ]', 'told', 'Check the answer']],
    ['/portal/notices/ID', ['Please act before', 'Show the addresses', '[ ]']],
    [
      '/portal/files',
      ['Check the file', 'Items to answer, with exact addresses', 'Ask the hotline'],
    ],
    ['/portal/ways', ['Send a test mail', 'Propose', 'counts']],
    [
      '/portal/response-times',
      [
        'Not seen gone yet',
        'From our notice to your first answer',
        'Share within 24 hours',
        'As of',
      ],
    ],
  ])('says all in words, and names each of its fields: %s', async (path, words) => {
    const url = path.replace('ID', item.noticeId)
    const { body, statusCode } = await test.app.inject({ url, headers: { cookie } })
    expect(statusCode).toBe(200)
    expect(unnamedIn(body)).toEqual([])
    const text = asText(body)
    for (const word of words) expect(text.toLowerCase()).toContain(word.toLowerCase())
    // Every form has a button, so that it can be sent without a script.
    for (const [form] of body.matchAll(/<form\b[\s\S]*?<\/form>/g))
      expect(form).toMatch(/<button\b/)
  })

  it.each(['en', 'fr', 'nl', 'de'])(
    'names clocks in small print alone, and calls open what waits for an answer: %s',
    async (lang) => {
      const url = `/portal/response-times?lang=${lang}`
      const { body } = await test.app.inject({ url, headers: { cookie } })
      const large = body.replaceAll(/<p class="fine">[^]*?<\/p>/g, '')
      expect(body).toContain('(T9)')
      expect(large).not.toMatch(/\bT\d\b/)
      expect(large).not.toMatch(/>\s*(?:Open|Ouverts|Offen)\s*</)
    },
  )
})

import { LANGUAGES } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { composeNotice } from './notice.ts'
import { composeRetraction } from './retraction.ts'
import { aSender, anItem, aNotice, flat } from './testing-items.ts'
import { URL_POLICIES, type UrlPolicy } from './url-policy.ts'

const URL_ = 'https://media7.sub9.site.example/a/b.jpg'
const items = [
  anItem({ url: URL_ }),
  anItem({ reference: 'R-2', url: 'https://img9.site.example/c?x=1' }),
]
const notice = (urls: UrlPolicy, over = {}) => composeNotice(aNotice({ items, urls, ...over }))

describe('a URL policy', () => {
  it.each([
    ['clear-text', true, 2],
    ['machine-part', false, 2],
    ['encrypted', false, 2],
    ['reply-page', false, 0],
  ] as const)('of %s has exact addresses in the text: %s, reports: %i', (urls, inText, reports) => {
    const { text, xarf } = notice(urls)
    expect(text.includes(URL_)).toBe(inText)
    expect(xarf).toHaveLength(reports)
  })

  it.each(URL_POLICIES)('of %s writes no address into the subject', (urls) => {
    expect(notice(urls).subject).not.toMatch(/site|http/)
  })

  it.each(LANGUAGES)(
    'of reply-page has in %s count, reference, domain and place alone',
    (language) => {
      const { text } = notice('reply-page', { language })
      const said = flat(text)
      expect(said).toContain('site[.]example')
      expect(said).toContain('R-1')
      expect(said).toContain('R-2')
      expect(said).toMatch(/\b2 (?:exact|adresses|exacte|genauen)/)
      expect(said).toContain('https://portal.hotline.example/r/abc')
      for (const part of ['media7', 'sub9', 'img9', '/a/b', 'c?x', 'gallery', 'page[.]', 'hxxp']) {
        expect(said).not.toContain(part)
      }
    },
  )

  it('of reply-page names an address of the network as itself, and no port or path', () => {
    const byAddress = [anItem({ url: 'http://192.0.2.9:8080/a' })]
    const { text } = notice('reply-page', { items: byAddress })
    expect(text).toContain('Domain: 192[.]0[.]2[.]9\n')
  })

  it('of reply-page is refused without a reply page', () => {
    expect(() => notice('reply-page', { sender: aSender({ replyUrl: null }) })).toThrow(
      expect.objectContaining({ code: 'reply-page-missing' }),
    )
  })

  it.each([
    ['clear-text', true],
    ['machine-part', false],
    ['encrypted', false],
    ['reply-page', false],
  ] as const)('of %s holds for a retraction too', (urls, inText) => {
    const { text } = composeRetraction({
      to: 'provider',
      reference: 'NL-2',
      retracts: { reference: 'NL-1', sentAt: new Date('2026-05-01T10:00:00Z') },
      language: 'en',
      provider: { name: 'Example Hosting' },
      items: [{ url: URL_, pageUrl: 'https://www.site.example/p', references: ['NL-1-1'] }],
      sender: aSender(),
      urls,
    })
    expect(text.includes(URL_)).toBe(inText)
    expect(text.includes('media7')).toBe(urls !== 'reply-page')
    expect(text).toContain('NL-1-1')
  })
})

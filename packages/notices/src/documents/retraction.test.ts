import { LANGUAGES, type Language } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { composeRetraction, type RetractedItem, type RetractionInput } from './retraction.ts'

const TO = ['provider', 'police'] as const
const EVERY = LANGUAGES.flatMap((language) => TO.map((to) => [to, language] as const))

const item = (over: Partial<RetractedItem> = {}): RetractedItem => ({
  url: 'https://files.example/a/b.jpg',
  pageUrl: 'https://www.page.example/gallery',
  references: ['NL-2026-12-2'],
  ...over,
})

const input = (over: Partial<RetractionInput> = {}): RetractionInput => ({
  to: 'provider',
  reference: 'NL-2026-12-R1',
  retracts: { reference: 'NL-2026-12', sentAt: new Date('2026-05-04T12:00:00Z') },
  language: 'en',
  provider: { name: 'Example Hosting' },
  items: [item()],
  sender: {
    organisation: 'Example Hotline',
    mailbox: 'notices@hotline.example',
    domain: 'hotline.example',
    replyUrl: 'https://portal.hotline.example/r/abc',
  },
  urls: 'machine-part',
  ...over,
})

/** The text with its line breaks taken back, so that a sentence can be looked for. */
const flat = (over: Partial<RetractionInput> = {}) =>
  composeRetraction(input(over)).text.replace(/\s+/g, ' ')

describe('composeRetraction', () => {
  it.each(EVERY)('keeps the lines of one to a %s in %s short', (to, language) => {
    const items = [item(), item({ references: ['NL-2026-12-3', 'NL-2026-11-1', 'NL-2026-9-14'] })]
    const { text } = composeRetraction(input({ to, language, items, copyNumber: 2 }))
    expect(text.split('\n').filter((line) => line.length > 76)).toEqual([])
    expect(text).not.toMatch(/undefined|null|\[object|NaN/)
  })

  it.each(EVERY)('names the notice in the subject of one to a %s in %s', (to, language) => {
    const { subject } = composeRetraction(input({ to, language }))
    expect(subject).toMatch(/^\p{L}[\p{L} -]+ NL-2026-12$/u)
  })

  it.each(EVERY)('shows no clickable address to a %s in %s but our own', (to, language) => {
    const { text } = composeRetraction(input({ to, language }))
    expect(text.match(/https?:\/\/\S+/g)).toEqual(['https://portal.hotline.example/r/abc'])
    expect(text).toContain('hxxps://files[.]example/a/b.jpg')
    expect(text).toContain('hxxps://www[.]page[.]example/gallery')
  })

  it.each([
    ['en', 'need not remove', 'We apologise', 'has been withdrawn'],
    ['fr', 'n’avez pas à supprimer', 'nos excuses', 'a été annulée'],
    ['nl', 'niet te verwijderen', 'Onze excuses', 'is ingetrokken'],
    ['de', 'weder entfernen', 'Entschuldigung', 'wurde zurückgezogen'],
  ] as const)(
    'says in %s that nothing need be done, and apologises',
    (language: Language, ...said: string[]) => {
      for (const words of said) expect(flat({ language })).toContain(words)
    },
  )

  it('names what is taken back as the notices did', () => {
    const items = [item({ references: ['NL-2026-12-2', 'NL-2026-9-1'] })]
    const text = flat({ items })
    expect(text).toContain('Reference: NL-2026-12-2 hxxps://files')
    expect(text).toContain('Also told to you as: NL-2026-9-1')
    expect(text).toContain('notice NL-2026-12 of 2026-05-04 12:00 UTC')
    expect(text).toContain('Reply to this mail, or write to notices@hotline.example')
  })

  it('leaves addresses as they are where notices do', () => {
    const text = flat({ urls: 'clear-text', items: [item({ pageUrl: null })] })
    expect(text).toContain('https://files.example/a/b.jpg')
    expect(text).not.toContain('hxxp')
  })

  it('lets no address and no name break its line', () => {
    const hostile = 'https://files.example/a\r\nBcc: x'
    const { text } = composeRetraction(
      input({
        urls: 'clear-text',
        items: [item({ url: hostile, pageUrl: hostile })],
        provider: { name: 'Example\r\nBcc: x' },
      }),
    )
    expect(text).not.toMatch(/^Bcc/m)
  })

  it('has no part for machines', () => {
    expect(composeRetraction(input()).xarf).toEqual([])
  })

  it('says that it is a copy', () => {
    expect(composeRetraction(input({ copyNumber: 2 })).text).toMatch(/^Copy 2 /)
  })

  it('refuses to take back nothing', () => {
    expect(() => composeRetraction(input({ items: [] }))).toThrow(RangeError)
  })
})

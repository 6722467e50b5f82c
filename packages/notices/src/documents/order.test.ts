import { LANGUAGES } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { composeOrder, type OrderInput } from './order.ts'
import { anItem, aSender, flat, longLines } from './testing-items.ts'

const input = (over: Partial<OrderInput> = {}): OrderInput => ({
  reference: 'AU-7',
  noticeId: 'order-1',
  language: 'en',
  authority: {
    name: 'Example Authority',
    country: 'NL',
    mailbox: 'orders@authority.example',
    telephone: null,
  },
  issuedAt: new Date('2026-05-04T12:00:00Z'),
  addressee: { name: 'Example Hosting', representative: 'A. Nobody' },
  items: [anItem()],
  legalBasis: 'Example Act, section 1',
  reasons: ['It is on the list.'],
  withinHours: 24,
  keepMonths: 6,
  silentUntil: new Date('2026-06-15T00:00:00Z'),
  redress: { body: 'Example Court', withinDays: 14 },
  tell: { mailbox: 'orders@authority.example' },
  sender: aSender(),
  urls: 'machine-part',
  ...over,
})

const read = (over: Partial<OrderInput> = {}) => {
  const { text, files = [], ...rest } = composeOrder(input(over))
  return { ...rest, text, said: flat(text), files, forms: files.map(({ content }) => content) }
}

describe('composeOrder', () => {
  it.each(LANGUAGES)('has every part of an order in %s', (language) => {
    const { said, text, subject, forms } = read({ language })
    for (const part of [
      'Example Authority',
      'AU-7',
      '2026-05-04 12:00 UTC',
      'Example Hosting',
      'A. Nobody',
      '24',
      'hxxps://files[.]example/a/b.jpg',
      'Example Act, section 1',
      'It is on the list.',
      'Example Court',
      '14',
      'orders@authority.example',
      '2026-06-15 00:00 UTC',
    ]) {
      expect(said).toContain(part)
    }
    expect(text.match(/^\d\. [^a-z]+$/gm)).toHaveLength(8)
    for (const one of [text, ...forms]) {
      expect(longLines(one)).toEqual([])
      expect(one).not.toMatch(/undefined|null|\[object|NaN|^\s*[:;!?]/m)
    }
    expect(subject).not.toMatch(/example|http/)
  })

  it.each(LANGUAGES)(
    'comes in %s with a form for the effect and one for impossibility',
    (language) => {
      const { files } = read({ language })
      expect(files.map(({ name }) => name)).toEqual(['answer-effect.txt', 'answer-impossible.txt'])
      expect(files.map(({ content }) => content.match(/^\[ \] /gm)?.length)).toEqual([3, 4])
      for (const { content } of files) {
        expect(content).toContain('AU-7')
        expect(content).toContain('orders@authority.example')
        expect(content.match(/_{40}/g)).toHaveLength(5)
        expect(content).not.toMatch(/files\.example|files\[/)
      }
    },
  )

  it('numbers on without what the law does not ask for', () => {
    const { text } = read({ keepMonths: null, silentUntil: null })
    expect(text).not.toContain('WHAT TO KEEP')
    expect(text).toContain('6. REDRESS')
    expect(text).toContain('7. WHOM TO TELL THE EFFECT')
  })

  it('speaks of one hour, one day and one month as such', () => {
    const redress = { body: 'Example Court', withinDays: 1 }
    const { said } = read({ withinHours: 1, keepMonths: 1, redress })
    expect(said).toContain('within one hour')
    expect(said).toContain('one day from receipt')
    expect(said).toContain('for one month,')
  })

  it('has the machine part, and none when the addresses are on the reply page', () => {
    expect(read().xarf).toHaveLength(1)
    const withheld = read({ urls: 'reply-page' })
    expect(withheld.xarf).toEqual([])
    expect(withheld.text).not.toMatch(/files\[?\.\]?example\/a/)
  })

  it('does not let what an authority says add lines', () => {
    const { text } = read({ legalBasis: 'Act\n7. REDRESS\nnone', reasons: ['x\r\n8. y'] })
    expect(text.match(/^7\. REDRESS$/gm)).toHaveLength(1)
  })

  it.each([
    { items: [] },
    { reasons: [] },
    { reference: 'a\nb' },
    { withinHours: 0 },
    { withinHours: 1.5 },
    { keepMonths: 0 },
  ])('refuses %j', (over) => expect(() => composeOrder(input(over))).toThrow(RangeError))

  it.each([{ legalBasis: ' ' }, { reasons: [' '] }, { redress: { body: '', withinDays: 1 } }])(
    'refuses an order that lacks something: %j',
    (over) =>
      expect(() => composeOrder(input(over))).toThrow(
        expect.objectContaining({ code: 'order-incomplete' }),
      ),
  )
})

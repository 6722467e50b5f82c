import { LANGUAGES } from '@nightlight/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromFlowed, toFlowed } from './flowed.ts'
import { composeNotice } from './notice.ts'
import { wrap } from './plain-text.ts'
import { aNotice, anItem } from './testing-items.ts'

const LONG = `https://files.hosting.example/${'folder/'.repeat(15)}a.jpg`

/** As a narrow screen shows a paragraph: broken at spaces, and within a word only where it is wider than the screen. */
const onPhone = (paragraph: string): string[] => {
  const lines: string[] = []
  for (const word of paragraph.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`
    if (lines.length > 0 && longer.length <= 40) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

describe('toFlowed', () => {
  it('gives a paragraph back whole, whatever its width and indent', () => {
    const words = fc.array(fc.stringMatching(/^[a-zA-Z0-9>]{1,60}$/), { minLength: 1 })
    fc.assert(
      fc.property(words, fc.constantFrom('', '   ', '- '), (list, first) => {
        const text = wrap(list.join(' '), first, '     ')
        expect(fromFlowed(toFlowed(text))).toBe(first + list.join(' '))
      }),
      { seed: 3 },
    )
  })

  it('stuffs what would be taken for a quotation, and leaves the signature alone', () => {
    expect(toFlowed('>a\nFrom b\n  c\n-- \nd')).toBe(' >a\n From b\n   c\n-- \nd')
    expect(fromFlowed(' >a\n From b\n   c\n-- \nd')).toBe('>a\nFrom b\n  c\n-- \nd')
  })

  it.each(LANGUAGES)('has no line of a letter in %s break before the screen ends', (language) => {
    for (const urls of ['machine-part', 'clear-text'] as const) {
      const { text } = composeNotice(aNotice({ language, urls, items: [anItem({ url: LONG })] }))
      const paragraphs = fromFlowed(toFlowed(text)).split('\n')
      expect(paragraphs.filter((one) => one.endsWith(' '))).toEqual(['-- '])
      expect(Math.max(...paragraphs.map(({ length }) => length))).toBeGreaterThan(150)
      // The address is in one piece, in a line of its own.
      const [scheme, host] = urls === 'clear-text' ? ['https', '.'] : ['hxxps', '[.]']
      const shown = LONG.replace('https', scheme).replaceAll(/\.(?=hosting|example)/g, host)
      expect(paragraphs.filter((one) => one.includes(shown))).toEqual([`1. ${shown}`])
      const narrow = paragraphs.flatMap(onPhone)
      expect(narrow.filter((line) => line.length > 40 && !line.includes('://'))).toEqual([])
      expect(narrow.filter((line) => /^ ?[:;!?»]/.test(line))).toEqual([])
    }
  })
})

describe('fromFlowed', () => {
  it('joins no answer with what it quotes', () => {
    expect(fromFlowed('It is \ngone. \n> You \n> wrote \n>> before\nBye')).toBe(
      'It is gone. \n> You wrote \n>> before\nBye',
    )
  })

  it('drops the space before a soft line end where the sender says so', () => {
    expect(fromFlowed('Auf \nnahme', true)).toBe('Aufnahme')
  })
})

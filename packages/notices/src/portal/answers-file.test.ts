import type { DomainError } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { MOST_ANSWERS } from './answer-items.ts'
import { readAnswersFile } from './answers-file.ts'

const codesOf = (...lines: string[]) =>
  readAnswersFile(['item,answer,comment,preserved', ...lines].join('\r\n')).refused

describe('readAnswersFile', () => {
  it('reads what a list that was filled in says, and leaves out what says nothing', () => {
    const text =
      '\ufeffNotice;Item;Answer;Comment\nx;NL-2026-000001-2;Actioned;\ny;nl-2026-000002;disputed;"a drawing, ""so"""\nz;NL-2026-000003-1;;\n'
    expect(readAnswersFile(text)).toEqual({
      lines: [
        {
          line: 2,
          notice: 'NL-2026-000001',
          item: 'NL-2026-000001-2',
          answer: 'actioned',
          detail: null,
          preserved: null,
        },
        {
          line: 3,
          notice: 'NL-2026-000002',
          item: null,
          answer: 'disputed',
          detail: 'a drawing, "so"',
          preserved: null,
        },
      ],
      refused: [],
      empty: 1,
    })
  })

  it.each([
    ['somewhere,actioned,,', 'reference-invalid'],
    ['NL-2026-000001-1,removed,,', 'answer-unknown'],
    ['NL-2026-000001-1,actioned,,perhaps', 'preserved-invalid'],
    ['NL-2026-000001-1,impossible, ,', 'reply-needs-detail'],
    [`NL-2026-000001-1,actioned,${'x'.repeat(2001)},`, 'reply-too-long'],
  ])('says of a line why it is refused: %#', (line, code) => {
    expect(codesOf('NL-2026-000001-2,acknowledged,,yes', line)).toEqual([{ line: 3, code }])
  })

  it.each([
    ['a\nb', 'answers-not-csv'],
    ['', 'answers-not-csv'],
    ['item,answer\n"open', 'answers-not-csv'],
    [`item,answer\n${'x,\n'.repeat(10_001)}`, 'answers-too-many'],
    [`item,answer\n${'NL-2026-000001-1,actioned\n'.repeat(MOST_ANSWERS + 1)}`, 'portal-too-many'],
  ])('refuses what is no file of answers, or too long: %#', (text, code) => {
    expect(() => readAnswersFile(text)).toThrow(expect.objectContaining({ code }) as DomainError)
  })
})

import type { DomainError } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { MOST_ANSWERS } from './answer-items.ts'
import { answersFile, readAnswersFile } from './answers-file.ts'

const codesOf = (...lines: string[]) =>
  readAnswersFile(['item,answer,comment,preserved', ...lines].join('\r\n')).refused

describe('readAnswersFile', () => {
  it('reads what a list that was filled in says, and leaves out what says nothing', () => {
    const text =
      '\ufeffNotice;Item;Answer;Comment\nx;NL-2026-000001-2;Actioned;\ny;nl-2026-000002;disputed;"a drawing, ""so"""\nz;NL-2026-000003-1;;\n'
    const read = readAnswersFile(text)
    expect(read).toEqual({
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
    // Lines without an answer are gone, and so the others have other numbers.
    const short = answersFile(read.lines)
    expect(short.split('\n')).toEqual([
      'item,answer,comment,preserved',
      'NL-2026-000001-2,actioned,,',
      'NL-2026-000002,disputed,"a drawing, ""so""",',
    ])
    expect(readAnswersFile(short).lines).toEqual(read.lines)
  })

  it.each([
    ['comment;answer;item\nticket 5, with us;forwarded;NL-2026-000001-1', 'ticket 5, with us'],
    ['comment,answer,item\nticket 5; with us,forwarded,NL-2026-000001-1', 'ticket 5; with us'],
    ['comment\tanswer\titem\nticket 5, with us\tforwarded\tNL-2026-000001-1', 'ticket 5, with us'],
  ])('parts cells where the first line does, and nowhere else: %#', (text, detail) => {
    expect(readAnswersFile(text).lines).toMatchObject([{ detail }])
  })

  it('keeps the numbers of lines below one that names what parts them', () => {
    expect(readAnswersFile('sep=;\r\nitem;answer\r\nx;actioned\r\n').refused).toEqual([
      { line: 3, code: 'reference-invalid', item: 'x', word: 'actioned' },
    ])
  })

  it.each(['ja', 'Oui', 'YES'])('reads in its own language whether data is kept: %s', (word) => {
    const text = `item,answer,preserved\nNL-2026-000001-1,actioned,${word}`
    expect(readAnswersFile(text).lines).toMatchObject([{ preserved: true }])
  })

  it.each([
    ['somewhere,actioned,,', 'reference-invalid'],
    ['NL-2026-000001-1,removed,,', 'answer-unknown'],
    ['NL-2026-000001-1,actioned,,perhaps', 'preserved-invalid'],
    ['NL-2026-000001-1,impossible, ,', 'reply-needs-detail'],
    [`NL-2026-000001-1,actioned,${'x'.repeat(2001)},`, 'reply-too-long'],
    ['NL-2026-000001-1,disputed,"yes",,it is a drawing', 'cells-too-many'],
  ])('says of a line why it is refused: %#', (line, code) => {
    expect(codesOf('NL-2026-000001-2,acknowledged,,yes', line)).toMatchObject([{ line: 3, code }])
  })

  it('takes other words of an answer, and says which word it did not know', () => {
    const text =
      'item,answer,preserved\nNL-2026-000001-1,C’est  PARTI,\nNL-2026-000001-2,gone,\nNL-2026-000001-3,actioned,perhaps'
    const { lines, refused } = readAnswersFile(text, new Map([["c'est parti", 'actioned']]))
    expect(lines).toMatchObject([{ line: 2, answer: 'actioned' }])
    expect(refused).toEqual([
      { line: 3, code: 'answer-unknown', item: 'NL-2026-000001-2', word: 'gone' },
      { line: 4, code: 'preserved-invalid', item: 'NL-2026-000001-3', word: 'perhaps' },
    ])
  })

  it.each([
    ['a\nb', 'answers-not-csv'],
    ['', 'answers-not-csv'],
    ['item,answer\n"open', 'answers-not-csv'],
    [`item,answer\n${'x,\n'.repeat(10_001)}`, 'answers-too-many'],
    ['item;reference,answer\nNL-2026-000001-1,actioned', 'answers-not-csv'],
    [`item,answer\n${'NL-2026-000001-1,actioned\n'.repeat(MOST_ANSWERS + 1)}`, 'portal-too-many'],
  ])('refuses what is no file of answers, or too long: %#', (text, code) => {
    expect(() => readAnswersFile(text)).toThrow(expect.objectContaining({ code }) as DomainError)
  })
})

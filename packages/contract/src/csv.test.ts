import { describe, expect, it } from 'vitest'
import { csvCell, csvLine, safeInSpreadsheet } from './csv.ts'

describe('csvLine', () => {
  it('quotes what needs it, doubles quotes and ends with CRLF', () => {
    expect(csvLine(['a', 'b,c', 'd"e', 'f\ng', null, ''])).toBe('a,"b,c","d""e","f\ng",,\r\n')
  })

  it.each(['=1', '+1', '-1', '@a', '\ta', '\ra', '\na', "'a", '＝1'])('disarms %j', (text) => {
    expect(safeInSpreadsheet(text)).toBe(`'${text}`)
    expect(csvLine([text])).toBe(`${csvCell(`'${text}`)}\r\n`)
  })

  it('leaves alone what a spreadsheet reads as text', () => {
    expect(csvLine(['hxxps://a[.]example/=1'])).toBe('hxxps://a[.]example/=1\r\n')
  })
})

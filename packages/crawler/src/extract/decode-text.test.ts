import { describe, expect, it } from 'vitest'
import { decodeText } from './decode-text.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('decodeText', () => {
  it.each([
    ['the header', latin1('\xe9'), 'text/html; charset="ISO-8859-15"', 'é'],
    ['a meta charset', latin1('<meta charset=koi8-r>\xc1'), 'text/html', '<meta charset=koi8-r>а'],
    [
      'the header over the meta element',
      Buffer.from('<meta charset=koi8-r>é'),
      'text/html;charset=utf-8',
      '<meta charset=koi8-r>é',
    ],
    [
      'the byte order mark over the header',
      Buffer.from('\ufeffé', 'utf16le'),
      'text/html;charset=latin1',
      'é',
    ],
    ['big-endian UTF-16 with a mark', Buffer.from('\ufeffé', 'utf16le').swap16(), null, 'é'],
    ['UTF-16 from the header', Buffer.from('é', 'utf16le'), 'text/html;charset=utf-16le', 'é'],
    ['UTF-16 from its first tag', Buffer.from('<p>é', 'utf16le'), null, '<p>é'],
    ['UTF-8 when the bytes are', Buffer.from('é'), null, 'é'],
    ['windows-1252 otherwise', latin1('\x80\xe9'), null, '€é'],
    ['past an unknown label', latin1('\xe9'), 'text/html;charset=nonsense', 'é'],
    ['a style sheet', latin1('@charset "koi8-r";\xc1'), 'text/css', '@charset "koi8-r";а'],
    ['Shift JIS', Buffer.from([0x83, 0x65]), 'text/html; charset=Shift_JIS', 'テ'],
  ])('reads %s', (_name, body, contentType, text) => {
    expect(decodeText(body, contentType)).toBe(text)
  })

  it('reads the charset of an http-equiv element', () => {
    const page = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    expect(decodeText(latin1(`${page}\xe4`), null)).toBe(`${page}д`)
  })

  it('takes a meta element that claims UTF-16 for UTF-8', () => {
    expect(decodeText(Buffer.from('<meta charset=utf-16>é'), null)).toBe('<meta charset=utf-16>é')
  })

  it('ignores a declaration in a comment or past the first 1,024 bytes', () => {
    const late = `<!-- <meta charset=koi8-r> -->${' '.repeat(1024)}<meta charset=koi8-r>`
    expect(decodeText(latin1(`${late}\xe9`), null)).toBe(`${late}é`)
  })

  it('replaces what is malformed', () => {
    expect(decodeText(latin1('a\xffb'), 'text/html; charset=utf-8')).toBe('a\ufffdb')
  })
})

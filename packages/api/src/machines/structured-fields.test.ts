import { describe, expect, it } from 'vitest'
import { serializeInnerList, serializeItem } from './serialize-fields.ts'
import { parseDictionary, parseItem, parseList } from './structured-fields.ts'

const refusal = expect.objectContaining({ code: 'field-malformed' }) as unknown
const caught = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error
  }
}

describe('parseItem', () => {
  it.each([
    ['42', 'integer', 42],
    ['-0', 'integer', 0],
    ['  999999999999999 ', 'integer', 999_999_999_999_999],
    ['-4.5', 'decimal', -4.5],
    ['999999999999.999', 'decimal', 999_999_999_999.999],
    ['"a \\"b\\" \\\\"', 'string', 'a "b" \\'],
    ['""', 'string', ''],
    ['*foo/bar:baz', 'token', '*foo/bar:baz'],
    ['?1', 'boolean', true],
    ['?0', 'boolean', false],
    ['@1659578233', 'date', 1_659_578_233],
    ['%"f%c3%bc%c3%bc"', 'display', 'füü'],
  ])('reads %s', (text, type, value) => {
    expect(parseItem(text).item).toEqual({ type, value })
  })

  it('reads bytes', () => {
    expect(parseItem(':aGVsbG8=:').item).toEqual({ type: 'bytes', value: Buffer.from('hello') })
    expect(parseItem('::').item).toEqual({ type: 'bytes', value: Buffer.alloc(0) })
  })

  it.each(
    [
      '',
      ' ',
      '\t1',
      '1\t',
      '1 2',
      '1,2',
      '1000000000000000',
      '-1000000000000000',
      '1234567890123.1',
      '1.2345',
      '1.',
      '.1',
      '--1',
      '-',
      '+1',
      '1.2.3',
      '-a',
      '1e3',
      '0x1',
      '"',
      '"a',
      'a"',
      '"\\a"',
      '"a\\',
      '"a\\"',
      '"\t"',
      '"\n"',
      '"é"',
      '"\u007f"',
      "'a'",
      ':a:',
      ':aGVsbG8:',
      ':aGVsbG8==:',
      ':aGVsbG9=:',
      ':aGVs bG8=:',
      ':aGVsbG8=',
      'aGVsbG8=:',
      ':aGVs-_8=:',
      ':====:',
      ':\u00e9:',
      '?',
      '?2',
      '?true',
      '?10',
      '@',
      '@1.5',
      '@a',
      '%"',
      '%a',
      '%"%C3%BC"',
      '%"%c3"',
      '%"%zz"',
      '%"%c3%28"',
      '%"\n"',
      '!',
      'é',
      '\u0000',
      '1;',
      '1;;a',
      '1;A',
      '1;a=',
      '1;a=;b',
      '1 ;a',
      '1;a =1',
      '1;a;a',
      '1;a=(1)',
      '(1)',
      'a'.repeat(16 * 1024 + 1),
    ].map((text) => [text.slice(0, 40), text]),
  )('refuses %j', (_, text) => {
    expect(caught(() => parseItem(text))).toEqual(refusal)
  })
})

describe('parseDictionary', () => {
  it('reads items, inner lists, parameters and what is only named', () => {
    const read = parseDictionary('a=1;x;y="z" ,\tb=("c" d;e=?0);f=:AA==:, g;h')
    expect([...read.keys()]).toEqual(['a', 'b', 'g'])
    expect(read.get('b')).toMatchObject({
      items: [{ item: { value: 'c' } }, { item: { value: 'd' } }],
    })
    expect(read.get('g')).toMatchObject({ item: { type: 'boolean', value: true } })
  })

  it('reads nothing out of nothing', () => {
    expect(parseDictionary('  ').size).toBe(0)
  })

  it.each([
    'a=1,',
    ',a=1',
    'a=1,,b=2',
    'a=1 b=2',
    'a=1;b,c=',
    '=1',
    'A=1',
    '1=a',
    '-a=1',
    '"a"=1',
    'a==1',
    'a= 1',
    'a =1',
    'a=1, a=2',
    'a, a',
    'a=(',
    'a=(1',
    'a=(1 2',
    'a=(1,2)',
    'a=(1\t2)',
    'a=("x""y")',
    'a=((1))',
    'a=(1) )',
    'a=(1);x;x',
    'a=(1)b',
    'a=1\n, b=2',
    'a=1;\tb',
  ])('refuses %j', (text) => {
    expect(caught(() => parseDictionary(text))).toEqual(refusal)
  })
})

describe('parseList', () => {
  it('reads members in order', () => {
    expect(parseList('1, (2 3), a')).toHaveLength(3)
    expect(parseList('')).toEqual([])
  })

  it.each(['1,', ',1', '1 2', '(1 2', '1;', 'a,\n b'])('refuses %j', (text) => {
    expect(caught(() => parseList(text))).toEqual(refusal)
  })
})

describe('writing', () => {
  it.each([
    '42',
    '-4.5',
    '2.0',
    '"a \\"b\\""',
    'a/b',
    '?0',
    '@1',
    ':aGVsbG8=:',
    '%"f%c3%bc %25"',
    '1;a;b=?0;c="d"',
  ])('gives %s back', (text) => {
    expect(serializeItem(parseItem(text))).toBe(text)
  })

  it('writes an inner list one way', () => {
    const member = parseDictionary('a=(  "b"   c;d );e;  f=1').get('a')
    expect(member && 'items' in member && serializeInnerList(member)).toBe('("b" c;d);e;f=1')
  })
})

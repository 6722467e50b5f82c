import {
  array,
  assert,
  constantFrom,
  jsonValue,
  nat,
  property,
  tuple,
  uint8Array,
} from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEEPEST_JSON, JsonScanner, LONGEST_JSON_TEXT } from './json-scanner.ts'

type Told = (string | null)[]

/** What a listener that asks for everything is told; null where the bytes are refused. */
function told(bytes: Uint8Array, cuts: readonly number[] = []): Told | null {
  const heard: Told = []
  const scanner = new JsonScanner({
    open: (isArray) => heard.push(isArray ? '[' : '{') > 0,
    close: () => void heard.push('end'),
    key: (name) => heard.push(`key ${name}`) > 0,
    scalar: (text) => void heard.push(text === null ? null : `text ${text}`),
  })
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  try {
    for (const [at, from] of edges.slice(0, -1).entries()) {
      scanner.write(bytes.subarray(from, edges[at + 1]))
    }
    scanner.end()
    return heard
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError)
    return null
  }
}

/** The same of a value that was parsed; a scalar outside of all is not told. */
function expected(value: unknown, isInside = false): Told {
  if (Array.isArray(value)) return ['[', ...value.flatMap((each) => expected(each, true)), 'end']
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
    return [
      '{',
      ...members.flatMap(([key, each]) => [`key ${key}`, ...expected(each, true)]),
      'end',
    ]
  }
  if (!isInside) return []
  const isText = typeof value === 'string' || typeof value === 'number'
  return [isText ? `text ${value}` : null]
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('JsonScanner', () => {
  it('tells what a parser finds, however the bytes are cut', () => {
    const document = jsonValue({ depthSize: 'medium' }).map((value) => ({
      value: JSON.parse(JSON.stringify(value)) as unknown,
      text: JSON.stringify(value, null, 1),
    }))
    assert(
      property(document, array(nat(400), { maxLength: 20 }), ({ value, text }, cuts) => {
        const bytes = Buffer.from(text)
        const within = cuts.map((cut) => Math.min(cut, bytes.length))
        expect(told(bytes, within)).toEqual(expected(value))
      }),
      { seed: 31, numRuns: 300 },
    )
  })

  it('refuses what a parser refuses, and nothing else', () => {
    const text = '{"a":[1,-2.5e+3,"x\\u00e9\\n",true,null,{"b":{}}],"c":"é","d":[[],0.5]}'
    const change = tuple(
      nat(text.length - 1),
      nat(2),
      constantFrom(...Array.from('{}[]:,"\\0123.eE+-tn \n\0u')),
    )
    assert(
      property(array(change, { minLength: 1, maxLength: 3 }), nat(80), (changes, cut) => {
        let changed = text
        for (const [at, removed, put] of changes) {
          changed = changed.slice(0, at) + put + changed.slice(at + removed)
        }
        const bytes = Buffer.from(changed)
        expect(told(bytes, [Math.min(cut, bytes.length)]) !== null, changed).toBe(isJson(changed))
      }),
      { seed: 32, numRuns: 3_000 },
    )
  })

  it.each(['01', '1.', '.5', '-', '+1', '1e', '1e+', '0x1', '-01', '1.e3', '1 2', 'nul', 'truee'])(
    'refuses %s',
    (text) => {
      expect(told(Buffer.from(text))).toBeNull()
      expect(told(Buffer.from(`[${text}]`))).toBeNull()
    },
  )

  it.each(['0', '-0', '1.50', '12e-7', '1E+2', 'true', '"x"', ' [] ', '\r\n\t{}'])(
    'takes %j as a document',
    (text) => {
      expect(told(Buffer.from(text))).not.toBeNull()
    },
  )

  it('fails on no bytes whatever', () => {
    assert(
      property(uint8Array({ maxLength: 60 }), (bytes) => {
        told(bytes)
      }),
      { seed: 33, numRuns: 1_000 },
    )
  })

  it(`goes ${DEEPEST_JSON} deep and no deeper, heard or not`, () => {
    const nested = (depth: number): Buffer => Buffer.from('['.repeat(depth) + ']'.repeat(depth))
    expect(told(nested(DEEPEST_JSON))).not.toBeNull()
    expect(told(nested(DEEPEST_JSON + 1))).toBeNull()
    const deaf = new JsonScanner({ open: () => false, close() {}, key: () => false, scalar() {} })
    expect(() => deaf.write(nested(100_000))).toThrow(SyntaxError)
  })

  it('hands over the beginning of a longer text, marked', () => {
    const long = 'x'.repeat(LONGEST_JSON_TEXT)
    const text = `["${long}","${long}y",{"${long}y":1}]`
    const marked = `${long}…`
    expect(told(Buffer.from(text))).toEqual([
      '[',
      `text ${long}`,
      `text ${marked}`,
      '{',
      `key ${marked}`,
      'text 1',
      'end',
      'end',
    ])
    const bytes = Buffer.from(text)
    expect(told(bytes, [5, 900, 1_500])).toEqual(told(bytes))
  })

  it('passes over what is not asked for', () => {
    const heard: string[] = []
    const scanner = new JsonScanner({
      open: (isArray) => !isArray,
      close: () => void heard.push('end'),
      key: (name) => name === 'a',
      scalar: (text) => void heard.push(text ?? 'null'),
    })
    scanner.write(Buffer.from('{"a":"1","b":"2","c":[{"a":"3"}],"a":["4"],"a":5,"d":6}'))
    scanner.end()
    expect(heard).toEqual(['1', '5', 'end'])
  })

  it('holds nothing of a text that is not asked for', () => {
    const scanner = new JsonScanner({ open: () => true, close() {}, key: () => false, scalar() {} })
    const piece = Buffer.from('QUJD'.repeat(16_384))
    scanner.write(Buffer.from('{"Miniature":"'))
    const before = process.memoryUsage()
    for (let n = 0; n < 800; n++) scanner.write(piece)
    const after = process.memoryUsage()
    scanner.write(Buffer.from('"}'))
    scanner.end()
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(4 * 2 ** 20)
    expect(after.heapUsed - before.heapUsed).toBeLessThan(16 * 2 ** 20)
  })
})

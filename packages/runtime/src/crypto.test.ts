import { createHmac, hkdfSync } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import {
  createFieldCrypto,
  generationOf,
  newId,
  parseMasterKey,
  type DataKeyRing,
} from './crypto.ts'

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at)
const PLACE = { table: 'location', column: 'url_ct', row: '1' }
const unreadable = expect.objectContaining({ code: 'field-not-readable' }) as Error

/** A small seeded generator (mulberry32), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
const next = seeded(7)
const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => next() * 256))

describe('createFieldCrypto', () => {
  const crypto = createFieldCrypto(KEY)

  it('opens what it sealed, for bytes of any length', () => {
    for (let length = 0; length < 300; length++) {
      const plain = bytes(length)
      const place = { table: `t${length}`, column: 'c', row: newId() }
      expect(crypto.open(place, crypto.seal(place, plain))).toEqual(plain)
    }
  })

  it('opens text as it was, whatever the alphabet', () => {
    const text = 'https://example.test/ä/図.jpg?q=\u{1f3d9}'
    expect(crypto.openText(PLACE, crypto.seal(PLACE, text))).toBe(text)
  })

  it('adds 29 bytes and shows none of the text', () => {
    const sealed = crypto.seal(PLACE, 'a-rather-long-canary')
    expect(sealed.length).toBe(20 + 29)
    expect(sealed.includes('canary')).toBe(false)
  })

  it('seals the same text differently each time', () => {
    expect(crypto.seal(PLACE, 'same')).not.toEqual(crypto.seal(PLACE, 'same'))
  })

  it.each([
    ['table', { ...PLACE, table: 'report' }],
    ['column', { ...PLACE, column: 'note_ct' }],
    ['row', { ...PLACE, row: '2' }],
  ])('refuses a value that was moved to another %s', (_, place) => {
    const sealed = crypto.seal(PLACE, 'text')
    expect(() => crypto.open(place, sealed)).toThrow(unreadable)
  })

  it('refuses a value under another key', () => {
    const other = createFieldCrypto(KEY.map((byte) => byte ^ 1))
    expect(() => other.open(PLACE, crypto.seal(PLACE, 'text'))).toThrow(unreadable)
  })

  it('refuses a value of which any one bit was changed', () => {
    const sealed = crypto.seal(PLACE, 'text')
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => crypto.open(PLACE, changed)).toThrow(unreadable)
    }
  })

  it('refuses a value that was cut short, even within its tag', () => {
    const sealed = crypto.seal(PLACE, '')
    for (let length = 0; length < sealed.length; length++) {
      expect(() => crypto.open(PLACE, sealed.subarray(0, length))).toThrow(unreadable)
    }
  })

  it('names neither the value nor the key when it cannot open', () => {
    const sealed = crypto.seal(PLACE, 'canary')
    try {
      crypto.open({ ...PLACE, row: '2' }, sealed)
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError)
      expect(String(error)).not.toMatch(/canary|000102/)
      expect((error as Error).cause).toBeUndefined()
    }
  })

  it('indexes equal values of one domain equally', () => {
    expect(crypto.blindIndex('url', 'x')).toEqual(createFieldCrypto(KEY).blindIndex('url', 'x'))
    expect(crypto.blindIndex('url', 'x')).toHaveLength(32)
  })

  it('indexes by HMAC-SHA-256 under a key derived for the domain', () => {
    const key = Buffer.from(hkdfSync('sha256', KEY, 'nightlight', 'index:url', 32))
    for (const value of ['', 'x', 'é'.repeat(1_000)]) {
      const index = createHmac('sha256', key).update(value).digest()
      expect(crypto.blindIndex('url', value)).toEqual(index)
    }
  })

  it('indexes differently by value, by domain and by key', () => {
    const other = createFieldCrypto(KEY.map((byte) => byte ^ 1))
    const all = [
      crypto.blindIndex('url', 'x'),
      crypto.blindIndex('url', 'y'),
      crypto.blindIndex('hash:md5', 'x'),
      other.blindIndex('url', 'x'),
    ].map((index) => index.toString('hex'))
    expect(new Set(all).size).toBe(4)
  })

  it('refuses a key that is not 32 bytes long', () => {
    const code = expect.objectContaining({ code: 'field-key-invalid' }) as Error
    expect(() => createFieldCrypto(KEY.subarray(1))).toThrow(code)
    expect(() => createFieldCrypto(Buffer.concat([KEY, KEY]))).toThrow(code)
  })
})

describe('createFieldCrypto with data keys', () => {
  const ringOf = (generations: Record<number, Uint8Array>, now: number | null): DataKeyRing => ({
    generationNow: () => now,
    keyOf: (purpose, generation) => {
      const key = generations[generation]
      // one for each purpose
      return key && Buffer.concat([Buffer.from(purpose), key]).subarray(0, 32)
    },
  })
  const first = bytes(32)
  const second = bytes(32)

  it('says in a value which generation it was sealed with, and adds 31 bytes', () => {
    const crypto = createFieldCrypto(KEY, ringOf({ 515: first }, 515))
    const sealed = crypto.seal(PLACE, 'text')
    expect([...sealed.subarray(0, 3)]).toEqual([2, 2, 3])
    expect(sealed.length).toBe(4 + 31)
    expect(generationOf(sealed)).toBe(515)
    expect(crypto.openText(PLACE, sealed)).toBe('text')
  })

  it('opens what was derived from the root key, and generations of before', () => {
    const before = createFieldCrypto(KEY).seal(PLACE, 'derived')
    const older = createFieldCrypto(KEY, ringOf({ 1: first }, 1)).seal(PLACE, 'older')
    const crypto = createFieldCrypto(KEY, ringOf({ 1: first, 2: second }, 2))
    expect(crypto.openText(PLACE, before)).toBe('derived')
    expect(crypto.openText(PLACE, older)).toBe('older')
    expect(generationOf(before)).toBe(null)
    expect(generationOf(crypto.seal(PLACE, 'x'))).toBe(2)
  })

  it('seals with a new generation as soon as that counts', () => {
    let now = 1
    const ring = { ...ringOf({ 1: first, 2: second }, 1), generationNow: () => now }
    const crypto = createFieldCrypto(KEY, ring)
    expect(generationOf(crypto.seal(PLACE, 'x'))).toBe(1)
    now = 2
    expect(generationOf(crypto.seal(PLACE, 'x'))).toBe(2)
  })

  it('refuses a value under another generation, purpose or version byte', () => {
    const crypto = createFieldCrypto(KEY, ringOf({ 1: first, 2: second }, 1))
    const sealed = crypto.seal(PLACE, 'text')
    for (const [at, byte] of [
      [2, 2],
      [0, 1],
      [0, 3],
    ] as const) {
      const changed = Buffer.from(sealed)
      changed[at] = byte
      expect(() => crypto.open(PLACE, changed)).toThrow(unreadable)
    }
    expect(() => crypto.open({ ...PLACE, table: 'media' }, sealed)).toThrow(unreadable)
  })

  it('has a value of a generation that is not known yet tried again', () => {
    const sealed = createFieldCrypto(KEY, ringOf({ 2: second }, 2)).seal(PLACE, 'text')
    const opening = () => createFieldCrypto(KEY, ringOf({ 1: first }, 1)).open(PLACE, sealed)
    expect(opening).toThrow('no data key of generation 2')
    expect(opening).not.toThrow(DomainError)
  })

  it('finds by the same index as without', () => {
    const crypto = createFieldCrypto(KEY, ringOf({ 1: first }, 1))
    expect(crypto.blindIndex('url', 'x')).toEqual(createFieldCrypto(KEY).blindIndex('url', 'x'))
  })
})

describe('parseMasterKey', () => {
  it('reads 64 hex digits in either case', () => {
    const hex = Buffer.from(KEY).toString('hex')
    expect(Buffer.from(parseMasterKey(`${hex}\n`))).toEqual(Buffer.from(KEY))
    expect(Buffer.from(parseMasterKey(hex.toUpperCase()))).toEqual(Buffer.from(KEY))
  })

  it('reads base64 in both alphabets, with or without padding', () => {
    const key = Buffer.alloc(32, 0xff)
    for (const text of [key.toString('base64'), key.toString('base64url')]) {
      expect(Buffer.from(parseMasterKey(text))).toEqual(key)
    }
  })

  it.each([
    '',
    'canary',
    'ff'.repeat(31) + 'f',
    'ff'.repeat(33),
    'correct horse battery staple ...',
  ])('refuses %j without repeating it', (text) => {
    const refused = expect.objectContaining({
      code: 'field-key-invalid',
      message: expect.not.stringContaining(text || 'canary') as string,
    }) as Error
    expect(() => parseMasterKey(text)).toThrow(refused)
  })
})

describe('newId', () => {
  it('makes version 7 UUIDs', () => {
    for (let n = 0; n < 1_000; n++) {
      expect(newId()).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    }
  })

  it('makes ids that sort by time', () => {
    const times = Array.from({ length: 1_000 }, () => Math.floor(next() * 2 ** 45)).sort(
      (a, b) => a - b,
    )
    const distinct = [...new Set(times)]
    const ids = distinct.map((time) => newId(time))
    expect([...ids].sort()).toEqual(ids)
  })

  it('makes different ids at one time', () => {
    expect(new Set(Array.from({ length: 10_000 }, () => newId(1))).size).toBe(10_000)
  })
})

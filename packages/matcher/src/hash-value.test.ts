import { createHash } from 'node:crypto'
import { HASH_ALGORITHMS } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { digestOf, hash256 } from './fixtures/synthetic.ts'
import { checkHash, toBytes } from './hash-value.ts'

const good = {
  md5: digestOf('md5', 1),
  sha1: digestOf('sha1', 1),
  sha256: digestOf('sha256', 1),
  pdq: hash256(1),
  blockhash: hash256(2),
}
/** 64 digits of which the first `ones` bits are set. */
const withOnes = (ones: number): string =>
  BigInt(`0b${'1'.repeat(ones).padEnd(256, '0')}`)
    .toString(16)
    .padStart(64, '0')
const hexOf = (bits: readonly number[]): string =>
  BigInt(`0b${bits.join('')}`)
    .toString(16)
    .padStart(64, '0')
/** 64 digits with so many ones, which change places with zeros often. */
const spreads = (counts: readonly number[]): [number, string][] =>
  counts.map((ones) => [
    ones,
    hexOf(Array.from({ length: 256 }, (_, bit) => Number((bit * 97) % 256 < ones))),
  ])
/** RFC 4648, without padding. */
function base32Of(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}
const refusal = (reason: string) => ({ status: 'refused', reason })

describe.each(HASH_ALGORITHMS)('checkHash of %s', (algorithm) => {
  const hex = good[algorithm]

  it('takes hex digits in either case as the same value', () => {
    const value = Buffer.from(hex, 'hex')
    expect(checkHash(algorithm, hex)).toEqual({ status: 'good', value })
    expect(checkHash(algorithm, hex.toUpperCase())).toEqual({ status: 'good', value })
  })

  it('overlooks white space around it', () => {
    expect(checkHash(algorithm, ` ${hex}\t`)).toMatchObject({ status: 'good' })
  })

  it('refuses another length', () => {
    for (const text of ['', hex.slice(1), `${hex}0`, hex + hex]) {
      expect(checkHash(algorithm, text)).toEqual(refusal('wrong-length'))
    }
  })

  it('refuses what is not hex', () => {
    for (const sign of ['g', '-', 'é', '\0']) {
      expect(checkHash(algorithm, sign + hex.slice(1))).toEqual(refusal('wrong-alphabet'))
    }
  })
})

describe.each(HASH_ALGORITHMS)('toBytes of %s', (algorithm) => {
  const value = Buffer.from(good[algorithm], 'hex')

  it('reads base64 of either alphabet, with its padding or without', () => {
    const all = [value, value.map(() => 0xff), value.map((_, at) => 251 + (at % 5))]
    for (const bytes of all.map((each) => Buffer.from(each))) {
      const base64 = bytes.toString('base64')
      const url = base64.replaceAll('+', '-').replaceAll('/', '_')
      for (const text of [
        base64,
        url,
        base64.replaceAll('=', ''),
        ` ${url.replaceAll('=', '')}\n`,
      ]) {
        expect(toBytes(algorithm, text)).toEqual(bytes)
      }
    }
  })

  it('reads base32 in either case, with its padding or without', () => {
    const base32 = base32Of(value)
    const padded = base32.padEnd(Math.ceil(base32.length / 8) * 8, '=')
    for (const text of [base32, padded, base32.toLowerCase(), `\t${padded.toLowerCase()} `]) {
      expect(toBytes(algorithm, text)).toEqual(value)
    }
  })

  it('reads hex digits as nothing else, so that none is cut off unseen', () => {
    for (let length = 0; length < value.length * 4; length++) {
      const text = 'AbcdEf234567'.repeat(11).slice(0, length)
      if (length === value.length * 2) expect(toBytes(algorithm, text)).toBeInstanceOf(Buffer)
      else expect(toBytes(algorithm, text)).toBe('wrong-length')
    }
  })

  it('refuses bits that no writer sets, wrong signs and wrong padding', () => {
    const base64 = value.toString('base64').replaceAll('=', '')
    expect(toBytes(algorithm, `${base64.slice(0, -1)}!`)).toBe('wrong-alphabet')
    expect(toBytes(algorithm, `+_${base64.slice(2)}`)).toBe('wrong-alphabet')
    if (value.length % 3 !== 0)
      expect(toBytes(algorithm, `${base64.slice(0, -1)}/`)).toBe('wrong-alphabet')
    expect(toBytes(algorithm, `${base64}====`)).toBe('wrong-length')
    const base32 = base32Of(value)
    expect(toBytes(algorithm, `1${base32.slice(1)}`)).toBe('wrong-alphabet')
    if (value.length % 5 !== 0)
      expect(toBytes(algorithm, `${base32.slice(0, -1)}7`)).toBe('wrong-alphabet')
  })
})

describe('checkHash', () => {
  it.each(['md5', 'sha1', 'sha256'] as const)('refuses the %s of an empty file', (algorithm) => {
    const empty = createHash(algorithm).digest('hex')
    expect(checkHash(algorithm, empty)).toEqual(refusal('digest-of-empty-file'))
    expect(checkHash(algorithm, empty.toUpperCase())).toEqual(refusal('digest-of-empty-file'))
  })

  it('refuses a PDQ hash outside 116 to 140 ones', () => {
    for (const ones of [0, 115, 141, 256]) {
      expect(checkHash('pdq', withOnes(ones))).toEqual(refusal('pdq-bits-out-of-range'))
    }
    for (const ones of [116, 128, 140]) {
      expect(checkHash('pdq', withOnes(ones))).toMatchObject({ status: 'good' })
    }
  })

  it('refuses a blockhash with too few or too many ones', () => {
    for (const [ones, spread] of spreads([30, 31, 225, 226])) {
      expect(checkHash('blockhash', spread), `${ones}`).toEqual(refusal('blockhash-degenerate'))
    }
    for (const [ones, spread] of spreads([32, 128, 224])) {
      expect(checkHash('blockhash', spread), `${ones}`).toMatchObject({ status: 'good' })
    }
  })

  it('refuses a blockhash with fewer than 20 changes along its bits', () => {
    const ofRuns = (changes: number): string =>
      hexOf(Array.from({ length: 256 }, (_, bit) => Math.min(changes, Math.floor(bit / 11)) % 2))
    expect(checkHash('blockhash', ofRuns(19))).toEqual(refusal('blockhash-degenerate'))
    expect(checkHash('blockhash', ofRuns(20))).toMatchObject({ status: 'good' })
    expect(checkHash('blockhash', withOnes(128))).toEqual(refusal('blockhash-degenerate'))
  })

  it.each([
    ['aaaa5555', 'pdq-degenerate'],
    ['ffff0000', 'pdq-degenerate'],
    ['aaaa0000', 'pdq-bits-out-of-range'],
    ['5555ffff', 'pdq-bits-out-of-range'],
  ])('refuses hashes that repeat %s', (rows, reason) => {
    expect(checkHash('blockhash', rows.repeat(8))).toEqual(refusal('blockhash-degenerate'))
    expect(checkHash('pdq', rows.repeat(8))).toEqual(refusal(reason))
  })

  it('refuses a PDQ hash whose rows are all the same', () => {
    expect(checkHash('pdq', '0ff0'.repeat(16))).toEqual(refusal('pdq-degenerate'))
    expect(checkHash('pdq', '0ff0'.repeat(15) + '0ff1')).toMatchObject({ status: 'good' })
  })

  it('refuses a blockhash whose rows are all the same', () => {
    expect(checkHash('blockhash', '0ff0'.repeat(16))).toEqual(refusal('blockhash-degenerate'))
    expect(checkHash('blockhash', '0ff0'.repeat(15) + '0ff1')).toMatchObject({ status: 'good' })
  })

  it.each([
    ['a zero', '\0'],
    ['a space', ' '],
    ['a line end', '\n'],
    ['a line end of Windows', '\r\n'],
    ['a byte of ones', '\u00ff'],
    ['a sector of zeros', '\0'.repeat(512)],
    ['a megabyte of zeros', '\0'.repeat(2 ** 20)],
    ['a pixel', atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7')],
  ])('refuses the digests of a file that is %s', (_, content) => {
    for (const algorithm of ['md5', 'sha1', 'sha256'] as const) {
      const digest = createHash(algorithm).update(content, 'latin1').digest()
      for (const text of [digest.toString('hex'), digest.toString('base64')]) {
        expect(checkHash(algorithm, text)).toEqual(refusal('digest-of-blank-file'))
      }
    }
  })

  it('refuses digests of nothing but zeros or ones', () => {
    for (const algorithm of ['md5', 'sha1', 'sha256'] as const) {
      for (const digit of ['0', 'f']) {
        const text = digit.repeat(good[algorithm].length)
        expect(checkHash(algorithm, text)).toEqual(refusal('digest-of-blank-file'))
      }
    }
  })

  it('holds no other algorithm to these limits', () => {
    expect(checkHash('sha256', withOnes(1))).toMatchObject({ status: 'good' })
  })
})

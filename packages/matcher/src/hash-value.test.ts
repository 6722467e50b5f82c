import { createHash } from 'node:crypto'
import { HASH_ALGORITHMS } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { digestOf, hash256 } from './fixtures/synthetic.ts'
import { checkHash } from './hash-value.ts'

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
    for (const ones of [0, 31, 225, 256]) {
      expect(checkHash('blockhash', withOnes(ones))).toEqual(refusal('blockhash-degenerate'))
    }
    for (const ones of [32, 128, 224]) {
      expect(checkHash('blockhash', withOnes(ones))).toMatchObject({ status: 'good' })
    }
  })

  it('refuses a blockhash whose rows are all the same', () => {
    expect(checkHash('blockhash', '0ff0'.repeat(16))).toEqual(refusal('blockhash-degenerate'))
    expect(checkHash('blockhash', '0ff0'.repeat(15) + '0ff1')).toMatchObject({ status: 'good' })
  })

  it('holds no other algorithm to these limits', () => {
    expect(checkHash('sha256', withOnes(1))).toMatchObject({ status: 'good' })
  })
})

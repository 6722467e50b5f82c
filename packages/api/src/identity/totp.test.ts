import { describe, expect, it } from 'vitest'
import { base32, STEP_S, totpCode, totpStep } from './totp.ts'

/** RFC 6238, appendix B: the secret of each algorithm is these digits over and over. */
const SECRETS = { sha1: 20, sha256: 32, sha512: 64 } as const
const secretOf = (algorithm: keyof typeof SECRETS): Buffer =>
  Buffer.from('1234567890'.repeat(7).slice(0, SECRETS[algorithm]))

describe('totpCode', () => {
  it.each([
    [59, '94287082', '46119246', '90693936'],
    [1_111_111_109, '07081804', '68084774', '25091201'],
    [1_111_111_111, '14050471', '67062674', '99943326'],
    [1_234_567_890, '89005924', '91819424', '93441116'],
    [2_000_000_000, '69279037', '90698825', '38618901'],
    [20_000_000_000, '65353130', '77737706', '47863826'],
  ])('is that of the RFC at %i s', (seconds, sha1, sha256, sha512) => {
    const step = Math.floor(seconds / STEP_S)
    const codeOf = (algorithm: keyof typeof SECRETS) =>
      totpCode(secretOf(algorithm), step, { digits: 8, algorithm })
    expect([codeOf('sha1'), codeOf('sha256'), codeOf('sha512')]).toEqual([sha1, sha256, sha512])
  })
})

describe('totpStep', () => {
  const secret = secretOf('sha1')
  const now = new Date(1_111_111_111_000)
  const present = Math.floor(1_111_111_111 / STEP_S)

  it.each([-1, 0, 1])('takes a code of %i steps from now', (off) => {
    expect(totpStep(secret, totpCode(secret, present + off), { now, after: 0 })).toBe(present + off)
  })

  it.each([-2, 2])('refuses one of %i steps from now', (off) => {
    expect(totpStep(secret, totpCode(secret, present + off), { now, after: 0 })).toBeNull()
  })

  it('takes no step twice, and none before one that was used', () => {
    for (const off of [-1, 0]) {
      const code = totpCode(secret, present + off)
      expect(totpStep(secret, code, { now, after: present })).toBeNull()
    }
  })

  it.each(['', '12345', '1234567', 'abcdef', '050471 9'])('refuses %j', (code) => {
    expect(totpStep(secret, code, { now, after: 0 })).toBeNull()
  })

  it('takes a code with a space in it, as apps show it', () => {
    expect(totpStep(secret, '050 471', { now, after: 0 })).toBe(present)
  })
})

describe('base32', () => {
  it.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foobar', 'MZXW6YTBOI'],
  ])('of %j is that of RFC 4648', (text, coded) => {
    expect(base32(Buffer.from(text))).toBe(coded)
  })
})

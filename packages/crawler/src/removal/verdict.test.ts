import { fingerprint, type Fingerprint } from '@nightlight/fingerprint'
import { describe, expect, it } from 'vitest'
import { picture } from '../testing-crawl.ts'
import type { Visited } from '../visit-location.ts'
import { asksForLogin, likeness, verdictOf, withoutPicture } from './verdict.ts'

async function read(name: string): Promise<Fingerprint> {
  const outcome = await fingerprint(picture(name))
  if (outcome.status === 'refused') throw new Error(`fixture refused: ${outcome.code}`)
  return outcome.fingerprint
}

const [scene, smaller, other] = await Promise.all([
  read('scene-1'),
  read('scene-1-smaller'),
  read('scene-2'),
])

/** `hash` with its first `bits` bits turned over. */
function turned(hash: string, bits: number): string {
  const bytes = Buffer.from(hash, 'hex')
  for (let bit = 0; bit < bits; bit++) bytes[bit >> 3]! ^= 0x80 >> (bit & 7)
  return bytes.toString('hex')
}

/** `scene` as another file whose hashes differ by so many bits. */
const changed = (pdqBits: number, blockBits: number): Fingerprint => ({
  ...scene,
  sha256: '0'.repeat(64),
  pdqOrientations: [turned(scene.pdqOrientations[0]!, pdqBits)],
  pdqSampled: [],
  blockhash: turned(scene.blockhash, blockBits),
})

const undecoded = { ...scene, sha256: '0'.repeat(64), pdq: '', pdqQuality: 0 }
const flat = { ...changed(0, 0), pdqQuality: 9 }
const poor = (pdqBits: number, blockBits: number): Fingerprint => ({
  ...changed(pdqBits, blockBits),
  pdqQuality: 49,
})

describe('likeness', () => {
  it('knows the same bytes', () => {
    expect(likeness([other, scene], scene)).toEqual({
      outcome: 'present',
      code: 'same-bytes',
      distance: 0,
    })
  })

  it('knows a copy that was resized and compressed again', () => {
    expect(likeness([scene], smaller)).toMatchObject({ outcome: 'present', code: 'same-picture' })
  })

  it('knows a turned copy by its orientations', () => {
    const copy = { ...changed(0, 0), pdqOrientations: scene.pdqOrientations.toReversed() }
    expect(likeness([scene], copy)).toMatchObject({ outcome: 'present', distance: 0 })
  })

  it('tells another picture', () => {
    expect(likeness([scene], other)).toEqual({ outcome: 'gone', code: 'other-picture' })
  })

  it.each([
    [31, 40, 'present'],
    [32, 24, 'unknown'],
    [64, 24, 'unknown'],
    [65, 0, 'gone'],
    [64, 25, 'gone'],
  ])('calls %i bits of PDQ and %i of blockhash %s', (pdqBits, blockBits, outcome) => {
    expect(likeness([scene], changed(pdqBits, blockBits)).outcome).toBe(outcome)
  })

  it('takes the nearest of several originals', () => {
    expect(likeness([other, smaller, scene], changed(3, 0))).toMatchObject({ distance: 3 })
  })

  it('leaves open what could not be decoded', () => {
    expect(likeness([scene], undecoded)).toEqual({ outcome: 'unknown', code: 'not-comparable' })
  })

  it('knows the same bytes even when they cannot be decoded', () => {
    expect(likeness([undecoded], undecoded)).toMatchObject({ code: 'same-bytes' })
  })

  it('leaves it open when the original has no usable hash', () => {
    expect(likeness([flat], other)).toEqual({ outcome: 'unknown', code: 'not-comparable' })
  })

  it('leaves open what a flat picture is', () => {
    expect(likeness([scene], flat)).toEqual({ outcome: 'unknown', code: 'not-comparable' })
  })

  it.each([
    [31, 40, 'present'],
    [64, 40, 'unknown'],
    [65, 24, 'unknown'],
    [65, 25, 'gone'],
  ])('calls %i and %i bits of a picture of poor quality %s', (pdqBits, blockBits, outcome) => {
    expect(likeness([scene], poor(pdqBits, blockBits)).outcome).toBe(outcome)
  })

  it('leaves a picture of poor quality open that has no blocks to compare', () => {
    expect(likeness([scene], { ...poor(65, 0), blockhash: '' }).outcome).toBe('unknown')
  })

  it.each(['half', 'faded', 'dimmed', 'blurred'])('knows a copy that was %s', async (how) => {
    expect(likeness([scene], await read(`scene-1-${how}`))).toMatchObject({
      outcome: 'present',
      code: 'same-picture',
    })
  })

  it.each(['half', 'faded', 'dimmed', 'blurred'])(
    'never takes a soft picture that was %s for removed',
    async (how) => {
      const [soft, copy] = [await read('scene-5'), await read(`scene-5-${how}`)]
      expect(likeness([soft], copy).outcome).not.toBe('gone')
    },
  )
})

describe('withoutPicture', () => {
  const failed = (code: string): Visited => ({ outcome: 'failed', code, retryable: false })
  const page = (text: string): Visited => ({
    outcome: 'page',
    code: 'page',
    retryable: false,
    body: Buffer.from(text),
    contentType: null,
    url: new URL('http://site.net/'),
  })

  it.each(['http-404', 'http-410'])('takes %s for gone', (code) => {
    expect(withoutPicture(failed(code))).toEqual({ outcome: 'gone', code })
  })

  it.each(['http-401', 'http-403', 'http-451', 'http-429', 'http-503', 'timeout', 'dns-failed'])(
    'takes %s for unknown',
    (code) => {
      expect(withoutPicture(failed(code))).toEqual({ outcome: 'unknown', code })
    },
  )

  it.each(['refused', 'other'] as const)('takes %s for unknown', (outcome) => {
    const visited: Visited = { outcome, code: 'some-code', retryable: false }
    expect(withoutPicture(visited)).toEqual({ outcome: 'unknown', code: 'some-code' })
  })

  it('takes a page in place of the picture for unknown', () => {
    expect(withoutPicture(page('<p>removed'))).toEqual({
      outcome: 'unknown',
      code: 'page-instead',
    })
  })

  it('takes a login page for unknown', () => {
    expect(withoutPicture(page('<input type=password>'))).toEqual({
      outcome: 'unknown',
      code: 'login-page',
    })
  })
})

describe('asksForLogin', () => {
  it.each(['<input type="password">', "<INPUT TYPE = 'Password'>", '<input type=password name=p>'])(
    'sees %s',
    (text) => {
      expect(asksForLogin(Buffer.from(text))).toBe(true)
    },
  )

  it('does not take the word for the field', () => {
    expect(asksForLogin(Buffer.from('<p>forgot your password?'))).toBe(false)
  })
})

describe('verdictOf', () => {
  it.each([
    [['gone', 'present', 'unknown'], 'present'],
    [['gone', 'unknown'], 'unknown'],
    [['gone', 'gone'], 'gone'],
    [[], 'unknown'],
  ] as const)('makes of %j one %s', (outcomes, verdict) => {
    expect(verdictOf(outcomes.map((outcome) => ({ outcome })))).toBe(verdict)
  })
})

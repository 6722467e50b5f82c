import {
  fingerprint,
  PARTIAL_VERSION,
  type Fingerprint,
  type FrameHash,
  type Variant,
} from '@nightlight/fingerprint'
import { describe, expect, it } from 'vitest'
import { picture } from '../testing-crawl.ts'
import { likeness } from './likeness.ts'

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
  variants: [],
  sampledFrames: [],
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
    [32, 128, 'unknown'],
    [80, 128, 'unknown'],
    [81, 0, 'gone'],
  ])('calls %i bits of PDQ and %i of blockhash %s', (pdqBits, blockBits, outcome) => {
    expect(likeness([scene], changed(pdqBits, blockBits)).outcome).toBe(outcome)
  })

  it.each([
    [31, 'present'],
    [80, 'unknown'],
    [81, 'gone'],
  ])('calls %i bits of PDQ in another orientation %s, whatever the blockhash', (bits, outcome) => {
    const { pdqOrientations } = changed(bits, 0)
    const copy = {
      ...changed(0, 128),
      pdqOrientations: [...other.pdqOrientations.slice(0, 7), ...pdqOrientations],
    }
    expect(likeness([scene], copy).outcome).toBe(outcome)
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

  it('leaves it open when one of several originals has no usable hash', () => {
    expect(likeness([scene, flat], other)).toMatchObject({ code: 'not-comparable' })
    expect(likeness([scene, undecoded], other)).toMatchObject({ code: 'not-comparable' })
  })

  it('leaves open a file of several pages of which only the first was hashed', () => {
    expect(likeness([scene], { ...other, frames: 2 })).toMatchObject({ code: 'not-comparable' })
  })

  it('leaves open a file of which only the first frame could be read', () => {
    const partial = { ...other, pipelineVersion: PARTIAL_VERSION }
    expect(likeness([scene], partial)).toMatchObject({ code: 'not-comparable' })
    expect(
      likeness([scene], { ...scene, sha256: other.sha256, pipelineVersion: PARTIAL_VERSION }),
    ).toMatchObject({ outcome: 'present' })
  })

  it('leaves open what a flat picture is', () => {
    expect(likeness([scene], flat)).toEqual({ outcome: 'unknown', code: 'not-comparable' })
  })

  it.each([
    [31, 40, 'present'],
    [80, 40, 'unknown'],
    [81, 24, 'unknown'],
    [81, 25, 'gone'],
  ])('calls %i and %i bits of a picture of poor quality %s', (pdqBits, blockBits, outcome) => {
    expect(likeness([scene], poor(pdqBits, blockBits)).outcome).toBe(outcome)
  })

  it('leaves a picture of poor quality open that has no blocks to compare', () => {
    expect(likeness([scene], { ...poor(81, 0), blockhash: '' }).outcome).toBe('unknown')
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

/** A picture that shows `shown` in no other way than as this variant. */
const within = (kind: Variant['kind'], shown: Fingerprint): Fingerprint => ({
  ...other,
  variants: [{ ...shown, kind, left: 9, top: 9 }],
})
const animation = (...sampledFrames: FrameHash[]): Fingerprint => ({ ...other, sampledFrames })
const frameOf = ({ pdq, pdqQuality }: Fingerprint): FrameHash => ({ frame: 3, pdq, pdqQuality })
const samePicture = { outcome: 'present', code: 'same-picture' }
const otherPicture = { outcome: 'gone', code: 'other-picture' }

describe('likeness of pictures with variants', () => {
  it.each(['trimmed', 'over-white', 'over-black', 'with-profile'] as const)(
    'finds what is %s, on either side',
    (kind) => {
      expect(likeness([scene], within(kind, changed(31, 40)))).toMatchObject(samePicture)
      expect(likeness([within(kind, scene)], changed(31, 40))).toMatchObject(samePicture)
    },
  )

  it('finds one picture in two borders', () => {
    const seen = { ...within('trimmed', changed(9, 0)), sha256: '1'.repeat(64) }
    expect(likeness([within('trimmed', scene)], seen)).toMatchObject({ distance: 0 })
    const elsewhere = { ...changed(128, 128), variants: seen.variants }
    expect(likeness([within('trimmed', scene)], elsewhere)).toMatchObject({ distance: 9 })
  })

  it('leaves open what is a copy by a variant only', () => {
    expect(likeness([scene], within('trimmed', changed(80, 128)))).toMatchObject({
      code: 'probable-copy',
    })
    expect(likeness([scene], within('trimmed', changed(81, 0)))).toEqual(otherPicture)
  })

  it('leaves a flat picture open whose variants are others', () => {
    const seen = { ...within('over-white', changed(128, 128)), pdqQuality: 0 }
    expect(likeness([scene], seen)).toMatchObject({ code: 'not-comparable' })
  })

  it('finds the variant of a flat picture', () => {
    const seen = { ...within('over-white', changed(5, 0)), pdqQuality: 0 }
    expect(likeness([scene], seen)).toMatchObject(samePicture)
    const original = { ...within('over-white', scene), pdqQuality: 0 }
    expect(likeness([original], changed(5, 0))).toMatchObject(samePicture)
  })

  it.each(['bordered.jpg', 'transparent.png', 'animated.webp'])('finds scene-1-%s', async (how) => {
    const copy = await read(`scene-1-${how}`)
    expect(likeness([scene], copy)).toMatchObject(samePicture)
    expect(likeness([copy], scene)).toMatchObject(samePicture)
    expect(likeness([other], copy).outcome).not.toBe('present')
  })
})

describe('likeness of animations', () => {
  it('finds a later frame, on either side, turned too', () => {
    expect(likeness([scene], animation(frameOf(scene)))).toMatchObject(samePicture)
    expect(likeness([animation(frameOf(scene))], changed(0, 0))).toMatchObject(samePicture)
    const turnedFrame = { ...frameOf(scene), pdq: scene.pdqOrientations[5]! }
    expect(likeness([scene], animation(turnedFrame))).toMatchObject({ distance: 0 })
  })

  it('leaves open a frame that is near, having no blocks to compare', () => {
    const near = { ...frameOf(scene), pdq: turned(scene.pdq, 80) }
    expect(likeness([scene], animation(near))).toMatchObject({ code: 'probable-copy' })
    const far = { ...frameOf(scene), pdq: turned(scene.pdq, 81) }
    expect(likeness([scene], animation(far))).toEqual(otherPicture)
  })

  it('hears nothing of a flat frame', () => {
    const flatFrame = { ...frameOf(scene), pdqQuality: 9 }
    expect(likeness([scene], animation(flatFrame))).toEqual(otherPicture)
    expect(likeness([animation({ ...frameOf(scene), pdqQuality: 49 })], changed(0, 0))).toEqual(
      otherPicture,
    )
  })
})

describe('likeness by quick hashes', () => {
  const quick = (of: Fingerprint): Fingerprint => ({ ...of, depth: 'quick' })

  it('says that another picture is another', () => {
    expect(likeness([scene], quick(other))).toEqual(otherPicture)
  })

  it.each([0, 31, 64])('leaves open what is %i bits away', (bits) => {
    expect(likeness([scene], quick(changed(bits, 128)))).toMatchObject({ code: 'not-comparable' })
  })

  it('leaves a picture of poor quality open', () => {
    expect(likeness([scene], quick({ ...other, pdqQuality: 49 }))).toMatchObject({
      code: 'not-comparable',
    })
  })
})

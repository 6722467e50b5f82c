import sharp from 'sharp'
import { describe as group, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import { hammingDistance } from '../hash/hamming.ts'
import { DEFAULT_LIMITS } from '../outcome.ts'
import { laterFrames, sampleFrames, spread } from './animation.ts'
import { describe } from './describe.ts'
import { openWithSharp } from './sharp-reader.ts'

const size = { width: 90, height: 70 }
const forms = ['gif', 'webp'] as const

group('sampleFrames', () => {
  it.each([
    [1, []],
    [2, [1]],
    [4, [1, 2, 3]],
    [8, [2, 4, 6]],
    [1000, [250, 500, 750]],
  ])('spreads four samples over %d frames', (count, chosen) => {
    expect(sampleFrames(count, 4, size, 1e9)).toEqual(chosen)
  })

  it('takes fewer of an animation that is dear to decode', () => {
    const chosen = sampleFrames(1000, 9, size, 1000 * 60_000)
    expect(chosen).toEqual([333, 666])
  })

  it('takes the beginning of an endless one', () => {
    const [last = 0] = sampleFrames(60_000, 9, size, 100 * 60_000).slice(-1)
    expect(last).toBeGreaterThan(20)
    expect(last).toBeLessThan(100)
  })

  it('never decodes more than the budget', () => {
    for (const count of [3, 50, 700, 65_535]) {
      const chosen = sampleFrames(count, 9, { width: 1000, height: 1000 }, 200e6)
      const decoded = chosen.reduce((sum, frame) => sum + frame + 1, 0)
      expect(decoded * 1e6).toBeLessThanOrEqual(200e6)
    }
  })
})

group('spread', () => {
  it('leaves out the first and never repeats one', () => {
    expect(spread(5, 9)).toEqual([1, 2, 3, 4])
  })
})

group.each(forms)('describe of animated %s', (form) => {
  it('counts every frame and samples eight later ones', async () => {
    const { frames, sampledFrames } = await described(await animation(form, 20))
    expect(frames).toBe(20)
    expect(sampledFrames.map(({ frame }) => frame)).toEqual([2, 4, 6, 8, 11, 13, 15, 17])
  })

  it('hashes the frames as they are shown', async () => {
    const { pdq, sampledFrames } = await described(await animation(form, 3))
    for (const [index, found] of [pdq, ...sampledFrames.map((frame) => frame.pdq)].entries()) {
      const still = await described(
        await page(index + 1)
          .png()
          .toBuffer(),
      )
      expect(distance(found, still.pdq)).toBeLessThanOrEqual(31)
    }
  })

  it('hashes as many as the limit allows', async () => {
    const outcome = await describe(await animation(form, 10), { ...DEFAULT_LIMITS, maxFrames: 3 })
    expect(outcome).toMatchObject({ description: { frames: 10, sampledFrames: [{}, {}] } })
  })

  it('hashes what is left of a cut one', async () => {
    const whole = await animation(form, 12)
    const outcome = await describe(whole.subarray(0, whole.length / 2), DEFAULT_LIMITS)
    if (outcome.status === 'refused') expect(outcome.code).toBe('damaged')
    else expect(outcome.description.sampledFrames.length).toBeLessThanOrEqual(8)
  })

  it('stays within its budget of pixels', async () => {
    const reader = await openWithSharp(await animation(form, 20), 50e6)
    const found: number[] = []
    for await (const { frame } of laterFrames(reader!, 9, 25 * 56_300)) found.push(frame)
    expect(found).toEqual([6, 13])
  })
})

group('describe', () => {
  it('hashes only the first page of a TIFF', async () => {
    const pages = await pagesOf(3).tiff().toBuffer()
    expect(await described(pages)).toMatchObject({ mime: 'image/tiff', sampledFrames: [], ...size })
  })
})

function page(seed: number) {
  const raw = { ...size, channels: 3 } as const
  return sharp(drawPattern(seed, size.width, size.height, 13), { raw })
}

function pagesOf(count: number) {
  const pages = Array.from({ length: count }, (_, i) =>
    drawPattern(i + 1, size.width, size.height, 13),
  )
  const raw = { width: size.width, height: size.height * count, channels: 3 } as const
  return sharp(Buffer.concat(pages), { raw: { ...raw, pageHeight: size.height } })
}

async function animation(form: (typeof forms)[number], count: number): Promise<Buffer> {
  return pagesOf(count).toFormat(form, { quality: 90 }).toBuffer()
}

async function described(file: Uint8Array) {
  const outcome = await describe(file, DEFAULT_LIMITS)
  if (outcome.status === 'refused') throw new Error(outcome.message)
  return outcome.description
}

function distance(a: string, b: string): number {
  return hammingDistance(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}

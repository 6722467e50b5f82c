import { describe as group, expect, it } from 'vitest'
import { encodeApng, type PngFrame, type PngPicture } from '../drawn-png.ts'
import { drawPattern } from '../drawn-picture.ts'
import { DEFAULT_LIMITS } from '../outcome.ts'
import type { LaterFrame } from './animation.ts'
import { countFrames, laterApngFrames, parseApng } from './apng.ts'
import { describe } from './describe.ts'

const [WIDTH, HEIGHT] = [8, 6]
const KEEP = 0
const CLEAR = 1
const RESTORE = 2
const SOURCE = 0
const OVER = 1
const RED = [255, 0, 0, 255]
const GREEN = [0, 255, 0, 255]
const BLUE = [0, 0, 255, 255]

group('laterApngFrames', () => {
  it('draws a smaller frame at its place', async () => {
    const [second] = await framesOf([whole(RED), part(GREEN, SOURCE)])
    expect(colours(second!)).toEqual({ corner: [255, 0, 0], middle: [0, 255, 0] })
  })

  it('replaces, alpha and all, where a frame says source', async () => {
    const [, third] = await framesOf([whole(RED), part([9, 9, 9, 0], SOURCE), part(GREEN, OVER)])
    expect(colours(third!).middle).toEqual([0, 255, 0])
  })

  it('blends where a frame says over', async () => {
    const [second] = await framesOf([whole(RED), part([0, 255, 0, 51], OVER)])
    expect(colours(second!)).toEqual({ corner: [255, 0, 0], middle: [204, 51, 0] })
  })

  it('keeps what is below a clear pixel', async () => {
    const [second] = await framesOf([whole(RED), part([0, 255, 0, 0], OVER)])
    expect(colours(second!).middle).toEqual([255, 0, 0])
  })

  it('clears a frame before the next where it says so', async () => {
    const frames = [whole(RED), part(GREEN, SOURCE, CLEAR), dot(BLUE)]
    expect(colours((await framesOf(frames))[1]!)).toEqual({
      corner: [0, 0, 255],
      middle: [0, 0, 0],
    })
  })

  it('restores what was before a frame where it says so', async () => {
    const frames = [whole(RED), part(GREEN, SOURCE, RESTORE), dot(BLUE)]
    const [second, third] = await framesOf(frames)
    expect(colours(second!).middle).toEqual([0, 255, 0])
    expect(colours(third!)).toEqual({ corner: [0, 0, 255], middle: [255, 0, 0] })
  })

  it('numbers the frames after a default image of its own', async () => {
    const found = await framesOf([whole(RED), whole(GREEN)], false)
    expect(found.map(({ frame }) => frame)).toEqual([1, 2])
  })

  it('spreads the frames it gives over the animation', async () => {
    const frames = Array.from({ length: 20 }, (_, i) => whole([i * 10, 0, 0, 255]))
    const found = await framesOf(frames, true, 5)
    expect(found.map(({ frame }) => frame)).toEqual([4, 8, 12, 16])
    expect(found.map((one) => colours(one).corner[0])).toEqual([40, 80, 120, 160])
  })

  it('ends at a damaged frame', async () => {
    const file = fileOf([whole(RED), whole(GREEN), whole(BLUE)])
    const second = file.indexOf('fdAT') + 12
    file.fill(0xee, second, second + 8)
    expect(await later(file, 9)).toEqual([])
  })
})

group('parseApng', () => {
  it('finds none in a still picture', () => {
    const still = fileOf([whole(RED)])
    still.write('xxTL', still.indexOf('acTL'), 'latin1')
    expect(parseApng(still)).toBeUndefined()
  })

  it('counts the frames that are there, whatever the file says', () => {
    const file = fileOf([whole(RED), whole(GREEN), whole(BLUE)])
    file.writeUInt32BE(4_000_000_000, file.indexOf('acTL') + 4)
    expect(countFrames(parseApng(file)!)).toBe(3)
  })

  it('stops at a frame outside the canvas', () => {
    const outside = { ...part(GREEN, OVER), left: WIDTH - 1 }
    expect(parseApng(fileOf([whole(RED), outside, whole(BLUE)]))?.frames).toHaveLength(1)
  })

  it.each([8, 30, 60, 100])('survives a file cut after %d bytes', (length) => {
    const file = fileOf([whole(RED), whole(GREEN)]).subarray(0, length)
    expect(parseApng(file)?.frames.length ?? 0).toBeLessThanOrEqual(1)
  })
})

group('describe of animated PNG', () => {
  it('hashes the default image and later frames', async () => {
    const outcome = await describe(drawnFile(), DEFAULT_LIMITS)
    expect(outcome).toMatchObject({
      description: { mime: 'image/png', frames: 3, sampledFrames: [{ frame: 1 }, { frame: 2 }] },
    })
  })

  it('falls back to the default image when the animation is damaged', async () => {
    const file = drawnFile()
    file.fill(0, file.indexOf('fdAT') + 8, file.indexOf('fdAT') + 60)
    const [damaged, good] = await Promise.all([file, drawnFile()].map(describeWhole))
    expect(damaged).toMatchObject({ pdq: good!.pdq, frames: 3, sampledFrames: [] })
  })
})

async function describeWhole(file: Buffer) {
  const outcome = await describe(file, DEFAULT_LIMITS)
  if (outcome.status === 'refused') throw new Error(outcome.message)
  return outcome.description
}

const shared: PngPicture = { width: WIDTH, height: HEIGHT, bits: 8, colour: 6, samples: [] }

function whole(colour: readonly number[]): PngFrame {
  const place = {
    left: 0,
    top: 0,
    width: WIDTH,
    height: HEIGHT,
    dispose: KEEP,
    blend: SOURCE,
  } as const
  return { ...place, samples: filled(colour, WIDTH * HEIGHT) }
}

function part(colour: readonly number[], blend: 0 | 1, dispose: 0 | 1 | 2 = KEEP): PngFrame {
  return { left: 3, top: 2, width: 3, height: 2, dispose, blend, samples: filled(colour, 6) }
}

function dot(colour: readonly number[]): PngFrame {
  const place = { left: 0, top: 0, width: 1, height: 1, dispose: KEEP, blend: SOURCE } as const
  return { ...place, samples: colour }
}

function filled(colour: readonly number[], pixels: number): number[] {
  return Array.from({ length: pixels }, () => colour).flat()
}

function fileOf(frames: readonly PngFrame[], startsWithDefault = true): Buffer {
  return encodeApng({ ...shared, samples: filled([1, 2, 3, 255], 48) }, frames, startsWithDefault)
}

async function framesOf(frames: readonly PngFrame[], startsWithDefault = true, most = 9) {
  return later(fileOf(frames, startsWithDefault), most)
}

async function later(file: Buffer, most: number): Promise<LaterFrame[]> {
  const found: LaterFrame[] = []
  for await (const frame of laterApngFrames(parseApng(file)!, most)) found.push(frame)
  return found
}

function colours({ pixels }: LaterFrame) {
  const at = (x: number, y: number) => [...pixels.data.subarray((y * WIDTH + x) * 3).subarray(0, 3)]
  return { corner: at(0, 0), middle: at(4, 3) }
}

function drawnFile(): Buffer {
  const [width, height] = [60, 50]
  const place = { left: 0, top: 0, width, height, dispose: KEEP, blend: SOURCE } as const
  const frames = [1, 2, 3].map((seed) => ({
    ...place,
    samples: drawPattern(seed, width, height, 13),
  }))
  return encodeApng({ width, height, bits: 8, colour: 2, samples: [] }, frames)
}

import { createRandom, type Random } from '../../packages/cli/src/demo/drawing/random.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'

/** RGB bytes, row-major. */
export type Drawing = { pixels: Uint8Array; width: number; height: number }

const KINDS = ['clouds', 'shapes', 'page', 'curves', 'weave'] as const
const CHANNELS = 3
/** One picture in so many is of a camera's size; the others are as web pages show them. */
const LARGE_EVERY = 25

/**
 * Draws a picture whose spectrum falls off as that of a photograph: noise of all scales and grain, with
 * soft shapes, lines of text, curves or a fabric over it.
 *
 * All follows from the seed. Sides of 520 to 1300 pixels, of some pictures up to 4000.
 */
export async function drawSeeded(seed: number): Promise<Drawing> {
  const random = createRandom(seed)
  const long = seed % LARGE_EVERY === 0 ? random.whole(2000, 4000) : random.whole(600, 1300)
  const short = Math.max(520, Math.round(long * random.between(0.55, 1)))
  const [width, height] = seed % 3 === 0 ? [short, long] : [long, short]
  const drawing = await drawNoise(random, width, height)
  const kind = KINDS[seed % KINDS.length]!
  if (kind === 'shapes') drawShapes(drawing, random, 25)
  if (kind === 'page') drawLines(drawing, random)
  if (kind === 'curves') drawCurves(drawing, random)
  if (kind === 'weave') drawWeave(drawing, random)
  drawShapes(drawing, random, 4)
  addGrain(drawing, random)
  return drawing
}

async function drawNoise(random: Random, width: number, height: number): Promise<Drawing> {
  const sums = new Float32Array(width * height * CHANNELS).fill(random.between(90, 150))
  const slope = random.between(0.55, 0.75)
  let strength = random.between(0.7, 1.1)
  const finest = Math.min(width, height) / 2
  for (let side = 3; side <= finest; side *= 2, strength *= slope) {
    const rows = Math.max(2, Math.round((side * height) / width))
    const grid = Uint8Array.from({ length: side * rows * CHANNELS }, () => random.whole(0, 255))
    const raw = { width: side, height: rows, channels: CHANNELS } as const
    const layer = await sharp(grid, { raw })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .raw()
      .toBuffer()
    for (let i = 0; i < sums.length; i++) sums[i]! += (layer[i]! - 127.5) * strength
  }
  return { pixels: Uint8Array.from(sums, byte), width, height }
}

/** Ellipses with a shaded inside and a soft edge. */
function drawShapes(drawing: Drawing, random: Random, count: number): void {
  const { width, height } = drawing
  for (let i = 0; i < count; i++) {
    const [x, y] = [random.between(0, width), random.between(0, height)]
    const across = random.between(0.02, 0.3) * width
    const down = random.between(0.02, 0.3) * height
    const colour = colourOf(random)
    const softness = random.between(0.02, 0.4)
    paint(drawing, x - across, y - down, 2 * across, 2 * down, (px, py) => {
      const distance = Math.hypot((px - x) / across, (py - y) / down)
      const cover = Math.min(1, Math.max(0, (1 - distance) / softness))
      return { colour, cover: cover * (1 - distance / 3) }
    })
  }
}

/** A light page with words of uneven length, in columns of strokes. */
function drawLines(drawing: Drawing, random: Random): void {
  const { width, height } = drawing
  const left = random.between(0.02, 0.3) * width
  const top = random.between(0.02, 0.3) * height
  const [across, down] = [width * 0.65, height * 0.65]
  paint(drawing, left, top, across, down, () => ({ colour: [235, 232, 225], cover: 0.9 }))
  const letter = Math.max(4, Math.round(width / random.whole(60, 120)))
  for (let y = top + letter; y + letter < top + down; y += letter * 1.8) {
    for (let x = left + letter; x + letter < left + across; x += letter * 0.8) {
      if (random.whole(0, 5) === 0) continue
      const stroke = Math.max(1, letter / 6)
      const ink = { colour: [30, 30, 40] as const, cover: 0.95 }
      paint(drawing, x + random.whole(0, 1) * letter * 0.3, y, stroke, letter, () => ink)
      paint(drawing, x, y + random.whole(0, 2) * letter * 0.4, letter * 0.6, stroke, () => ink)
    }
  }
}

function drawCurves(drawing: Drawing, random: Random): void {
  const { width, height } = drawing
  for (let i = 0; i < 12; i++) {
    const colour = colourOf(random)
    const thick = random.between(2, width / 40)
    const [rise, swing] = [random.between(-1, 1), random.between(0.02, 0.3) * height]
    const [phase, turns] = [random.between(0, 6), random.between(1, 9)]
    const start = random.between(0, height)
    for (let x = 0; x < width; x++) {
      const at = x / width
      const y = start + rise * at * height + swing * Math.sin(phase + turns * at * 6)
      paint(drawing, x, y - thick, 1, 2 * thick, () => ({ colour, cover: 0.8 }))
    }
  }
}

/** Threads across and down, of a width that changes slowly. */
function drawWeave(drawing: Drawing, random: Random): void {
  const { width, height } = drawing
  const thread = random.between(5, 40)
  const tilt = random.between(-0.6, 0.6)
  const colour = colourOf(random)
  const left = random.between(0, 0.5) * width
  paint(drawing, left, 0, width * 0.6, height, (x, y) => {
    const wave = Math.sin((x + tilt * y) / thread) * Math.sin((y - tilt * x) / thread + x / width)
    return { colour, cover: 0.35 + 0.3 * wave }
  })
}

/** Paints words of block letters over a drawing, `cover` 0–1 opaque. */
export function drawWatermark(drawing: Drawing, cover: number): void {
  const random = createRandom(drawing.width)
  const letter = drawing.width / 16
  const top = drawing.height / 2 - letter / 2
  for (let i = 0; i < 10; i++) {
    const x = drawing.width / 6 + i * letter * 1.1
    const ink = { colour: [255, 255, 255] as const, cover }
    paint(drawing, x, top, letter / 5, letter, () => ink)
    paint(drawing, x, top + random.whole(0, 2) * letter * 0.4, letter, letter / 5, () => ink)
  }
}

type Ink = { colour: readonly [number, number, number]; cover: number }

/** Lays ink over the part of a rectangle that lies in the drawing. */
export function paint(
  { pixels, width, height }: Drawing,
  left: number,
  top: number,
  across: number,
  down: number,
  ink: (x: number, y: number) => Ink,
): void {
  const right = Math.min(width, Math.ceil(left + across))
  const bottom = Math.min(height, Math.ceil(top + down))
  for (let y = Math.max(0, Math.floor(top)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(left)); x < right; x++) {
      const { colour, cover } = ink(x, y)
      if (cover <= 0) continue
      const at = (y * width + x) * CHANNELS
      for (let c = 0; c < CHANNELS; c++) {
        pixels[at + c] = byte(pixels[at + c]! * (1 - cover) + colour[c]! * cover)
      }
    }
  }
}

function addGrain({ pixels }: Drawing, random: Random): void {
  const strength = random.whole(0, 9)
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = byte(pixels[i]! + random.between(-strength, strength))
  }
}

function colourOf(random: Random): [number, number, number] {
  return [random.whole(0, 255), random.whole(0, 255), random.whole(0, 255)]
}

function byte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)))
}

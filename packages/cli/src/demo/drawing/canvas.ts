import type { Random } from './random.ts'

/** Red, green, blue, 0–255. */
export type Colour = readonly [number, number, number]
export type Point = readonly [x: number, y: number]

/** RGB pixels, row-major. */
export type Canvas = { width: number; height: number; pixels: Uint8Array<ArrayBuffer> }

/** A canvas that fades from `top` to `bottom`. */
export function createCanvas(width: number, height: number, top: Colour, bottom: Colour): Canvas {
  const canvas = { width, height, pixels: new Uint8Array(width * height * 3) }
  for (let y = 0; y < height; y++) {
    paintRow(canvas, y, 0, width, mix(top, bottom, y / height))
  }
  return canvas
}

/** Fills a polygon, whatever its shape, by the even-odd rule; what lies outside is cut off. */
export function polygon(canvas: Canvas, points: readonly Point[], colour: Colour): void {
  const heights = points.map(([, y]) => y)
  const first = Math.max(0, Math.floor(Math.min(...heights)))
  const last = Math.min(canvas.height - 1, Math.ceil(Math.max(...heights)))
  for (let y = first; y <= last; y++) {
    const crossings = crossingsOf(points, y + 0.5)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      paintRow(canvas, y, crossings[i] ?? 0, crossings[i + 1] ?? 0, colour)
    }
  }
}

/** Fills an upright rectangle. */
export function rectangle(
  canvas: Canvas,
  [x, y]: Point,
  width: number,
  height: number,
  colour: Colour,
): void {
  const last = Math.min(canvas.height, Math.round(y + height))
  for (let row = Math.max(0, Math.round(y)); row < last; row++) {
    paintRow(canvas, row, x, x + width, colour)
  }
}

/** Fills an upright ellipse; with one radius a circle. */
export function ellipse(
  canvas: Canvas,
  [x, y]: Point,
  radiusX: number,
  colour: Colour,
  radiusY = radiusX,
): void {
  const last = Math.min(canvas.height - 1, Math.floor(y + radiusY))
  for (let row = Math.max(0, Math.ceil(y - radiusY)); row <= last; row++) {
    const half = radiusX * Math.sqrt(Math.max(0, 1 - ((row - y) / radiusY) ** 2))
    paintRow(canvas, row, x - half, x + half, colour)
  }
}

/** Roughens every pixel by up to `strength`, as film does. */
export function grain(canvas: Canvas, random: Random, strength: number): void {
  const { pixels } = canvas
  for (let p = 0; p < pixels.length; p += 3) {
    const shift = random.whole(-strength, strength)
    for (let channel = p; channel < p + 3; channel++) {
      pixels[channel] = Math.min(255, Math.max(0, (pixels[channel] ?? 0) + shift))
    }
  }
}

/** The colour between two, 0 for the first. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const at = (channel: 0 | 1 | 2): number =>
    Math.round(from[channel] + (to[channel] - from[channel]) * share)
  return [at(0), at(1), at(2)]
}

function paintRow(canvas: Canvas, y: number, from: number, to: number, colour: Colour): void {
  const start = Math.max(0, Math.round(from))
  const end = Math.min(canvas.width, Math.round(to))
  for (let x = start, p = (y * canvas.width + start) * 3; x < end; x++, p += 3) {
    canvas.pixels[p] = colour[0]
    canvas.pixels[p + 1] = colour[1]
    canvas.pixels[p + 2] = colour[2]
  }
}

function crossingsOf(points: readonly Point[], y: number): number[] {
  const crossings: number[] = []
  for (const [index, [x1, y1]] of points.entries()) {
    const [x2, y2] = points[(index + 1) % points.length] ?? [x1, y1]
    if (y1 <= y !== y2 <= y) crossings.push(x1 + ((y - y1) * (x2 - x1)) / (y2 - y1))
  }
  return crossings.sort((a, b) => a - b)
}

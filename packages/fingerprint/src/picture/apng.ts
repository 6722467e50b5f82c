import { crc32 } from 'node:zlib'
import type { Size } from '../hash/pdq.ts'
import { ANIMATION_PIXELS, FRAME_COST, spread, type LaterFrame } from './animation.ts'
import type { Area } from './border.ts'
import { orUndefined } from './sharp-reader.ts'
import { dropAlpha } from './views.ts'

type Chunk = { type: string; data: Buffer }
type Frame = Area & { dispose: number; blend: number; data: Buffer[] }

/** An animated PNG: its canvas, its frames, and whether the default image is the first of them. */
export type Apng = { size: Size; header: Chunk[]; frames: Frame[]; startsWithDefault: boolean }

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const DISPOSE_BACKGROUND = 1
const DISPOSE_PREVIOUS = 2
const BLEND_OVER = 1
const MAX_CANVAS_PIXELS = 16e6

/**
 * Reads the structure of an animated PNG; libvips knows only its default image.
 *
 * @returns undefined when the file has no animation, or one whose structure is damaged
 * @see W3C: Portable Network Graphics (PNG) Specification, third edition, section 11.3.5
 */
export function parseApng(bytes: Uint8Array): Apng | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const header: Chunk[] = []
  const frames: Frame[] = []
  let size: Size | undefined
  let [isAnimated, hasDefault, startsWithDefault] = [false, false, false]
  for (const { type, data } of chunks(file)) {
    if (type === 'IHDR' && data.length === 13 && size === undefined) {
      size = { width: data.readUInt32BE(0), height: data.readUInt32BE(4) }
      header.push({ type, data })
    }
    if (type === 'PLTE' || type === 'tRNS') header.push({ type, data })
    if (type === 'acTL') isAnimated = true
    if (type === 'IDAT') {
      if (!hasDefault) startsWithDefault = frames.length > 0
      hasDefault = true
      if (startsWithDefault) frames[0]?.data.push(data)
      else if (!isAnimated) return undefined
    }
    if (type === 'fcTL') {
      const frame = size && parseFrame(data, size)
      if (frame === undefined) break
      frames.push(frame)
    }
    if (type === 'fdAT' && data.length > 4) frames.at(-1)?.data.push(data.subarray(4))
  }
  const complete = frames.filter((frame) => frame.data.length > 0)
  if (size === undefined || !isAnimated || complete.length === 0) return undefined
  return { size, header, frames: complete, startsWithDefault }
}

/** Frames of the file: those of the animation, and the default image where it is not one of them. */
export function countFrames({ frames, startsWithDefault }: Apng): number {
  return frames.length + (startsWithDefault ? 0 : 1)
}

/**
 * Later frames of an animated PNG, drawn one over the other; ends at a frame that cannot be read.
 *
 * One pass over the animation, and at most three canvases in memory.
 */
export async function* laterApngFrames(apng: Apng, most: number): AsyncGenerator<LaterFrame> {
  const { size, frames, startsWithDefault } = apng
  if (size.width * size.height > MAX_CANVAS_PIXELS) return
  const shift = startsWithDefault ? 0 : 1
  const reachable = affordable(frames)
  const chosen = new Set(spread(reachable + shift, most))
  const canvas = new Uint8Array(size.width * size.height * 4)
  for (const [index, frame] of frames.slice(0, reachable).entries()) {
    const drawn = await orUndefined(() => decodeFrame(apng, frame))
    if (drawn === undefined) return
    const before = frame.dispose === DISPOSE_PREVIOUS ? canvas.slice() : undefined
    draw(canvas, size.width, frame, drawn)
    if (chosen.has(index + shift)) yield { frame: index + shift, pixels: hashable(canvas, size) }
    if (before !== undefined) canvas.set(before)
    else if (frame.dispose === DISPOSE_BACKGROUND) clear(canvas, size.width, frame)
  }
}

function* chunks(file: Buffer): Generator<Chunk> {
  for (let at = SIGNATURE.length; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at)
    if (at + 12 + length > file.length) return
    const data = file.subarray(at + 8, at + 8 + length)
    yield { type: file.toString('latin1', at + 4, at + 8), data }
    at += 12 + length
  }
}

function parseFrame(data: Buffer, canvas: Size): Frame | undefined {
  if (data.length !== 26) return undefined
  const [width, height] = [data.readUInt32BE(4), data.readUInt32BE(8)]
  const [left, top] = [data.readUInt32BE(12), data.readUInt32BE(16)]
  const fits = left + width <= canvas.width && top + height <= canvas.height
  if (!fits || width === 0 || height === 0) return undefined
  return { left, top, width, height, dispose: data[24]!, blend: data[25]!, data: [] }
}

function affordable(frames: readonly Frame[]): number {
  let cost = 0
  const beyond = frames.findIndex((frame) => {
    cost += frame.width * frame.height + FRAME_COST
    return cost > ANIMATION_PIXELS
  })
  return beyond === -1 ? frames.length : beyond
}

async function decodeFrame({ header }: Apng, frame: Frame): Promise<Uint8Array> {
  const { sharp } = await import('./restricted-sharp.ts')
  const size = Buffer.alloc(8)
  size.writeUInt32BE(frame.width, 0)
  size.writeUInt32BE(frame.height, 4)
  const parts = header.map(({ type, data }) =>
    chunk(type, type === 'IHDR' ? Buffer.concat([size, data.subarray(8)]) : data),
  )
  const body = [chunk('IDAT', Buffer.concat(frame.data)), chunk('IEND', Buffer.alloc(0))]
  const file = Buffer.concat([SIGNATURE, ...parts, ...body])
  const limits = { failOn: 'error', limitInputPixels: MAX_CANVAS_PIXELS } as const
  const picture = sharp(file, { ignoreIcc: true, ...limits }).ensureAlpha()
  const { data, info } = await picture.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  if (info.channels !== 4) throw new Error(`decode frame: ${info.channels} channels`)
  return data
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  out.set(data, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length)
  return out
}

function draw(canvas: Uint8Array, canvasWidth: number, frame: Frame, pixels: Uint8Array): void {
  const stride = frame.width * 4
  for (let y = 0; y < frame.height; y++) {
    const to = ((frame.top + y) * canvasWidth + frame.left) * 4
    const row = pixels.subarray(y * stride, (y + 1) * stride)
    if (frame.blend !== BLEND_OVER) canvas.set(row, to)
    else for (let x = 0; x < stride; x += 4) blend(canvas, to + x, row, x)
  }
}

function blend(under: Uint8Array, at: number, over: Uint8Array, from: number): void {
  const alpha = over[from + 3]!
  if (alpha === 0) return
  const rest = (under[at + 3]! * (255 - alpha)) / 255
  const sum = alpha + rest
  for (let channel = 0; channel < 3; channel++) {
    const mixed = over[from + channel]! * alpha + under[at + channel]! * rest
    under[at + channel] = Math.round(mixed / sum)
  }
  under[at + 3] = Math.round(sum)
}

function clear(canvas: Uint8Array, canvasWidth: number, { left, top, width, height }: Area): void {
  for (let y = top; y < top + height; y++) {
    canvas.fill(0, (y * canvasWidth + left) * 4, (y * canvasWidth + left + width) * 4)
  }
}

function hashable(canvas: Uint8Array, size: Size): LaterFrame['pixels'] {
  return { data: dropAlpha(canvas), channels: 3, ...size, original: size }
}

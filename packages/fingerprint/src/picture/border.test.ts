import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { drawPattern } from '../drawn-picture.ts'
import { cut, withoutBorder, type Area } from './border.ts'

const [WIDTH, HEIGHT] = [320, 240]
const whole = { width: WIDTH, height: HEIGHT }

describe('withoutBorder', () => {
  it('finds none in a picture without one', () => {
    expect(withoutBorder(drawPattern(1, WIDTH, HEIGHT, 29), whole)).toBeUndefined()
  })

  it.each([
    ['a frame', { left: 20, top: 16, width: 270, height: 200 }],
    ['a letterbox', { left: 0, top: 30, width: 320, height: 180 }],
    ['pillars', { left: 40, top: 0, width: 240, height: 240 }],
    ['one bar', { left: 0, top: 0, width: 320, height: 210 }],
    ['the thinnest border that counts', { left: 5, top: 4, width: 315, height: 236 }],
    ['a quarter of each side', { left: 100, top: 70, width: 80, height: 60 }],
  ])('finds what lies within %s', (_, area) => {
    expect(withoutBorder(framed(area, [12, 200, 90]), whole)).toEqual(area)
  })

  it('leaves a border below 1/64 of its side alone', () => {
    const area = { left: 4, top: 3, width: 312, height: 234 }
    expect(withoutBorder(framed(area, [255, 255, 255]), whole)).toBeUndefined()
  })

  it('keeps the thin sides of an uneven border', () => {
    const area = { left: 4, top: 30, width: 312, height: 180 }
    const found = { left: 0, top: 30, width: 320, height: 180 }
    expect(withoutBorder(framed(area, [0, 0, 0]), whole)).toEqual(found)
  })

  it('finds a letterbox within pillars of another colour', () => {
    const inner = { left: 40, top: 30, width: 240, height: 180 }
    const pixels = framed(inner, [0, 0, 0])
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < 40; x++) {
        pixels.fill(255, (y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3)
        pixels.fill(255, (y * WIDTH + 319 - x) * 3, (y * WIDTH + 319 - x) * 3 + 3)
      }
    }
    expect(withoutBorder(pixels, whole)).toEqual(inner)
  })

  it('never trims a flat picture to nothing', () => {
    expect(withoutBorder(new Uint8Array(WIDTH * HEIGHT * 3).fill(7), whole)).toBeUndefined()
  })

  it('finds none when less than a quarter of a side would be left', () => {
    const area = { left: 10, top: 100, width: 300, height: 50 }
    expect(withoutBorder(framed(area, [0, 0, 0]), whole)).toBeUndefined()
  })

  it('takes a slow gradient for picture, not for border', () => {
    const pixels = new Uint8Array(WIDTH * HEIGHT * 3)
    for (let at = 0; at < pixels.length; at++) pixels[at] = Math.floor(at / (WIDTH * 3))
    const found = withoutBorder(pixels, whole)
    expect(found === undefined || found.height > HEIGHT * 0.9).toBe(true)
  })

  it.each([40, 60, 90])('finds a border through compression at quality %d', async (quality) => {
    const area = { left: 0, top: 32, width: 320, height: 176 }
    const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const
    const jpeg = await sharp(framed(area, [0, 0, 0]), { raw })
      .jpeg({ quality })
      .toBuffer()
    const found = withoutBorder(await sharp(jpeg).raw().toBuffer(), whole)
    expect(found).toMatchObject({ left: 0, width: 320 })
    expect(Math.abs((found?.top ?? 0) - 32)).toBeLessThanOrEqual(3)
    expect(Math.abs((found?.height ?? 0) - 176)).toBeLessThanOrEqual(6)
  })

  it('finds none in a single pixel', () => {
    expect(withoutBorder(Uint8Array.of(1, 2, 3), { width: 1, height: 1 })).toBeUndefined()
  })
})

function framed(area: Area, colour: readonly number[]): Uint8Array {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3)
  for (let at = 0; at < pixels.length; at += 3) pixels.set(colour, at)
  const inner = drawPattern(5, area.width, area.height, 23)
  for (let y = 0; y < area.height; y++) {
    const row = inner.subarray(y * area.width * 3, (y + 1) * area.width * 3)
    pixels.set(row, ((area.top + y) * WIDTH + area.left) * 3)
  }
  expect(cut({ data: pixels, channels: 3, ...whole }, area)).toEqual(inner)
  return pixels
}

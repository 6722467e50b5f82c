import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isCutOff } from './cut-off.ts'

const FOLDER = new URL('../fixtures/', import.meta.url)
const GIF = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')
const pictures = [
  ...readdirSync(FOLDER)
    .filter((name) => /\.(?:jpg|png|webp)$/.test(name))
    .map((name) => [name, readFileSync(new URL(name, FOLDER))] as const),
  ['pixel.gif', GIF] as const,
]

describe('isCutOff', () => {
  it.each(pictures)('is false for %s, and for what follows its end', (name, bytes) => {
    expect(isCutOff(bytes)).toBe(false)
    if (name.endsWith('.jpg')) expect(isCutOff(Buffer.concat([bytes, GIF]))).toBe(false)
  })

  it.each(pictures)('is true for %s cut anywhere', (_name, bytes) => {
    for (let part = 1; part < 40; part += 1) {
      const length = Math.max(16, Math.floor((bytes.length * part) / 40))
      if (length < bytes.length) expect(isCutOff(bytes.subarray(0, length))).toBe(true)
    }
    expect(isCutOff(bytes.subarray(0, -1))).toBe(true)
  })

  it('does not take the end of a thumbnail for the end', () => {
    const [, jpeg] = pictures.find(([name]) => name === 'scene-1.jpg')!
    const thumbnail = Buffer.from('ffd8ffd9', 'hex')
    const segment = Buffer.concat([Buffer.from('ffe10006', 'hex'), thumbnail])
    const whole = Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])
    expect(isCutOff(whole)).toBe(false)
    expect(isCutOff(whole.subarray(0, whole.length / 2))).toBe(true)
  })

  it('says nothing of other bytes', () => {
    for (const text of ['', 'x', 'GIF', 'plain words', '<html>']) {
      expect(isCutOff(Buffer.from(text))).toBe(false)
    }
  })
})

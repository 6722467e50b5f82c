import { describe, expect, it } from 'vitest'
import { isImageStart } from './image-start.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('isImageStart', () => {
  it.each([
    ['JPEG', '\xff\xd8\xff\xe0'],
    ['PNG', '\x89PNG\r\n\x1a\n'],
    ['GIF', 'GIF89a'],
    ['WebP', 'RIFF\x10\0\0\0WEBPVP8 '],
    ['TIFF, little end first', 'II*\0'],
    ['TIFF, big end first', 'MM\0*'],
    ['BigTIFF', 'II+\0'],
    ['BMP', 'BM\x10\x01\0\0\0\0\0\0'],
    ['AVIF', '\0\0\0\x1cftypavif'],
    ['HEIC', '\0\0\0\x1cftypheic'],
    ['HEIC, a sequence of layers', '\0\0\0\x1cftyphevs'],
    ['JPEG XL', '\xff\x0a'],
    ['JPEG XL in a container', '\0\0\0\x0cJXL \r\n\x87\n'],
  ])('knows %s', (_name, text) => {
    expect(isImageStart(latin1(text))).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['a page', '<!doctype html>'],
    ['prose', 'BMW and other cars'],
    ['sound', 'RIFF\x10\0\0\0WAVEfmt '],
    ['film', '\0\0\0\x1cftypisom'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['half a mark', '\x89PNG'],
  ])('does not take %s for a picture', (_name, text) => {
    expect(isImageStart(latin1(text))).toBe(false)
  })
})

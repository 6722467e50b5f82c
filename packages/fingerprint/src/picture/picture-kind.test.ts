import { describe, expect, it } from 'vitest'
import { bmpFile } from '../drawn-bmp.ts'
import { pictureKind } from './picture-kind.ts'

const box = (major: string, brands: string) =>
  Buffer.concat([
    Buffer.from([0, 0, (16 + brands.length) >> 8, (16 + brands.length) & 255]),
    Buffer.from(`ftyp${major}\0\0\0\0${brands}`, 'latin1'),
  ])

describe('pictureKind', () => {
  it.each([
    ['image/jpeg', Buffer.from('ffd8ffe000104a464946', 'hex')],
    ['image/png', Buffer.from('89504e470d0a1a0a0000000d', 'hex')],
    ['image/gif', Buffer.from('GIF89a\x01\x00')],
    ['image/webp', Buffer.from('RIFF\x10\0\0\0WEBPVP8 ')],
    ['image/tiff', Buffer.from('II*\0\x08\0\0\0')],
    ['image/avif', box('avif', 'mif1')],
    ['image/avif', box('mif1', 'miafavif')],
    ['image/heic', box('heic', 'mif1heic')],
    ['image/heic', box('mif1', 'mif1heix')],
    ['image/heic', box('msf1', 'hevc')],
    ['image/avif', box('avif', 'mif1'.repeat(60))],
    ['image/bmp', bmpFile({ width: 1, height: 1, bits: 24, headerBytes: 12 }, Buffer.alloc(4))],
    ['image/bmp', bmpFile({ width: 1, height: 1, bits: 24, headerBytes: 124 }, Buffer.alloc(4))],
  ])('knows %s', (kind, bytes) => {
    expect(pictureKind(bytes)).toBe(kind)
  })

  it.each([
    ['plain', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    [
      'with a prologue',
      Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg>\n<svg >'),
    ],
    ['with a namespace prefix', Buffer.from('  <s:svg xmlns:s="x">')],
    ['in UTF-16', Buffer.from('\ufeff<?xml version="1.0"?><svg />', 'utf16le')],
  ])('knows SVG %s', (_, bytes) => {
    expect(pictureKind(bytes)).toBe('svg')
  })

  it.each([
    ['JPEG XL', Buffer.from('ff0a7a0f', 'hex')],
    ['JPEG XL in boxes', Buffer.from('0000000c4a584c200d0a870a', 'hex')],
    ['JPEG 2000', Buffer.from('0000000c6a5020200d0a870a', 'hex')],
    ['an icon', Buffer.from('0000010001001010', 'hex')],
    ['MP4', box('isom', 'iso2mp41')],
    ['3GPP', box('3gp5', '3gp4')],
    ['QuickTime of old', Buffer.from('000007ec6d6f6f76', 'hex')],
    ['WebM', Buffer.from('1a45dfa39f428681', 'hex')],
    ['AVI', Buffer.from('RIFF\x10\0\0\0AVI LIST')],
  ])('knows that there is no decoder for %s', (_, bytes) => {
    expect(pictureKind(bytes)).toBe('unsupported')
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('GIF is a format, <svg> another')],
    ['a page with a drawing', Buffer.from('<!doctype html><html><body><svg></svg>')],
    ['a sound in boxes', box('M4A ', 'isomM4A ')],
    ['a sound in RIFF', Buffer.from('RIFF\x10\0\0\0WAVEfmt ')],
    ['text that begins like BMP', Buffer.from('BMI is a measure of weight')],
    ['a BMP cut before its size', Buffer.from('BM\x46\0\0\0\0\0')],
    ['a short container', Buffer.from('\0\0\0\x08ftyp')],
  ])('does not know %s', (_, bytes) => {
    expect(pictureKind(bytes)).toBeUndefined()
  })
})

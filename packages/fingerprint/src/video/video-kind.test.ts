import { describe, expect, it } from 'vitest'
import { videoKind } from './video-kind.ts'

const box = (name: string, size: number, rest = ''): Buffer => {
  const bytes = Buffer.alloc(64)
  bytes.writeUInt32BE(size)
  bytes.write(name + rest, 4, 'latin1')
  return bytes
}
const text = (start: string): Buffer => Buffer.from(start.padEnd(1000, ' drawn'), 'latin1')

describe('videoKind', () => {
  it.each<[string, Buffer, string]>([
    ['an MP4', box('ftyp', 24, 'isom\0\0\0\0isommp41'), 'video/mp4'],
    ['a QuickTime file', box('ftyp', 20, 'qt  \0\0\0\0qt  '), 'video/quicktime'],
    ['an old QuickTime file', box('moov', 4_096, '\0\0\0\x6cmvhd'), 'video/quicktime'],
    ['one that begins with its frames', box('mdat', 12_345_678), 'video/quicktime'],
    ['one of more than 4 GiB', box('mdat', 1), 'video/quicktime'],
    ['one with room for a longer size', box('wide', 8, '\0\0\x10\0mdat'), 'video/quicktime'],
    ['an Ogg', Buffer.from('OggS\0\x02\0\0\0\0\0\0\0\0', 'latin1'), 'video/ogg'],
  ])('knows %s', (_, bytes, mime) => {
    expect(videoKind(bytes)?.mime).toBe(mime)
  })

  it.each([
    'wordmoov<html>',
    '<!--mdat --><html>',
    'theyftyp isom',
    '<a> wide',
    '\n\n\n\nmdat<p>',
    'OggS and other marks',
  ])('takes a text for none: %j', (start) => {
    expect(videoKind(text(start))).toBeUndefined()
  })

  it('takes a picture in boxes for none', () => {
    expect(videoKind(box('ftyp', 24, 'avif\0\0\0\0mif1miaf'))).toBeUndefined()
  })
})

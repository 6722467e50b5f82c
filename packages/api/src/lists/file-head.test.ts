import { readFileSync } from 'node:fs'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { foreignFile, noForeignFile } from './file-head.ts'

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
const SAMPLES: [string, Buffer, string][] = [
  ['JPEG', hex('ffd8ffe000104a464946'), 'picture'],
  ['PNG', hex('89504e470d0a1a0a'), 'picture'],
  ['GIF', Buffer.from('GIF89a'), 'picture'],
  ['BMP', hex('424d 36100e00 00000000 36000000'), 'picture'],
  ['WebP', Buffer.from('RIFF\0\0\0\0WEBPVP8 '), 'picture'],
  ['AVIF', Buffer.from('\0\0\0 ftypavif\0\0\0\0'), 'picture'],
  ['HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0'), 'picture'],
  ['TIFF', hex('49492a0008000000'), 'picture'],
  ['JPEG XL', hex('ff0afa1f'), 'picture'],
  ['MP4', Buffer.from('\0\0\0 ftypisom\0\0\x02\0'), 'video'],
  ['Matroska', hex('1a45dfa3a3428681'), 'video'],
  ['ZIP', hex('504b030414000000'), 'archive'],
  ['RAR', hex('526172211a070100'), 'archive'],
  ['7z', hex('377abcaf271c0004'), 'archive'],
  ['tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\0')]), 'archive'],
  ['PDF', Buffer.from('%PDF-1.7'), 'document'],
]
const LISTS: [string, Buffer][] = [
  ['hex digits', Buffer.from('d41d8cd98f00b204e9800998ecf8427e\n')],
  ['base64 that begins like a bitmap', Buffer.from('BM4fQzEwVx5xJm8Xq2bIhA==\n')],
  ['base64 that begins like bzip2', Buffer.from('BZh9QzEwVx5xJm8Xq2bIhA==\n')],
  ['JSON', Buffer.from('{"@odata.context": "x"}')],
  ['UTF-16', Buffer.from('\ufeffmd5;sha1\n', 'utf16le')],
  ['gzip', gzipSync('a\n')],
  ['zstd', zstdCompressSync('a\n')],
  ['nothing', Buffer.alloc(0)],
]

describe('the first bytes of a file', () => {
  it.each(SAMPLES)('tell %s', (_name, head, kind) => expect(foreignFile(head)).toBe(kind))
  it.each(LISTS)('let through %s', (_name, head) => expect(foreignFile(head)).toBeNull())

  it('are looked at in the browser by the same signs', () => {
    const signsIn = (path: string): string[] =>
      readFileSync(new URL(path, import.meta.url), 'utf8').match(/\[\/\^.*'\w+'\]/g) ?? []
    expect(signsIn('../console/assets/upload.js')).toEqual(signsIn('file-head.ts'))
    expect(signsIn('file-head.ts').length).toBeGreaterThan(20)
  })

  it('are given on, and refused before anything else is read', async () => {
    const pieces = async function* (...all: Buffer[]) {
      yield* all
    }
    const read: Buffer[] = []
    for await (const bytes of noForeignFile(pieces(Buffer.from('ab'), Buffer.from('c\n'))))
      read.push(Buffer.from(bytes))
    expect(Buffer.concat(read).toString()).toBe('abc\n')
    const refused = noForeignFile(pieces(Buffer.from([0xff]), Buffer.from([0xd8, 0xff])))
    await expect(refused.next()).rejects.toMatchObject({ code: 'file-is-picture' })
  })
})

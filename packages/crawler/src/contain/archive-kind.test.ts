import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { archiveKind } from './archive-kind.ts'
import { makeRar, makeTar, makeZip } from './testing-archives.ts'

const drawn = Buffer.from('drawn for tests')
const bzip2 = (level: string, mark: string): Buffer =>
  Buffer.concat([Buffer.from(`BZh${level}`), Buffer.from(mark, 'hex'), Buffer.alloc(8)])

describe('archiveKind', () => {
  it.each<[string, Buffer, string]>([
    ['a zip', makeZip([{ bytes: drawn }]), 'zip'],
    ['an empty zip', makeZip([]), 'zip'],
    ['a RAR', makeRar([drawn]), 'rar'],
    ['a tar', makeTar([drawn]), 'tar'],
    ['a tar of which the sums are signed', signedTar(), 'tar'],
    ['a packed tar', gzipSync(makeTar([drawn])), 'gzip'],
    ['a bzip2', bzip2('9', '314159265359'), 'bzip2'],
    ['an empty bzip2', bzip2('1', '177245385090'), 'bzip2'],
    ['a tar that is named like a page', named('<!doctype html><html><body>'), 'tar'],
  ])('knows %s', (_, bytes, kind) => {
    expect(archiveKind(bytes)).toBe(kind)
  })

  it.each<[string, Buffer]>([
    ['a text that begins like a bzip2', Buffer.from('BZh is a name<p>'.repeat(80))],
    ['a bzip2 of no level', bzip2('0', '314159265359')],
    ['a text with the mark of a tar', marked('x'.repeat(1024))],
    ['a tar that was cut off in its first block', makeTar([drawn]).subarray(0, 300)],
    ['a tar whose sum is another', changed()],
    ['a page', Buffer.from('<!doctype html>'.padEnd(2000))],
    ['nothing', Buffer.alloc(0)],
  ])('takes %s for none', (_, bytes) => {
    expect(archiveKind(bytes)).toBeUndefined()
  })
})

function marked(text: string): Buffer {
  const bytes = Buffer.from(text)
  bytes.write('ustar', 257)
  return bytes
}

function changed(): Buffer {
  const tar = makeTar([drawn])
  tar[0] = tar[0]! + 1
  return tar
}

function summed(tar: Buffer, valueOf: (byte: number) => number): Buffer {
  tar.write('        ', 148)
  const sum = tar.subarray(0, 512).reduce((all, byte) => all + valueOf(byte), 0)
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return tar
}

function signedTar(): Buffer {
  const tar = makeTar([drawn])
  tar.write('caf\u00e9', 0, 'latin1')
  return summed(tar, (byte) => (byte > 127 ? byte - 256 : byte))
}

function named(name: string): Buffer {
  const tar = makeTar([drawn])
  tar.write(name, 0)
  return summed(tar, (byte) => byte)
}

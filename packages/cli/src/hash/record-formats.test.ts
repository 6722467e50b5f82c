import { describe, expect, it } from 'vitest'
import type { FileRecord, PictureRecord } from './file-record.ts'
import { pathFromArgument } from './path-text.ts'
import { createRecordWriter, type HashFormat } from './record-formats.ts'

const digests = { md5: 'a'.repeat(32), sha1: 'b'.repeat(40), sha256: 'c'.repeat(64), size: 7 }
const picture: PictureRecord = {
  mime: 'image/png',
  width: 3,
  height: 2,
  frames: 1,
  pdq: 'd'.repeat(64),
  pdqQuality: 100,
  blockhash: 'e'.repeat(64),
  depth: 'full',
  variants: [],
  sampledFrames: [],
  pipelineVersion: 'test',
}
const error = { code: 'not-an-image', message: 'recognise picture: unknown leading bytes' }
const PICTURE: FileRecord = { path: 'a/b.png', digests, picture }
const OTHER: FileRecord = { path: 'c', digests, error }
const UNREAD: FileRecord = { path: 'd', error: { code: 'gone', message: 'read file: gone' } }

function written(format: HashFormat, records: readonly FileRecord[], withPaths = true): string {
  const writer = createRecordWriter(format, withPaths)
  return writer.begin + records.map((record) => writer.record(record)).join('') + writer.end
}
const ndjson = (records: readonly FileRecord[], withPaths = true): unknown[] =>
  written('ndjson', records, withPaths)
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
const csv = (records: readonly FileRecord[], withPaths = true): Record<string, string>[] => {
  const [head = [], ...rows] = rowsOf(written('csv', records, withPaths))
  return rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [head[at], cell])))
}
/** Rows of cells as RFC 4180 has them. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, cell = '', end] of text.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n])*)(,|\n)/g)) {
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (end === '\n') {
      rows.push(row)
      row = []
    }
  }
  return rows
}
const vics = (records: readonly FileRecord[], withPaths: boolean): { value: unknown[] } =>
  JSON.parse(written('vics', records, withPaths)) as { value: unknown[] }
const { size, ...hashes } = digests

describe('NDJSON', () => {
  it('has one object a line, with a picture or an error', () => {
    expect(ndjson([PICTURE, OTHER, UNREAD])).toEqual([
      { path: 'a/b.png', size, ...hashes, ...picture },
      { path: 'c', size, ...hashes, error },
      { path: 'd', error: UNREAD.error },
    ])
  })

  it('keeps any path exactly', () => {
    const odd = pathFromArgument('é\n"=1"\u2028.jpg')
    expect(ndjson([{ ...OTHER, path: odd }])).toMatchObject([{ path: 'é\n"=1"\u2028.jpg' }])
    const [record] = ndjson([{ ...OTHER, path: 'x\xff\xc3' }]) as { pathBase64: string }[]
    expect(Buffer.from(record!.pathBase64, 'base64')).toEqual(Buffer.from([0x78, 0xff, 0xc3]))
  })

  it('leaves paths out on request', () => {
    expect(JSON.stringify(ndjson([{ ...PICTURE, path: 'secret\xff' }], false))).not.toMatch(
      /path|secret/,
    )
  })
})

describe('CSV', () => {
  it('has a column for each field', () => {
    const [first, second, third] = csv([PICTURE, OTHER, UNREAD])
    expect(first).toMatchObject({ path: 'a/b.png', size: '7', ...hashes, pdqQuality: '100' })
    expect(second).toMatchObject({ path: 'c', ...hashes, pdq: '', errorCode: 'not-an-image' })
    expect(third).toMatchObject({ path: 'd', md5: '', errorCode: 'gone' })
  })

  it('quotes what needs it', () => {
    const paths = ['a,b', 'a"b', 'a\nb', 'a\r\nb', ' a ', 'a;b', '\u00e9']
    const records = paths.map((path) => ({ ...OTHER, path: pathFromArgument(path) }))
    expect(csv(records).map(({ path }) => path)).toEqual(paths)
  })

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', "'x"])(
    'makes no formula of a path, and loses nothing of it: %j',
    (path) => {
      expect(csv([{ ...OTHER, path }])).toMatchObject([{ path: `'${path}` }])
    },
  )

  it('leaves paths out on request', () => {
    expect(written('csv', [{ ...PICTURE, path: 'secret\xff' }], false)).not.toContain('secret')
  })
})

describe('VICS', () => {
  const context =
    'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media'
  const media = {
    MediaID: 1,
    Category: null,
    MD5: digests.md5,
    SHA1: digests.sha1,
    MediaSize: 7,
    MimeType: 'image/png',
    AlternativeHashes: [
      { MD5: digests.md5, HashName: 'SHA-256', HashValue: digests.sha256 },
      { MD5: digests.md5, HashName: 'PDQ', HashValue: picture.pdq },
      { MD5: digests.md5, HashName: 'blockhash', HashValue: picture.blockhash },
    ],
  }

  it('is one document of the version 2.0 hash set', () => {
    expect(vics([PICTURE], false)).toEqual({ '@odata.context': context, value: [media] })
    expect(vics([], false)).toEqual({ '@odata.context': context, value: [] })
  })

  it('numbers the media and passes over files without digests', () => {
    expect(vics([UNREAD, PICTURE, UNREAD, OTHER], false).value).toMatchObject([
      { MediaID: 1, MimeType: 'image/png' },
      { MediaID: 2, MimeType: 'application/octet-stream', AlternativeHashes: { length: 1 } },
    ])
  })

  it('names files on request only', () => {
    const MediaFiles = [{ MD5: digests.md5, FileName: 'b.png', FilePath: '/a/b.png' }]
    const record = { ...PICTURE, path: '/a/b.png' }
    expect(vics([record], true).value).toMatchObject([{ RelativeFilePath: 'a/b.png', MediaFiles }])
    expect(written('vics', [record], false)).not.toContain('b.png')
  })

  it('says no perceptual hash of a picture too flat for one', () => {
    const flat = { ...PICTURE, picture: { ...picture, pdqQuality: 49 } }
    expect(written('vics', [flat], false)).not.toMatch(/PDQ|blockhash/)
  })
})

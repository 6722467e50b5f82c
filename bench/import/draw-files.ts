import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const LINES = 2_000

const digest = (algorithm: string, n: number): string =>
  createHash(algorithm).update(`drawn ${n}`).digest('hex')

/** A Project VIC 2.0 hash set of so many media, some 750 bytes each, of nothing that exists. */
export const writeVics = (file: string, media: number): Promise<void> =>
  pipeline(Readable.from(vics(media)), createWriteStream(file))

function* vics(media: number): Generator<string> {
  yield '{"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media","value":[\n'
  for (let from = 0; from < media; from += LINES) {
    const items = Array.from({ length: Math.min(LINES, media - from) }, (_, at) =>
      JSON.stringify(medium(from + at)),
    )
    yield (from > 0 ? ',\n' : '') + items.join(',\n')
  }
  yield '\n]}\n'
}

function medium(n: number): Record<string, unknown> {
  const MD5 = digest('md5', n).toUpperCase()
  return {
    MediaID: n,
    Category: (n % 2) + 1,
    MD5,
    SHA1: digest('sha1', n).toUpperCase(),
    MediaSize: 100_000 + n,
    MimeType: 'image/jpeg',
    DateUpdated: '2026-03-01T10:00:00.0000000Z',
    VictimIdentified: 'False',
    OffenderIdentified: false,
    IsDistributed: 'True',
    IsPrecategorized: 'true',
    Series: null,
    Comments: `a comment of some length about nothing, number ${n}, "quoted" and so on`,
    RelativeFilePath: `export\\part ${n % 97}\\picture ${n}.jpg`,
    MediaFiles: [
      {
        MD5,
        FileName: `picture ${n}.jpg`,
        FilePath: `C:\\Users\\somebody\\Pictures\\${n % 97}`,
        Created: '2024-01-01T00:00:00Z',
        Written: '2024-01-01T00:00:00Z',
        Accessed: '/Date(1704067200000)/',
        Unallocated: false,
        SourceID: 'evidence 1',
      },
    ],
    Exifs: [{ MD5, PropertyName: 'Make', PropertyValue: 'Camera' }],
  }
}

/** A plain list of so many MD5, one a line. */
export const writePlain = (file: string, hashes: number): Promise<void> =>
  pipeline(Readable.from(plain(hashes)), createWriteStream(file))

function* plain(hashes: number): Generator<string> {
  for (let from = 0; from < hashes; from += LINES) {
    const count = Math.min(LINES, hashes - from)
    yield Array.from({ length: count }, (_, at) => `${digest('md5', from + at)}\n`).join('')
  }
}

import { createHash } from 'node:crypto'

// Pictures of one pixel that web pages load to be counted: files of everyone, and of nothing.
const PIXELS = [
  'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==',
  'R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==',
  'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=',
  'R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVR42mNgAAIAAAUAAen63NgAAAAASUVORK5CYII=',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
]
const BYTES = ['\0', ' ', '\n', '\r\n', '\u00ff']
const ZEROS = [512, 1024, 4096, 65_536, 2 ** 20]
const NAMES = ['md5', 'sha1', 'sha256']

export type BlankDigest = 'digest-of-empty-file' | 'digest-of-blank-file'

type Blanks = { digests: ReadonlyMap<string, BlankDigest>; starts: ReadonlySet<number> }
let blanks: Blanks | undefined

/**
 * Why a digest says nothing of a picture, or undefined.
 *
 * It may be of no bytes, of a file of one byte or line end, of nothing but zeros, of a pixel that
 * counts readers; or be all zeros or all ones itself.
 *
 * @param value of MD5, SHA-1 or SHA-256, 16, 20 or 32 bytes
 */
export function blankDigest(value: Buffer): BlankDigest | undefined {
  blanks ??= allBlanks()
  // Hardly any digest gets further, and writing it out takes longer than all else.
  if (!blanks.starts.has(value.readUInt32BE(0))) return undefined
  return blanks.digests.get(value.toString('hex'))
}

function allBlanks(): Blanks {
  const files = [
    ...BYTES.map((text) => Buffer.from(text, 'latin1')),
    ...ZEROS.map((length) => Buffer.alloc(length)),
    ...PIXELS.map((text) => Buffer.from(text, 'base64')),
  ]
  const digests = new Map<string, BlankDigest>()
  for (const name of NAMES) {
    const empty = createHash(name).digest('hex')
    digests.set(empty, 'digest-of-empty-file')
    digests.set('0'.repeat(empty.length), 'digest-of-blank-file')
    digests.set('f'.repeat(empty.length), 'digest-of-blank-file')
    for (const file of files) {
      digests.set(createHash(name).update(file).digest('hex'), 'digest-of-blank-file')
    }
  }
  const starts = [...digests.keys()].map((hex) => Number.parseInt(hex.slice(0, 8), 16))
  return { digests, starts: new Set(starts) }
}

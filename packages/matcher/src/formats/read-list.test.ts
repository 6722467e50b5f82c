import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { digestOf, hash256 } from '../fixtures/synthetic.ts'
import { MAX_ROW_BYTES, nothingSetAside } from './list-row.ts'
import { readList, type ListFormat } from './read-list.ts'
import { expectSameAtEveryCut, read, row, unreadable } from './testing-lists.ts'

const MD5 = digestOf('md5', 1)
const SHA1 = digestOf('sha1', 1)
const SHA256 = digestOf('sha256', 1)
const PDQ = hash256(1)
const LONG = 'x'.repeat(MAX_ROW_BYTES + 1)

describe('readList of a plain list', () => {
  it('tells MD5 and SHA-1 by their length, in either case', async () => {
    expect(await read(`${MD5}\n${SHA1.toUpperCase()}\n`)).toEqual({
      format: 'plain',
      rows: [row(1, ['md5', MD5]), row(2, ['sha1', SHA1.toUpperCase()])],
      setAside: nothingSetAside(),
    })
  })

  it('wants to be told what 64 digits are', async () => {
    const refused = { kind: 'invalid', code: 'list-algorithm-needed' }
    await expect(read(`${PDQ}\n`)).rejects.toMatchObject(refused)
    await expect(read(`${MD5}\n${PDQ.toUpperCase()}\n`)).rejects.toMatchObject(refused)
    await expect(read(PDQ)).rejects.not.toThrow(PDQ)
  })

  it.each(['sha256', 'pdq', 'blockhash'] as const)(
    'reads 64 digits as %s on request',
    async (algorithm) => {
      expect((await read(PDQ, { algorithm })).rows).toEqual([row(1, [algorithm, PDQ])])
    },
  )

  it.each([
    ['pdq', 'pdq'],
    ['PDQ', 'pdq'],
    ['pdq_hash', 'pdq'],
    ['blockhash', 'blockhash'],
    ['SHA-256', 'sha256'],
    ['hash_md5', 'md5'],
  ] as const)('takes the label %s', async (label, algorithm) => {
    for (const between of [' ', '\t', ':', ', ', ' ; ']) {
      const { format, rows } = await read(`${label}${between}${PDQ}\n`)
      expect(format).toBe('plain')
      expect(rows).toEqual([row(1, [algorithm, PDQ])])
    }
  })

  it('lets a label win over the algorithm asked for', async () => {
    const { rows } = await read(`sha256 ${SHA256}\n${PDQ}`, { algorithm: 'pdq' })
    expect(rows).toEqual([row(1, ['sha256', SHA256]), row(2, ['pdq', PDQ])])
  })

  it.each(['sha512', 'constructor', '__proto__', 'toString'])(
    'refuses the unknown label %s',
    async (label) => {
      expect((await read(`${label} ${PDQ}`)).rows).toEqual([unreadable(1, 'unknown-type')])
    },
  )

  it('refuses a line with more than a label and a value', async () => {
    expect((await read(`md5 ${MD5} ${SHA1}`)).rows).toEqual([unreadable(1, 'unknown-type')])
  })

  it('refuses a line of a length that no algorithm has', async () => {
    expect((await read('abc\n')).rows).toEqual([unreadable(1, 'no-hash')])
  })

  it.each([
    ['HASH_MD5', 'md5', MD5],
    ['HASH_SHA1', 'sha1', SHA1],
    ['HASH_SHA256', 'sha256', SHA256],
    ['HASH_PDQ', 'pdq', PDQ],
  ] as const)('reads what ThreatExchange calls %s', async (label, algorithm, text) => {
    expect((await read(`${label} ${text}\n`)).rows).toEqual([row(1, [algorithm, text])])
  })

  it('counts PhotoDNA and keeps it out', async () => {
    const dna = Buffer.alloc(144, 7)
    const lines = [
      `photodna ${dna.toString('base64')}`,
      `HASH_PHOTO_DNA ${dna.toString('hex')}`,
      `pdna ${dna.toString('hex').slice(2)}`,
      `HASH_PHOTO_DNA ${[...dna].join(',')}`,
    ]
    const outcome = await read(`${lines.join('\n')}\nmd5 ${MD5}\n`)
    expect(outcome.rows).toEqual([
      ...[1, 2, 3, 4].map((line) => unreadable(line, 'photodna-only')),
      row(5, ['md5', MD5]),
    ])
    const counts = { photodna: 2, 'photodna-malformed': 2 }
    expect(outcome.setAside).toEqual({ ...nothingSetAside(), ...counts })
  })

  it('takes other writings than hex where it is told the algorithm', async () => {
    const base64 = Buffer.from(MD5, 'hex').toString('base64')
    const base32 = 'A'.repeat(31) + 'Z'
    expect((await read(`md5 ${base64}\n${base64}\n`)).rows).toEqual([
      row(1, ['md5', base64]),
      unreadable(2, 'no-hash'),
    ])
    expect((await read(`${base64}\n`, { algorithm: 'md5' })).rows).toEqual([
      row(1, ['md5', base64]),
    ])
    expect((await read(`${base32}\n${MD5}\n`, { algorithm: 'sha1' })).rows).toEqual([
      row(1, ['sha1', base32]),
      row(2, ['md5', MD5]),
    ])
  })

  it('overlooks a comma or semicolon at the end of a line', async () => {
    expect((await read(`${MD5},\n${SHA1} ;\n`)).rows).toEqual([
      row(1, ['md5', MD5]),
      row(2, ['sha1', SHA1]),
    ])
  })
})

describe('readList of NDJSON', () => {
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`

  it('takes the hashes of each object and nothing else', async () => {
    const record = { path: `a "b"\n.jpg`, md5: MD5, 'SHA-1': SHA1, pdq: PDQ, pdqQuality: 80 }
    expect(await read(line(record) + line({ sha256: SHA256, variants: [{ pdq: PDQ }] }))).toEqual({
      format: 'ndjson',
      rows: [row(1, ['md5', MD5], ['sha1', SHA1], ['pdq', PDQ]), row(2, ['sha256', SHA256])],
      setAside: nothingSetAside(),
    })
  })

  it('takes category and reference', async () => {
    const records = [
      { md5: MD5, category: 'A', reference: 'x-1', id: 7 },
      { md5: MD5, category: 2, reference: 3 },
      { md5: MD5, category: null, reference: null },
      { md5: MD5, category: ['A'], reference: '\0' },
      { category: 'A', reference: 'x-2' },
    ]
    expect((await read(records.map(line).join(''))).rows).toEqual([
      { ...row(1, ['md5', MD5]), category: 'A', reference: 'x-1' },
      { ...row(2, ['md5', MD5]), category: '2', reference: '3' },
      { ...row(3, ['md5', MD5]), category: null },
      { ...row(4, ['md5', MD5]), category: null, reference: '\ufffd' },
      unreadable(5, 'no-hash'),
    ])
  })

  it('keeps the digests of a picture too flat for perceptual hashes', async () => {
    const record = { md5: MD5, pdq: PDQ, pdqQuality: 3, blockhash: PDQ }
    expect((await read(line(record))).rows).toEqual([row(1, ['md5', MD5])])
  })

  it('reads lines far longer than those of a plain list', async () => {
    const record = { path: 'x'.repeat(20_000), md5: MD5 }
    expect((await read(line(record) + line(record))).rows).toHaveLength(2)
  })

  it('refuses, by reason, what is no object, has no hash or is torn', async () => {
    const text = `${line({ md5: MD5 })}[1]\nnull\n${line({ path: 'a', error: { code: 'gone' } })}${line({ md5: 7 })}{"md5":"${MD5}`
    expect((await read(text)).rows).toEqual([
      row(1, ['md5', MD5]),
      unreadable(2, 'not-json'),
      unreadable(3, 'not-json'),
      unreadable(4, 'no-hash'),
      unreadable(5, 'no-hash'),
      unreadable(6, 'not-json'),
    ])
  })
})

describe('readList', () => {
  it.each<[ListFormat, string, string]>([
    ['auto', `${MD5}\n`, 'plain'],
    ['auto', `md5 ${MD5}\n`, 'plain'],
    ['auto', `md5,${MD5}\n`, 'plain'],
    ['auto', `md5\n${MD5}\n`, 'csv'],
    ['auto', `# md5\n${MD5}\n`, 'plain'],
    ['plain', `md5\n${MD5}\n`, 'plain'],
    ['csv', `md5\n${MD5}\n`, 'csv'],
  ])('reads with format %s the text %j as %s', async (format, text, expected) => {
    expect((await read(text, { format })).format).toBe(expected)
  })

  it.each<[ListFormat, string, string]>([
    ['plain', `{"value":[{"MD5":"${MD5}"}]}`, 'vics'],
    ['csv', `[{"MD5":"${MD5}"}]`, 'vics'],
    ['ndjson', `[\n{"MD5":"${MD5}"}]`, 'vics'],
    ['ncmec', `{"value":[{"MD5":"${MD5}"}]}`, 'vics'],
    ['plain', `{"md5":"${MD5}"}\n`, 'ndjson'],
    ['vics', `{"md5":"${MD5}"}\n{"md5":"${MD5}"}\n`, 'ndjson'],
    ['vics', `md5\n${MD5}\n`, 'csv'],
    ['caid', `${MD5}\n`, 'plain'],
    ['icse', `md5;Image ID\n${MD5};1\n`, 'csv'],
    ['ncmec', `${MD5}\n`, 'plain'],
    ['ndjson', `${MD5}\n`, 'plain'],
    ['plain', '<queryResult/>', 'ncmec'],
    ['vics', '<?xml version="1.0"?><queryResult/>', 'ncmec'],
    ['csv', '<html>', 'ncmec'],
  ])('refuses to read as %s the text %j, which is %s', async (format, text, detected) => {
    await expect(read(text, { format })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'list-format-wrong',
      detail: { detected },
      message: expect.not.stringContaining(MD5) as string,
    })
  })

  it.each(['utf16le', 'utf16be'])('reads %s by its mark', async (encoding) => {
    const text = Buffer.from(`\ufeffmd5;é\r\n${MD5};\u{1F600}\r\n`, 'utf16le')
    const bytes = encoding === 'utf16le' ? text : Buffer.from(text).swap16()
    expect(await read(bytes)).toMatchObject({ format: 'csv', rows: [row(2, ['md5', MD5])] })
    await expectSameAtEveryCut(bytes)
    expect((await read(bytes.subarray(0, -1))).rows).toEqual([row(2, ['md5', MD5])])
  })

  it.each(['gzip', 'zstd'])('unpacks %s, of every format', async (kind) => {
    const pack = kind === 'gzip' ? gzipSync : zstdCompressSync
    for (const text of [`${MD5}\n`, `md5\n${MD5}\n`, `[{"MD5":"${MD5}"}]`, `{"md5":"${MD5}"}\n`]) {
      expect(await read(pack(text))).toEqual(await read(text))
    }
    const broken = pack(`${MD5}\n`.repeat(9)).subarray(0, -3)
    await expect(read(broken)).rejects.toMatchObject({ code: 'list-compression-broken' })
  })

  it.each(['\n', '\r\n'])('reads lines that end in %j, with or without the last', async (end) => {
    const rows = [row(1, ['md5', MD5]), row(2, ['sha1', SHA1])]
    expect((await read(`${MD5}${end}${SHA1}${end}`)).rows).toEqual(rows)
    expect((await read(`${MD5}${end}${SHA1}`)).rows).toEqual(rows)
  })

  it('overlooks a byte order mark', async () => {
    expect((await read(`\ufeff${MD5}\n`)).rows).toEqual([row(1, ['md5', MD5])])
    expect((await read(`\ufeffmd5;sha1\n${MD5};${SHA1}\n`)).format).toBe('csv')
  })

  it('skips blank lines and comments but counts them', async () => {
    const text = `\n# list of ${SHA1}\n  \n${MD5}\n   # more\n`
    expect((await read(text)).rows).toEqual([row(4, ['md5', MD5])])
  })

  it('refuses an over-long row and reads on', async () => {
    const text = `${MD5}\n${LONG}\n${SHA1}\n${LONG}`
    expect((await read(text)).rows).toEqual([
      row(1, ['md5', MD5]),
      unreadable(2, 'row-too-long'),
      row(3, ['sha1', SHA1]),
      unreadable(4, 'row-too-long'),
    ])
    expect((await read(`${LONG}\nmd5\n${MD5}\n`)).rows).toEqual([
      unreadable(1, 'row-too-long'),
      row(3, ['md5', MD5]),
    ])
  })

  it.each(['', '\n\n', '# nothing\n', '\ufeff', LONG])('refuses an empty list', async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'list-empty' })
  })

  it('says of bytes that are no text that they are no list', async () => {
    const bytes = Uint8Array.from({ length: 3_000 }, (_, n) => (n * 7) % 256)
    await expect(read(bytes)).rejects.toMatchObject({ code: 'list-not-text' })
  })

  it('closes its source when the reader stops early', async () => {
    let closed = false
    async function* source(): AsyncIterable<Uint8Array> {
      try {
        for (;;) yield Buffer.from(`${MD5}\n`)
      } finally {
        closed = true
      }
    }
    const { rows } = await readList({ bytes: source(), format: 'auto' })
    for await (const _ of rows) break
    expect(closed).toBe(true)
  })

  it.each([
    `\ufeff# é\r\n${MD5}\r\n\r\npdq ${PDQ}\r\n${LONG}\r\nx\nphotodna x\n${SHA1}`,
    `\ufeffnøte;"MD5";sha1;Class\r\n"ä;b";${MD5};${SHA1};é\r\n${LONG};\r\n;;\n#1;${MD5};`,
    `${JSON.stringify({ md5: MD5, category: 'é', reference: '\u{1F600}' })}\n{"md5"\n\n{}`,
  ])('gives the same rows however the bytes are cut', async (text) => {
    expect((await read(text)).rows.length).toBeGreaterThan(2)
    await expectSameAtEveryCut(text)
  })
})

import type { HashAlgorithm } from '@nightlight/contract'
import { array, assert, asyncProperty, nat, stringMatching } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, digestOf, hash256 } from '../fixtures/synthetic.ts'
import { MAX_ROW_BYTES, type ListRow } from './list-row.ts'
import { readList, type ListFormat, type ListSource } from './read-list.ts'

const MD5 = digestOf('md5', 1)
const SHA1 = digestOf('sha1', 1)
const SHA256 = digestOf('sha256', 1)
const PDQ = hash256(1)
const LONG = 'x'.repeat(MAX_ROW_BYTES + 1)

type Options = Partial<Omit<ListSource, 'bytes'>> & { cuts?: readonly number[] }

async function read(
  text: string | Uint8Array,
  { cuts = [], ...options }: Options = {},
): Promise<{ format: string; rows: ListRow[] }> {
  const list = await readList({ format: 'auto', ...options, bytes: bytesOf(text, cuts) })
  const rows: ListRow[] = []
  for await (const row of list.rows) rows.push(row)
  return { format: list.format, rows }
}
const row = (line: number, ...hashes: [HashAlgorithm, string][]): ListRow => ({
  status: 'row',
  line,
  hashes: hashes.map(([algorithm, text]) => ({ algorithm, text })),
})
const unreadable = (line: number, reason: string) => ({ status: 'unreadable', line, reason })

describe('readList of a plain list', () => {
  it('tells MD5 and SHA-1 by their length, in either case', async () => {
    expect(await read(`${MD5}\n${SHA1.toUpperCase()}\n`)).toEqual({
      format: 'plain',
      rows: [row(1, ['md5', MD5]), row(2, ['sha1', SHA1.toUpperCase()])],
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

  it.each(['photodna', 'constructor', '__proto__', 'toString'])(
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

  it('overlooks a comma or semicolon at the end of a line', async () => {
    expect((await read(`${MD5},\n${SHA1} ;\n`)).rows).toEqual([
      row(1, ['md5', MD5]),
      row(2, ['sha1', SHA1]),
    ])
  })
})

describe('readList of CSV', () => {
  it('reads the columns that name a hash and drops the others', async () => {
    const text = `id,md5,file name,sha1\n7,${MD5},a.jpg,${SHA1}\n`
    expect(await read(text)).toEqual({
      format: 'csv',
      rows: [row(2, ['md5', MD5], ['sha1', SHA1])],
    })
  })

  it.each([',', ';', '\t'])('tells that cells are parted by %j', async (mark) => {
    const text = [`id${mark}MD5${mark}PDQ Hash`, `1${mark}${MD5}${mark}${PDQ}`].join('\n')
    expect((await read(text)).rows).toEqual([row(2, ['md5', MD5], ['pdq', PDQ])])
  })

  it('reads quoted cells, with marks and quotes inside', async () => {
    const text = `"note","md5"\n"a, ""b"" c","${MD5}"\n5" disk,${MD5}\n`
    expect((await read(text)).rows).toEqual([row(2, ['md5', MD5]), row(3, ['md5', MD5])])
  })

  it('refuses a row without a hash', async () => {
    expect((await read(`note,md5\nx,\ny,${MD5}\n`)).rows).toEqual([
      unreadable(2, 'no-hash'),
      row(3, ['md5', MD5]),
    ])
  })

  it('reads a quoted cell that goes over line ends', async () => {
    const text = `path,md5\n"a\r\nb ""c"",\n\n=d",${MD5}\n"e",${MD5}\n`
    expect((await read(text)).rows).toEqual([row(2, ['md5', MD5]), row(6, ['md5', MD5])])
  })

  it('loses no row to a quote that nobody closes', async () => {
    const open = `"open,${MD5}\nx,${MD5}\n"y",${MD5}\n`
    expect((await read(`note,md5\n${open}`)).rows).toEqual([
      unreadable(2, 'no-hash'),
      row(3, ['md5', MD5]),
      row(4, ['md5', MD5]),
    ])
    expect((await read(`md5,note\n${MD5},"open\n${MD5},x\n`)).rows.at(-1)).toEqual(
      row(3, ['md5', MD5]),
    )
  })

  it('leaves out the perceptual hashes of a picture too flat for them', async () => {
    const text = `md5,pdq,pdqQuality,blockhash\n${MD5},${PDQ},49,${PDQ}\n${MD5},${PDQ},50,\n,${PDQ},0,\n`
    const list = await readList({ format: 'auto', bytes: bytesOf(text) })
    expect(await Array.fromAsync(list.rows)).toEqual([
      row(2, ['md5', MD5]),
      row(3, ['md5', MD5], ['pdq', PDQ]),
      unreadable(4, 'no-hash'),
    ])
    expect(list.setAside).toEqual({ photodna: 0, 'other-algorithm': 0, 'low-quality': 3 })
  })

  it('reads a single column', async () => {
    expect(await read(`sha256\n${SHA256}\n`)).toEqual({
      format: 'csv',
      rows: [row(2, ['sha256', SHA256])],
    })
  })

  it('reads columns that only --map names', async () => {
    const map = { Prüfsumme: 'md5', Bild: 'pdq' }
    const text = `Bild,Prüfsumme\n${PDQ},${MD5}\n`
    expect((await read(text, { map })).rows).toEqual([row(2, ['pdq', PDQ], ['md5', MD5])])
    await expect(read(text, { format: 'csv' })).rejects.toMatchObject({
      code: 'csv-without-hash-column',
    })
  })

  it('is not misled by heads that are names of the language', async () => {
    const text = `constructor,__proto__,md5\nx,y,${MD5}\n`
    expect((await read(text)).rows).toEqual([row(2, ['md5', MD5])])
  })

  it('skips comments and blank lines before the head, and blank lines after it', async () => {
    const text = `# made by a tool\n\n  \nmd5\n\n${MD5}\n`
    expect((await read(text)).rows).toEqual([row(6, ['md5', MD5])])
  })
})

describe('readList of NDJSON', () => {
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`

  it('takes the hashes of each object and nothing else', async () => {
    const record = { path: `a "b"\n.jpg`, md5: MD5, 'SHA-1': SHA1, pdq: PDQ, pdqQuality: 80 }
    expect(await read(line(record) + line({ sha256: SHA256, variants: [{ pdq: PDQ }] }))).toEqual({
      format: 'ndjson',
      rows: [row(1, ['md5', MD5], ['sha1', SHA1], ['pdq', PDQ]), row(2, ['sha256', SHA256])],
    })
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

  it('reads bytes that are no text as rows without a hash', async () => {
    const bytes = Uint8Array.from({ length: 3_000 }, (_, n) => (n * 7) % 256)
    const { rows } = await read(bytes)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ status }) => status === 'row')).toEqual([])
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

  it('gives the same rows however the bytes are cut', async () => {
    const texts = [
      `\ufeff# é\r\n${MD5}\r\n\r\npdq ${PDQ}\r\n${LONG}\r\nx\n${SHA1}`,
      `\ufeffnøte;"MD5";sha1\r\n"ä;b";${MD5};${SHA1}\r\n${LONG};\r\n;;\n#1;${MD5};`,
    ]
    for (const text of texts) {
      const size = Buffer.byteLength(text)
      const whole = await read(text)
      expect(whole.rows.length).toBeGreaterThan(3)
      const cuts = array(nat(size), { maxLength: 30 })
      await assert(
        asyncProperty(cuts, async (at) => {
          expect(await read(text, { cuts: at })).toEqual(whole)
        }),
        { seed: 11, numRuns: 100 },
      )
      expect(await read(text, { cuts: Array.from({ length: size }, (_, at) => at) })).toEqual(whole)
    }
  })

  it('reads any CSV with one hash a row as that many rows', async () => {
    const cell = stringMatching(/^[ a-zA-Z0-9.;,"é-]{0,20}$/)
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
    await assert(
      asyncProperty(array(cell, { minLength: 1, maxLength: 20 }), async (notes) => {
        const lines = notes.map((note, n) => `${quoted(note)},${digestOf('md5', n)}`)
        const { rows } = await read(`note,md5\n${lines.join('\n')}\n`)
        expect(rows).toEqual(notes.map((_, n) => row(n + 2, ['md5', digestOf('md5', n)])))
      }),
      { seed: 12, numRuns: 200 },
    )
  })
})

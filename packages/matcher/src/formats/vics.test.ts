import type { HashAlgorithm } from '@nightlight/contract'
import { array, assert, asyncProperty, nat } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, digestOf, hash256 } from '../fixtures/synthetic.ts'
import type { ListRow, SetAside } from './list-row.ts'
import { readList } from './read-list.ts'

const MD5 = digestOf('md5', 1)
const SHA1 = digestOf('sha1', 1)
const SHA256 = digestOf('sha256', 1)
const PDQ = hash256(1)
const BLOCKHASH = hash256(2)
const DNA = Buffer.alloc(144, 7).toString('base64')

const CONTEXTS: readonly (readonly [string, string])[] = [
  ['odata.metadata', 'http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media'],
  ['odata.metadata', 'http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media'],
  [
    '@odata.context',
    'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media',
  ],
]
const CASE_CONTEXT =
  'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/UK/$metadata#Cases'

type Outcome = { format: string; rows: ListRow[]; setAside: SetAside }

async function read(text: string | Uint8Array, cuts: readonly number[] = []): Promise<Outcome> {
  const list = await readList({ format: 'auto', bytes: bytesOf(text, cuts) })
  const rows = await Array.fromAsync(list.rows)
  return { format: list.format, rows, setAside: { ...list.setAside } }
}
const hashSet = (media: readonly unknown[], [key, value] = CONTEXTS[2]!): string =>
  JSON.stringify({ [key]: value, value: media }, null, 2)
const row = (line: number, ...hashes: [HashAlgorithm, string][]): ListRow => ({
  status: 'row',
  line,
  hashes: hashes.map(([algorithm, text]) => ({ algorithm, text })),
})
const unreadable = (line: number, reason: string) => ({ status: 'unreadable', line, reason })

describe('readVics', () => {
  it.each(CONTEXTS)('reads a hash set with %s %s', async (key, value) => {
    const media = [{ MediaID: 1, Category: 1, MD5: MD5.toUpperCase(), SHA1 }, { MD5 }]
    expect(await read(hashSet(media, [key, value]))).toMatchObject({
      format: 'vics',
      rows: [row(1, ['md5', MD5.toUpperCase()], ['sha1', SHA1]), row(2, ['md5', MD5])],
    })
  })

  it('reads the media of every case of a case file', async () => {
    const text = JSON.stringify({
      '@odata.context': CASE_CONTEXT,
      value: [
        { CaseID: 'a', Media: [{ MD5 }, { SHA1 }], CaseMetadata: [{ CaseID: 'a' }] },
        { CaseNumber: '7', CaseMetadata: [] },
        { CaseID: 'b', TotalMediaFiles: 9, Media: [{ MD5: SHA1.slice(8) }] },
      ],
    })
    expect((await read(text)).rows).toEqual([
      row(1, ['md5', MD5]),
      row(2, ['sha1', SHA1]),
      row(3, ['md5', SHA1.slice(8)]),
    ])
  })

  it('reads what is a bare array, and one on a single line', async () => {
    expect((await read(JSON.stringify([{ MD5 }]))).rows).toEqual([row(1, ['md5', MD5])])
    expect((await read(`\n ${JSON.stringify({ value: [{ MD5 }] })}\n\n`)).rows).toHaveLength(1)
  })

  it('overlooks a byte order mark', async () => {
    expect((await read(`\ufeff${hashSet([{ MD5 }])}`)).rows).toEqual([row(1, ['md5', MD5])])
  })

  it('takes our hashes from among the alternative ones', async () => {
    const alternatives = [
      ['SHA-256', SHA256],
      ['PDQ', PDQ],
      ['blockhash', BLOCKHASH],
    ].map(([HashName, HashValue]) => ({ MD5, HashName, HashValue }))
    expect((await read(hashSet([{ MD5, AlternativeHashes: alternatives }]))).rows).toEqual([
      row(1, ['md5', MD5], ['sha256', SHA256], ['pdq', PDQ], ['blockhash', BLOCKHASH]),
    ])
  })

  it('reads hashes in base64', async () => {
    const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
    const media = { MD5: base64(MD5), SHA1: ` ${base64(SHA1)} `, SHA256: base64(SHA256) }
    expect((await read(hashSet([media]))).rows).toEqual([
      row(1, ['md5', MD5], ['sha1', SHA1], ['sha256', SHA256]),
    ])
  })

  it('counts PhotoDNA in either place and keeps it out', async () => {
    const outcome = await read(
      hashSet([
        { MD5, PhotoDNA: DNA },
        { MD5, AlternativeHashes: [{ HashName: 'PhotoDNA', HashValue: DNA }] },
        { PhotoDNA: DNA },
        { MD5, PhotoDNA: null, AlternativeHashes: [{ HashName: 'TMK', HashValue: 'x' }] },
      ]),
    )
    expect(outcome.rows).toEqual([
      row(1, ['md5', MD5]),
      row(2, ['md5', MD5]),
      unreadable(3, 'photodna-only'),
      row(4, ['md5', MD5]),
    ])
    expect(outcome.setAside).toEqual({ photodna: 3, 'other-algorithm': 1, 'low-quality': 0 })
    expect(JSON.stringify(outcome)).not.toContain(DNA)
  })

  it('passes over everything else, in every spelling', async () => {
    const media = {
      MediaID: '12',
      Category: null,
      MD5,
      MediaSize: '9000',
      VictimIdentified: 'True',
      OffenderIdentified: false,
      IsDistributed: null,
      Series: 'Alice in "W"',
      Miniature: Buffer.alloc(300_000, 5).toString('base64'),
      MediaFiles: [{ MD5: SHA1.slice(8), FileName: 'a.jpg', FilePath: 'C:\\x\\a.jpg' }],
      Exifs: [{ MD5: SHA1.slice(8), PropertyName: 'SHA1', PropertyValue: SHA1 }],
      Segments: [{ MD5: SHA1.slice(8), AlternativeHashes: [{ HashName: 'PDQ', HashValue: PDQ }] }],
      Repository: { SHA1, Media: [{ SHA1 }] },
      DateUpdated: '/Date(1500000000000)/',
    }
    expect((await read(hashSet([media]))).rows).toEqual([row(1, ['md5', MD5])])
  })

  it('gives entries that share a digest one by one', async () => {
    expect((await read(hashSet([{ MD5 }, { MD5 }]))).rows).toHaveLength(2)
  })

  it('refuses entries without a hash', async () => {
    const { rows } = await read(hashSet([{}, { MD5: null }, { MD5: ' ' }, 7, { MediaID: 3 }]))
    expect(rows).toEqual([1, 2, 3, 4, 5].map((line) => unreadable(line, 'no-hash')))
  })

  it.each([
    `{"value":[{"MD5":"${MD5}"}`,
    `{"value":[{"MD5":"${MD5}`,
    `{"value":[{"MD5" "${MD5}"}]}`,
    `{"value":[{"MD5":"${MD5}",}]}`,
    `{"value":[{"MD5":"${MD5}"},]}`,
    `{"value":[{"MD5":"${MD5}"}}`,
    `{"value":[]}\n{"value":[]}`,
    `{"value":[]} x`,
    `{value:[]}`,
    `{"value":${'['.repeat(100)}${']'.repeat(100)}}`,
  ])('refuses the whole of a file that is not JSON to its end: %s', async (text) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'list-malformed' })
  })

  it.each(['{\n"value":{}}', '{\n}', '{"a":[1],\n"b":{"value":[{"MD5":"x"}]}}'])(
    'refuses JSON without media: %s',
    async (text) => {
      await expect(read(text)).rejects.toMatchObject({ code: 'list-without-media' })
    },
  )

  it('gives the same rows however the bytes are cut', async () => {
    const text = `\ufeff${hashSet([
      { MD5, Series: 'é"\\\u{1F600}', n: -1.5e3 },
      { SHA1, a: [true, null] },
    ])}`
    const whole = await read(text)
    expect(whole.rows).toHaveLength(2)
    const size = Buffer.byteLength(text)
    await assert(
      asyncProperty(array(nat(size), { maxLength: 30 }), async (cuts) => {
        expect(await read(text, cuts)).toEqual(whole)
      }),
      { seed: 21, numRuns: 60 },
    )
    expect(
      await read(
        text,
        Array.from({ length: size }, (_, at) => at),
      ),
    ).toEqual(whole)
  })

  it('holds one piece of a long file at a time', async () => {
    const entry = `{"MD5":"${MD5}","Miniature":"${'A'.repeat(2_000)}"}`
    let read = 0
    let seen = 0
    let most = 0
    async function* source(): AsyncIterable<Uint8Array> {
      yield Buffer.from('{"value":[')
      for (let n = 0; n < 4_000; n++) {
        read++
        yield Buffer.from(`${n === 0 ? '' : ','}${entry}`)
      }
      yield Buffer.from(']}')
    }
    for await (const _ of (await readList({ format: 'auto', bytes: source() })).rows) {
      seen++
      most = Math.max(most, read - seen)
    }
    expect(seen).toBe(4_000)
    expect(most).toBeLessThan(100)
  })
})

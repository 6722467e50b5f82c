import type { HashAlgorithm } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { bytesOf, digestOf, hash256 } from '../fixtures/synthetic.ts'
import { checkHash } from '../hash-value.ts'
import { nothingSetAside, type ListRow } from './list-row.ts'
import { readList } from './read-list.ts'
import { expectSameAtEveryCut, read, row as rowOf, unreadable } from './testing-lists.ts'

const MD5 = digestOf('md5', 1)
const SHA1 = digestOf('sha1', 1)
const SHA256 = digestOf('sha256', 1)
const PDQ = hash256(1)
const BLOCKHASH = hash256(2)
const DNA = Buffer.alloc(144, 7).toString('base64')

const DATA_MODELS = 'http://github.com/VICSDATAMODEL/ProjectVic/DataModels'
const CONTEXTS: readonly (readonly [string, string])[] = [
  ['odata.metadata', 'http://github.com/ICMEC/ProjectVic/DataModels/1.2.xml#Media'],
  ['odata.metadata', 'http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media'],
  ['@odata.context', `${DATA_MODELS}/2.0.xml/Default/$metadata#Media`],
  ['@odata.context', `${DATA_MODELS}/2.1.xml/Default/$metadata#Media`],
  ['@odata.context', `${DATA_MODELS}/3.xml/US/$metadata#Media`],
]
const CASE_CONTEXT = `${DATA_MODELS}/2.0.xml/UK/$metadata#Cases`

const hashSet = (media: readonly unknown[], [key, value] = CONTEXTS[2]!): string =>
  JSON.stringify({ [key]: value, value: media }, null, 2)
/** A row whose media gives no category. */
const row = (line: number, ...hashes: [HashAlgorithm, string][]): ListRow => ({
  ...rowOf(line, ...hashes),
  category: null,
})

describe('readVics', () => {
  it.each(CONTEXTS)('reads a hash set with %s %s', async (key, value) => {
    const media = [{ MediaID: 1, Category: 1, MD5: MD5.toUpperCase(), SHA1 }, { MD5 }]
    expect(await read(hashSet(media, [key, value]))).toMatchObject({
      format: 'vics',
      rows: [
        { ...rowOf(1, ['md5', MD5.toUpperCase()], ['sha1', SHA1]), category: '1', reference: '1' },
        row(2, ['md5', MD5]),
      ],
    })
  })

  it('takes what the source calls a media, as a number or a text, and nothing where it is none', async () => {
    const media = [
      { MediaID: 17, MD5, AlternativeHashes: [{ HashName: 'MediaID', HashValue: '9' }] },
      { MD5, MediaID: ' GB-0042 ' },
      { MediaID: null, MD5 },
      { MediaID: 'x'.repeat(257), MD5 },
      { MediaID: { id: 5 }, MD5 },
    ]
    const { rows } = await read(hashSet(media))
    expect(rows.map((one) => 'reference' in one && one.reference)).toEqual([
      '17',
      'GB-0042',
      false,
      false,
      false,
    ])
    const text = JSON.stringify({
      '@odata.context': CASE_CONTEXT,
      value: [{ CaseID: 'a', Media: media }],
    })
    expect((await read(text)).rows).toEqual(rows)
  })

  it('reads the media of every case of a case file', async () => {
    const text = JSON.stringify({
      '@odata.context': CASE_CONTEXT,
      value: [
        { CaseID: 'a', Media: [{ MD5 }, { SHA1 }], CaseMetadata: [{ CaseID: 'a' }] },
        { CaseNumber: '7', CaseMetadata: [] },
        { CaseID: 'b', TotalMediaFiles: 9, Media: [{ MD5: SHA1.slice(8) }] },
        { Media: [[{ MD5 }], { MD5 }, 'x'] },
      ],
    })
    expect((await read(text)).rows).toEqual([
      row(1, ['md5', MD5]),
      row(2, ['sha1', SHA1]),
      row(3, ['md5', SHA1.slice(8)]),
      unreadable(4, 'no-hash'),
      row(5, ['md5', MD5]),
      unreadable(6, 'no-hash'),
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

  it('hands hashes on as they are written, which may be base64', async () => {
    const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
    const media = { MD5: base64(MD5), SHA1: ` ${base64(SHA1)} `, SHA256: base64(SHA256) }
    const [only] = (await read(hashSet([media]))).rows
    expect(only).toEqual(
      row(1, ['md5', base64(MD5)], ['sha1', base64(SHA1)], ['sha256', base64(SHA256)]),
    )
    if (only?.status !== 'row') throw new Error('no row')
    const values = only.hashes.map(({ algorithm, text }) => checkHash(algorithm, text))
    expect(values).toMatchObject(
      [MD5, SHA1, SHA256].map((hex) => ({ value: Buffer.from(hex, 'hex') })),
    )
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
    expect(outcome.setAside).toEqual({ ...nothingSetAside(), photodna: 3, 'other-algorithm': 1 })
    expect(JSON.stringify(outcome)).not.toContain(DNA)
  })

  it('never minds a PhotoDNA of another length, and counts it apart', async () => {
    const hex = Buffer.from(DNA, 'base64').toString('hex')
    const media = [
      { MD5, PhotoDNA: hex },
      { MD5, PhotoDNA: hex.toUpperCase() },
      { MD5, PhotoDNA: DNA.slice(4) },
      { MD5, PhotoDNA: `${DNA}AAAA` },
      { MD5, PhotoDNA: 'A'.repeat(100_000) },
      { MD5, PhotoDNA: '' },
      { MD5, PhotoDNA: 'x', AlternativeHashes: [{ HashName: 'PhotoDNA', HashValue: DNA }] },
      { PhotoDNA: 'x' },
    ]
    const { rows, setAside } = await read(hashSet(media))
    expect(rows).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7].map((line) => row(line, ['md5', MD5])),
      unreadable(8, 'photodna-only'),
    ])
    expect(setAside).toEqual({ ...nothingSetAside(), photodna: 3, 'photodna-malformed': 5 })
  })

  it('takes the category as text, whatever its type', async () => {
    const categories = [1, '1', ' 2 ', 0, 1.0, '2.0', -1, 99, 'Baby "x"', null, '', true, [1], {}]
    const media = [...categories.map((Category) => ({ Category, MD5 })), { MD5 }]
    const texts = (await read(hashSet(media))).rows.map((each) =>
      each.status === 'row' ? each.category : 'no row',
    )
    expect(texts).toEqual([
      '1',
      '1',
      '2',
      '0',
      '1',
      '2',
      '-1',
      '99',
      'Baby "x"',
      ...Array.from({ length: 6 }, () => null),
    ])
  })

  it('keeps a category short, and free of what cannot be stored', async () => {
    const Category = `a\0b\ud800${'x'.repeat(300)}`
    const [only] = (await read(hashSet([{ MD5, Category }]))).rows
    expect(only).toMatchObject({ category: `a\ufffdb\ufffd${'x'.repeat(59)}…` })
  })

  it('takes the category of the media itself only', async () => {
    const media = { MD5, Segments: [{ Category: 1 }], MediaFiles: [{ Category: 2 }] }
    expect((await read(hashSet([media]))).rows).toEqual([row(1, ['md5', MD5])])
  })

  it('is not harmed by keys that are there twice or are names of the language', async () => {
    const text = `{"value":[{"__proto__":{"MD5":"x"},"constructor":1,"MD5":"${MD5}","MD5":"${MD5}",
      "Category":1,"Category":2}],"__proto__":[{"MD5":"${MD5}"}]}`
    expect((await read(text)).rows).toEqual([
      { ...rowOf(1, ['md5', MD5], ['md5', MD5]), category: '2' },
    ])
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
      MediaMetadata: [{ MD5: SHA1.slice(8), PropertyName: 'a', PropertyValue: 'b' }],
      IsPrecategorized: 'true',
      Tags: [],
      DateUpdated: '/Date(1500000000000)/',
    }
    expect((await read(hashSet([media]))).rows).toEqual([
      { ...row(1, ['md5', MD5]), reference: '12' },
    ])
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

  it('refuses a long file that breaks off near its end', async () => {
    const media = Array.from({ length: 2_000 }, (_, n) => ({ MD5: digestOf('md5', n), MediaID: n }))
    const text = hashSet(media)
    const { rows } = await readList({
      format: 'auto',
      bytes: bytesOf(text.slice(0, Math.floor(text.length * 0.9))),
    })
    let seen = 0
    const reading = async (): Promise<void> => {
      for await (const each of rows) if (each.status === 'row') seen++
    }
    await expect(reading()).rejects.toMatchObject({ kind: 'invalid', code: 'list-malformed' })
    expect(seen).toBeGreaterThan(1_000)
  })

  it('reads the envelope of NIST and CAID, asked for by either name', async () => {
    const text = hashSet([{ MD5, SHA1, MediaSize: '120' }], CONTEXTS[0])
    for (const format of ['caid', 'vics'] as const) {
      expect(await read(text, { format })).toMatchObject({
        format: 'vics',
        rows: [row(1, ['md5', MD5], ['sha1', SHA1])],
      })
    }
  })

  it('gives the same rows however the bytes are cut', async () => {
    const text = `\ufeff${hashSet([
      { MD5, Series: 'é"\\\u{1F600}', n: -1.5e3, Category: 12 },
      { SHA1, a: [true, null], Category: '\u{1F600}é', PhotoDNA: DNA },
      { MD5, AlternativeHashes: [{ HashName: 'PDQ', HashValue: PDQ }], Miniature: 'x'.repeat(2e3) },
    ])}`
    expect((await read(text)).rows).toHaveLength(3)
    await expectSameAtEveryCut(text)
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

import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bytesOf, digestOf, hash256 } from '../fixtures/synthetic.ts'
import { previewList, type ListPreview } from './preview-list.ts'
import type { ListSource } from './read-list.ts'

const MD5 = digestOf('md5', 1)
const SHA1 = digestOf('sha1', 1)
const PDQ = hash256(1)

const preview = (
  text: string | Uint8Array,
  options: Partial<Omit<ListSource, 'bytes'>> = {},
): Promise<ListPreview> => previewList({ format: 'auto', ...options, bytes: bytesOf(text) })

describe('previewList', () => {
  it('tells how columns and rows are read, and no value', async () => {
    const text = `path,MD5,pdq,pdqQuality,Class,PhotoDNA\n/a/b.jpg,${MD5},${PDQ},80,A,\nc,${MD5.slice(1)},,,,\nd,,,,B,x\n`
    const found = await preview(text)
    expect(found).toEqual({
      format: 'csv',
      columns: [
        { head: 'path', as: null },
        { head: 'MD5', as: 'md5' },
        { head: 'pdq', as: 'pdq' },
        { head: 'pdqQuality', as: 'quality' },
        { head: 'Class', as: 'category' },
        { head: 'PhotoDNA', as: null },
      ],
      rows: [
        { line: 2, hashes: ['md5', 'pdq'], category: 'A', isRemoval: false, problem: null },
        { line: 3, hashes: ['md5'], category: null, isRemoval: false, problem: 'wrong-length' },
        { line: 4, hashes: [], category: null, isRemoval: false, problem: 'photodna-only' },
      ],
      headUnknown: false,
    })
    expect(JSON.stringify(found)).not.toMatch(/\/a\/b|[0-9a-f]{16}/)
  })

  it('reads columns as --map has them', async () => {
    const map = { Prüfsumme: 'md5', Stufe: 'category', Nr: 'reference' }
    const found = await preview(`Nr;Prüfsumme;Stufe\n17;${MD5};3\n`, { map })
    expect(found.columns.map(({ as }) => as)).toEqual(['reference', 'md5', 'category'])
    expect(found.rows).toMatchObject([{ hashes: ['md5'], category: '3', problem: null }])
    expect(JSON.stringify(found)).not.toContain('17')
  })

  it.each(['auto', 'csv'] as const)(
    'asks for a map where no head is known (%s)',
    async (format) => {
      expect(await preview(`Nr;Prüfsumme;Stufe\n17;${MD5};3\n`, { format })).toEqual({
        format: 'csv',
        columns: ['Nr', 'Prüfsumme', 'Stufe'].map((head) => ({ head, as: null })),
        rows: [],
        headUnknown: true,
      })
    },
  )

  it.each([
    `C:\\Users\\x\\a.jpg,3\nb,${MD5}\n`,
    `a@b.example,3\nb,${MD5}\n`,
    `x,0123456789abcdef,3\ny,${MD5},4\n`,
    `x,${SHA1},3\ny,${MD5},4\n`,
    `x,${Buffer.from(MD5, 'hex').toString('base64')},3\n`,
  ])('shows nothing of a first line that may be a row: %j', async (text) => {
    expect(await preview(text)).toEqual({
      format: 'csv',
      columns: [],
      rows: [],
      headUnknown: true,
    })
  })

  it('tells of rows in other formats as well', async () => {
    const vics = JSON.stringify({ value: [{ MD5, Category: 1, Name: 'a.jpg' }, { MD5: 'x' }] })
    expect(await preview(gzipSync(vics))).toEqual({
      format: 'vics',
      columns: [],
      headUnknown: false,
      rows: [
        { line: 1, hashes: ['md5'], category: '1', isRemoval: false, problem: null },
        { line: 2, hashes: ['md5'], category: null, isRemoval: false, problem: 'wrong-length' },
      ],
    })
    const page = `<queryResult><images><deletedImage><member id="4"/><id>5</id></deletedImage></images></queryResult>`
    expect((await preview(page)).rows).toEqual([
      { line: 1, hashes: [], category: null, isRemoval: true, problem: null },
    ])
    expect(await preview(`${MD5}\nmd5 ${SHA1}\n`)).toMatchObject({
      format: 'plain',
      headUnknown: false,
      rows: [{ problem: null }, { hashes: ['md5'], problem: 'wrong-length' }],
    })
  })

  it('reads 20 rows and closes its source', async () => {
    let closed = false
    let read = 0
    async function* source(): AsyncIterable<Uint8Array> {
      try {
        yield Buffer.from('md5\n')
        for (; read < 100_000; read++) yield Buffer.from(`${MD5}\n`)
      } finally {
        closed = true
      }
    }
    const { rows } = await previewList({ format: 'auto', bytes: source() })
    expect(rows).toHaveLength(20)
    expect(closed).toBe(true)
    expect(read).toBeLessThan(10_000)
  })

  it('refuses what no list is', async () => {
    await expect(preview('')).rejects.toMatchObject({ code: 'list-empty' })
    await expect(preview('[{]')).rejects.toMatchObject({ code: 'list-malformed' })
    await expect(preview(`${MD5}\n`, { format: 'vics' })).rejects.toMatchObject({
      code: 'list-format-wrong',
    })
    await expect(preview(`${PDQ}\n`)).rejects.toMatchObject({ code: 'list-algorithm-needed' })
  })
})

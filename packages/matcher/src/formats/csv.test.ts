import { array, assert, asyncProperty, stringMatching } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, digestOf, hash256 } from '../fixtures/synthetic.ts'
import { nothingSetAside } from './list-row.ts'
import { readList } from './read-list.ts'
import { read, row, unreadable } from './testing-lists.ts'

const MD5 = digestOf('md5', 1)
const SHA1 = digestOf('sha1', 1)
const SHA256 = digestOf('sha256', 1)
const PDQ = hash256(1)

describe('readList of CSV', () => {
  it('reads the columns that name a hash and drops the others', async () => {
    const text = `id,md5,file name,sha1\n7,${MD5},a.jpg,${SHA1}\n`
    expect(await read(text)).toEqual({
      format: 'csv',
      rows: [row(2, ['md5', MD5], ['sha1', SHA1])],
      setAside: nothingSetAside(),
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

  it.each([
    ['too few cells', `md5,sha1,note\n${MD5},${SHA1},x\n${MD5},${SHA1}`],
    ['too few cells of the only row', `md5,sha1\n${MD5}`],
    ['too few cells, and a line end', `md5,note\n${MD5},x\n${MD5},y\n${MD5}\n`],
    ['a quote that is open', `md5,note\n${MD5},x\n${MD5},"half a no`],
    ['a quote that is open, and line ends', `note,md5\n"x",${MD5}\n"half\na note\n`],
    ['half a hash', `md5\n${MD5}\n${MD5.slice(0, 20)}`],
  ])('refuses a file that breaks off: %s', async (_how, text) => {
    await expect(read(text)).rejects.toMatchObject({ kind: 'invalid', code: 'list-malformed' })
  })

  it.each([
    ['a row without a line end', `md5,note\n${MD5},x\n${MD5},`],
    ['rows whose empty cells were left out', `md5,note\n${MD5},x\n${MD5}\n${MD5}\n`],
    ['a wrong hash with a line end', `md5\n${MD5}\n${MD5.slice(1)}\n`],
    ['a note below the rows', `md5,note\n${MD5},x\n${MD5},y\n# 2 rows\n`],
    ['blank lines', `md5,note\n${MD5},x\n${MD5},y\n\n `],
  ])('takes a file that ends with %s', async (_how, text) => {
    expect((await read(text)).rows).toHaveLength(text.trim().split('\n').length - 1)
  })

  it('refuses a file wherever it is cut within a row, but before a last cell that may be empty', async () => {
    const text = `md5;note;sha1\n${MD5};a;${SHA1}\n${MD5};"b;\nc";${SHA1}`
    const from = text.indexOf(SHA1) + SHA1.length + 2
    for (let at = from; at < text.length; at++) {
      if (at === text.length - SHA1.length) continue
      await expect(read(text.slice(0, at))).rejects.toMatchObject({ code: 'list-malformed' })
    }
    expect((await read(text)).rows).toHaveLength(2)
  })

  it('leaves out the perceptual hashes of a picture too flat for them', async () => {
    const text = `md5,pdq,pdqQuality,blockhash\n${MD5},${PDQ},49,${PDQ}\n${MD5},${PDQ},50,\n,${PDQ},0,\n`
    const list = await readList({ format: 'auto', bytes: bytesOf(text) })
    expect(await Array.fromAsync(list.rows)).toEqual([
      row(2, ['md5', MD5]),
      row(3, ['md5', MD5], ['pdq', PDQ]),
      unreadable(4, 'no-hash'),
    ])
    expect(list.setAside).toEqual({ ...nothingSetAside(), 'low-quality': 3 })
  })

  it('reads a single column', async () => {
    expect(await read(`sha256\n${SHA256}\n`)).toEqual({
      format: 'csv',
      rows: [row(2, ['sha256', SHA256])],
      setAside: nothingSetAside(),
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

  it.each(['category', 'Category', 'CLASS', '"class"'])(
    'takes the category from a column called %s',
    async (name) => {
      const text = `md5,${name}\n${MD5},1\n${MD5}, Very bad \n${MD5},\n${MD5}\n,2\n`
      expect((await read(text)).rows).toEqual([
        { ...row(2, ['md5', MD5]), category: '1' },
        { ...row(3, ['md5', MD5]), category: 'Very bad' },
        { ...row(4, ['md5', MD5]), category: null },
        { ...row(5, ['md5', MD5]), category: null },
        unreadable(6, 'no-hash'),
      ])
    },
  )

  it('takes category and reference from the columns that --map names, and from no other', async () => {
    const map = { Severity: 'category', No: 'reference' }
    const text = `No,md5,class,Severity\n17,${MD5},x,B\n,${MD5},y,\n${'9'.repeat(300)},${MD5},z,C\n`
    expect((await read(text, { map })).rows).toEqual([
      { ...row(2, ['md5', MD5]), category: 'B', reference: '17' },
      { ...row(3, ['md5', MD5]), category: null },
      { ...row(4, ['md5', MD5]), category: 'C' },
    ])
  })

  it('counts PhotoDNA and keeps it out', async () => {
    const dna = Buffer.alloc(144, 7).toString('base64')
    const outcome = await read(`md5,PhotoDNA\n${MD5},${dna}\n,${dna}\n${MD5},x\n`)
    expect(outcome.rows).toEqual([
      row(2, ['md5', MD5]),
      unreadable(3, 'photodna-only'),
      row(4, ['md5', MD5]),
    ])
    const counts = { photodna: 2, 'photodna-malformed': 1 }
    expect(outcome.setAside).toEqual({ ...nothingSetAside(), ...counts })
  })

  it('is not misled by heads that are names of the language', async () => {
    const text = `constructor,__proto__,md5\nx,y,${MD5}\n`
    expect((await read(text)).rows).toEqual([row(2, ['md5', MD5])])
  })

  it('skips comments and blank lines before the head, and blank lines after it', async () => {
    const text = `# made by a tool\n\n  \nmd5\n\n${MD5}\n`
    expect((await read(text)).rows).toEqual([row(6, ['md5', MD5])])
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

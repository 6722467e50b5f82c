import { describe, expect, it } from 'vitest'
import { bytesOf, digestOf, hash256 } from '../fixtures/synthetic.ts'
import { nothingSetAside, type ListRow } from './list-row.ts'
import { readNcmecPage } from './ncmec.ts'
import { expectSameAtEveryCut, read, row, unreadable } from './testing-lists.ts'

const MD5 = digestOf('md5', 1)
const SHA1 = digestOf('sha1', 1)
const PDQ = hash256(1)
const DNA = Buffer.alloc(144, 7).toString('base64')
const NEXT = '/v2/entries?from=2017-10-20T00%3A00%3A00.000Z&start=2001&size=1000&max=3000'
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'

const page = (content: string): string =>
  `${DECLARATION}\n<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">${content}</queryResult>`
const images = (content: string): string =>
  page(`<images count="1" maxTimestamp="2017-10-24T15:10:00Z">${content}</images>`)
const entry = (name: string, id: string, content = '', member = '42'): string =>
  `<${name}>
    <member id="${member}">Example Member</member>
    <timestamp>2017-10-24T15:00:00Z</timestamp><id>${id}</id>${content}
  </${name}>`
const fingerprints = (content: string): string => `<fingerprints>${content}</fingerprints>`
const feedback = `<feedback lastUpdateTimestamp="2023-06-01T12:48:14Z">
  <affirmativeFeedback type="Md5"><members><member id="7">Other</member></members></affirmativeFeedback>
  <negativeFeedback type="Sha1"><reasons><reason guid="1" name="A &amp; B" type="Sha1"/></reasons></negativeFeedback>
</feedback>`
const classified = (code: string): string => `<classification>${code}</classification>`

const FULL = page(`
  <images count="2" maxTimestamp="2017-10-24T15:10:00Z">
    ${entry('image', 'image1', `${classified('A1')}${fingerprints(`<md5>${MD5}</md5><sha1>\n ${SHA1} </sha1><pdna>${DNA}</pdna><pdq>${PDQ}</pdq>`)}${feedback}`)}
    ${entry('deletedImage', 'image4', '', '43')}
  </images>
  <videos count="2" maxTimestamp="2017-10-24T15:20:00Z">
    ${entry('video', 'video1', fingerprints(`<md5>${MD5}</md5><tmk-pdqf rel="self" href="/v2/entries/1"/><videntifier>x</videntifier>`))}
    ${entry('deletedVideo', 'video4')}
  </videos>
  <paging><next>${NEXT.replaceAll('&', '&amp;')}</next></paging>`)
const FULL_ROWS: ListRow[] = [
  {
    ...row(1, ['md5', MD5], ['sha1', SHA1], ['pdq', PDQ]),
    category: 'A1',
    reference: '42/image1/image',
  },
  { status: 'removed', line: 2, reference: '43/image4/image' },
  {
    ...row(3, ['md5', MD5]),
    category: null,
    reference: '42/video1/video',
  },
  { status: 'removed', line: 4, reference: '42/video4/video' },
]

describe('readList of a page of NCMEC', () => {
  it('takes digests, classification and name of each entry', async () => {
    const outcome = await read(FULL)
    expect(outcome).toEqual({
      format: 'ncmec',
      rows: FULL_ROWS,
      setAside: { ...nothingSetAside(), photodna: 1, 'other-algorithm': 2 },
    })
    expect(JSON.stringify(outcome)).not.toMatch(/Example Member|Other/)
  })

  it.each([
    ['a byte order mark', `\ufeff${FULL}`],
    ['no declaration', FULL.slice(DECLARATION.length)],
    ['white space before it', FULL.replace(DECLARATION, '\n  ')],
    ['a comment before it', FULL.replace(DECLARATION, '<!-- made -->')],
    ['prefixes', FULL.replaceAll(/<(\/?)(\w)/g, '<$1hs:$2').replace('xmlns=', 'xmlns:hs=')],
    ['CDATA', FULL.replace(MD5, `<![CDATA[${MD5}]]>`)],
    ['references to characters', FULL.replace(MD5, `&#${MD5.charCodeAt(0)};${MD5.slice(1)}`)],
  ])('reads one with %s', async (_, text) => {
    expect(await read(text)).toMatchObject({ format: 'ncmec', rows: FULL_ROWS })
  })

  it('counts PhotoDNA of any length and refuses what has nothing else', async () => {
    const ids = ['a', 'b', 'c', 'd']
    const contents = [
      `<md5>${MD5}</md5><pdna>${DNA.slice(4)}</pdna>`,
      `<pdna>${DNA}</pdna>`,
      '<md5/><pdna/>',
      '',
    ]
    const { rows, setAside } = await read(
      images(ids.map((id, at) => entry('image', id, fingerprints(contents[at]!))).join('')),
    )
    expect(rows).toMatchObject([
      row(1, ['md5', MD5]),
      unreadable(2, 'photodna-only'),
      unreadable(3, 'no-hash'),
      unreadable(4, 'no-hash'),
    ])
    expect(setAside).toEqual({ ...nothingSetAside(), photodna: 1, 'photodna-malformed': 1 })
  })

  it('gives no name to an entry without member or number', async () => {
    const hashes = fingerprints(`<md5>${MD5}</md5>`)
    const { rows } = await read(
      images(
        [
          `<image><id>1</id>${classified('B2')}${hashes}</image>`,
          `<image><member xmlns:id="5"/><id>1</id>${hashes}</image>`,
          entry('image', '', hashes),
          '<deletedImage><id>1</id></deletedImage>',
          entry('deletedImage', 'x'.repeat(300)),
        ].join(''),
      ),
    )
    expect(rows).toEqual([
      { ...row(1, ['md5', MD5]), category: 'B2' },
      { ...row(2, ['md5', MD5]), category: null },
      { ...row(3, ['md5', MD5]), category: null },
      unreadable(4, 'no-reference'),
      unreadable(5, 'no-reference'),
    ])
  })

  it('is not misled by elements in the wrong place', async () => {
    const nested = entry('image', '9', fingerprints(`<md5>${SHA1.slice(8)}</md5>`), '9')
    const content = `${feedback}<extra>${nested}<md5>x</md5></extra>${fingerprints(`<md5>${MD5}</md5>`)}`
    const { rows } = await read(
      page(`${nested}<images><audio>${nested}</audio>${entry('image', '1', content)}</images>`),
    )
    expect(rows).toEqual([{ ...row(1, ['md5', MD5]), category: null, reference: '42/1/image' }])
  })

  it.each([
    ['breaks off', FULL.slice(0, -60)],
    ['breaks off in a tag', FULL.slice(0, 400)],
    ['goes on after its end', `${FULL}x`],
    ['has tags that do not match', FULL.replace('</md5>', '</sha1>')],
    ['has an entity that nobody knows', FULL.replace(MD5, '&md5;')],
    ['has an entity of HTML', FULL.replace(MD5, '&eacute;')],
    ['is deep without end', images('<a>'.repeat(100_000))],
    ['is deep without sense', images('<a>'.repeat(40) + '</a>'.repeat(40))],
    [
      'has attributes without end',
      images(`<image ${Array.from({ length: 99 }, (_, n) => `a${n}="x"`).join(' ')}/>`),
    ],
    ['has a name without end', images(`<${'a'.repeat(300_000)}/>`)],
    ['is nothing but a declaration', DECLARATION],
  ])('refuses the whole of one that %s', async (_, text) => {
    await expect(read(text)).rejects.toMatchObject({
      kind: 'invalid',
      code: expect.stringMatching(/^list-(malformed|without-entries)$/) as string,
      message: expect.not.stringContaining(MD5) as string,
    })
  })

  it.each([
    ['a bomb', '<!DOCTYPE q [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>', '&b;'],
    ['a file', '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]>', '&a;'],
    ['a DTD elsewhere', '<!DOCTYPE q SYSTEM "http://127.0.0.1/q.dtd">', MD5],
  ])('refuses a document type with %s', async (_, doctype, text) => {
    const bomb = FULL.replace(DECLARATION, `${DECLARATION}\n${doctype}`).replace(MD5, text)
    await expect(read(bomb)).rejects.toMatchObject({ code: 'list-doctype-refused' })
  })

  it.each(['<html></html>', '<status xmlns="https://hashsharing.ncmec.org/hashsharing/v2"/>'])(
    'refuses another document: %s',
    async (text) => {
      await expect(read(text)).rejects.toMatchObject({ code: 'list-without-entries' })
    },
  )

  it('keeps short what is long', async () => {
    const long = 'x'.repeat(500_000)
    const { rows } = await read(
      images(entry('image', '1', `${classified(long)}${fingerprints(`<md5>${long}</md5>`)}`)),
    )
    expect(JSON.stringify(rows).length).toBeLessThan(5_000)
  })

  it('gives the same rows however the bytes are cut', async () => {
    await expectSameAtEveryCut(`\ufeff${FULL.replace('Example Member', 'Ünïcode \u{1F600}')}`)
  })
})

describe('readNcmecPage', () => {
  const readPage = async (text: string) => {
    const { rows, paging, setAside } = readNcmecPage(bytesOf(text))
    return { rows: await Array.fromAsync(rows), paging, setAside }
  }

  it('tells where the next page is and how far this one goes', async () => {
    expect(await readPage(FULL)).toEqual({
      rows: FULL_ROWS,
      paging: { next: NEXT, count: 4, maxTimestamp: new Date('2017-10-24T15:20:00Z') },
      setAside: { ...nothingSetAside(), photodna: 1, 'other-algorithm': 2 },
    })
  })

  it.each([
    '',
    '<images/><paging/>',
    '<images count="x" maxTimestamp="y"/><paging><next> </next></paging>',
  ])('tells that no page follows one of %j', async (content) => {
    expect(await readPage(page(content))).toMatchObject({
      rows: [],
      paging: { next: null, count: 0, maxTimestamp: null },
    })
  })
})

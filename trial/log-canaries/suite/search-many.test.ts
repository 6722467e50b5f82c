import { describe, expect, it } from 'vitest'
import { FORMS, valuesOf } from './needles.ts'
import { searchMany } from './search-many.ts'

const value = (text: string) => ({ column: 'location.url_ct', value: text })

describe('searchMany', () => {
  it('finds each value in each form between others, in either case, and says where it ends', () => {
    const values = Array.from({ length: 500 }, (_, n) =>
      value(`host.example:80/path/${n}?a="${n}"`),
    )
    const search = searchMany(values)
    for (const sought of values.slice(100, 110)) {
      for (const { of } of FORMS) {
        const before = `{"at":"x${of(sought.value)}`
        for (const text of [before, before.toUpperCase()]) {
          const found = search(Buffer.from(`${text}y"}`))
          expect(found.map((one) => [one.value, one.at])).toContainEqual([sought, text.length])
        }
      }
    }
  })

  it('finds what looking for one after the other finds, in drawn text', () => {
    const words = Array.from({ length: 40 }, (_, n) => value(`abab${n % 7}bab${n}ababab`))
    const text = Array.from({ length: 4_000 }, (_, n) => `ab${(n * 7919) % 53}bab${n % 40}ab`).join(
      '',
    )
    const plain = words.reduce((sum, { value: word }) => sum + text.split(word).length - 1, 0)
    const found = searchMany(words)(Buffer.from(text)).filter(({ form }) => form === 'as it is')
    expect(found).toHaveLength(plain)
    expect(searchMany(words)(Buffer.from(words[3]!.value))).toHaveLength(1)
  })

  it('finds nothing in a text that ends too early, or is empty', () => {
    const search = searchMany([value('host.example/picture')])
    expect(search(Buffer.from('host.example/pictur'))).toEqual([])
    expect(search(Buffer.alloc(0))).toEqual([])
  })
})

describe('valuesOf', () => {
  it('is an address without its scheme, and nothing of one that names a host alone', () => {
    const of = (text: string) => valuesOf('location.url_ct', Buffer.from(text))
    expect(of('https://host.example/a/b.png?c#d')).toEqual(['host.example/a/b.png?c#d'])
    expect(of('https://host.example/')).toEqual([])
    expect(of('https://host.example')).toEqual([])
  })

  it('is all that a person wrote, with what stands in it', () => {
    const text = 'seen at http://host.example/a by ana@office.example'
    expect(valuesOf('report.note_ct', Buffer.from(text))).toEqual([
      text,
      'host.example/a',
      'ana@office.example',
    ])
    expect(valuesOf('report.note_ct', Buffer.from('a house'))).toEqual([])
  })

  it('is the hashes of a fingerprint and digests that are bytes', () => {
    const sha256 = 'ab'.repeat(32)
    const print = JSON.stringify({ sha256, mime: 'image/png', pipelineVersion: 'v-1-long-enough' })
    expect(valuesOf('media.fingerprint_ct', Buffer.from(print))).toEqual([sha256])
    expect(valuesOf('entry_hash.value_ct', Buffer.from(sha256, 'hex'))).toEqual([sha256])
  })
})

import { describe, expect, it } from 'vitest'
import { judge, type Copy } from './judge.ts'

const URL_SEALED = 'https://host.example/path/picture.png?a=1'
const copy = (place: string, ...lines: string[]): Copy => ({
  place,
  text: Buffer.from(`\n@@ /tests/a.test.ts\n${lines.join('\n')}\n`),
})
const sealed = copy('sealed', `location.url_ct ${Buffer.from(URL_SEALED).toString('base64')}`)

describe('judge', () => {
  it('names the place, who wrote there and the column, and never the value', () => {
    const log = copy('log', 'one line', `{"at":"${URL_SEALED}"}`, `{"at":"${URL_SEALED}"}`)
    const later = { place: 'log', text: Buffer.concat([log.text, copy('log', 'x').text]) }
    const { finds } = judge([sealed, later])
    const find = { place: 'log of /tests/a.test.ts', column: 'location.url_ct' }
    expect(finds).toEqual([{ ...find, form: 'as it is', times: 2 }])
    expect(JSON.stringify(finds)).not.toContain('picture')
  })

  it('finds in each kind of place but in what was sealed, and counts what was looked through', () => {
    const places = ['output', 'answer', 'queue', 'file 1-2-postgres.log']
    const { finds, counts, bytes } = judge([
      sealed,
      copy('lost', 'file of a program: EXDEV'),
      ...places.map((place) => copy(place, `x${encodeURIComponent(URL_SEALED)}`)),
    ])
    expect(finds.map(({ place }) => place.split(' of')[0])).toEqual(places.toSorted())
    expect(counts).toEqual({ sealed: 1, lookedFor: 1, nothingToLookFor: 0, notKept: 1 })
    expect(Object.keys(bytes)).toEqual(['output', 'answer', 'queue', 'postgres.log'])
  })

  it('misses every planted way where nothing was kept', () => {
    const { missed, finds } = judge([sealed])
    expect(missed).toHaveLength(9)
    expect(finds).toEqual([])
  })
})

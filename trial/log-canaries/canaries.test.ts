import { describe, expect, it } from 'vitest'
import { formsOf, makeCanaries } from './canaries.ts'
import { checkTheSearch, searchAll } from './search.ts'

describe('searchAll', () => {
  it('finds an address however it was written down', () => {
    const canaries = makeCanaries(1)
    const word = canaries.word('address', 'path of a page')
    const url = `https://pages.example/${word}?x=1`
    for (const text of [
      url,
      url.toUpperCase(),
      url.replace('https', 'hxxps').replaceAll('.', '[.]'),
      encodeURIComponent(url),
      Buffer.from(url).toString('base64'),
      Buffer.from(`a${url}`).toString('base64url'),
      Buffer.from(url).toString('hex'),
      JSON.stringify(Buffer.from(url)),
      url.slice(0, 40),
    ]) {
      expect(searchAll([{ place: 'log', text }], canaries.all())).toHaveLength(1)
    }
  })

  it('finds a digest as text and as bytes, and nothing where there is nothing', () => {
    const canaries = makeCanaries(1)
    const digest = canaries.digest('entry of a list')
    const bytes = Buffer.from(digest, 'hex')
    for (const text of [
      digest,
      digest.toUpperCase(),
      bytes.toString('base64'),
      [...bytes].join(),
    ]) {
      expect(searchAll([{ place: 'log', text }], canaries.all())).toHaveLength(1)
    }
    const other = makeCanaries(2).digest('another')
    expect(searchAll([{ place: 'log', text: other }], canaries.all())).toEqual([])
  })

  it('tells no canary in what it found', () => {
    const canaries = makeCanaries(1)
    const word = canaries.word('secret', 'password')
    const found = searchAll([{ place: 'log', text: word }], canaries.all())
    expect(JSON.stringify(found)).not.toContain(word.slice(4))
  })

  it('finds each form in each place, as its control shows', () => {
    const canaries = makeCanaries(1)
    canaries.digest('planted')
    canaries.word('control', 'planted')
    for (const canary of canaries.all()) {
      expect(formsOf(canary).length).toBeGreaterThan(15)
      expect(checkTheSearch([{ place: 'log', text: '{"level":30}\n' }], canary)).toEqual([])
    }
  })
})

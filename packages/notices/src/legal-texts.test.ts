import { LANGUAGES } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { composeNotice } from './documents/notice.ts'
import { aNotice } from './documents/testing-items.ts'
import { readLegalFiles } from './legal-files.ts'
import { legalTextsFor, parseLegalFile, type LegalFile, type LegalReader } from './legal-texts.ts'

const text = (id: string, over = {}) => ({
  id,
  to: ['host'],
  validFrom: '2026-01-01',
  reviewed: true,
  source: 'invented',
  text: { en: `${id} en`, fr: `${id} fr`, nl: `${id} nl`, de: `${id} de` },
  ...over,
})
const file = (...texts: object[]) => ({ jurisdiction: 'XX', countries: ['XA', 'XB'], texts })
const FILES = [
  parseLegalFile(
    file(
      text('open'),
      text('ended', { validTo: '2026-06-30' }),
      text('guess', { reviewed: false }),
      text('wire', { to: ['upstream', 'registrar'] }),
    ),
  ),
]

type At = Partial<Parameters<typeof legalTextsFor>[1]>
const texts = (over: At = {}, files: readonly LegalFile[] = FILES) =>
  legalTextsFor(files, {
    countries: ['XA'],
    language: 'en',
    day: new Date('2026-03-01T00:00:00Z'),
    reader: 'host',
    ...over,
  })
const on = (day: string) => ({ day: new Date(day) })

describe('legalTextsFor', () => {
  it.each(LANGUAGES)('speaks %s', (language) => {
    expect(texts({ language })).toEqual([`open ${language}`, `ended ${language}`])
  })

  it('prints nothing that was not reviewed', () => {
    expect(texts().join(' ')).not.toContain('guess')
  })

  it.each([
    ['2025-12-31T23:59:59Z', []],
    ['2026-01-01T00:00:00Z', ['open en', 'ended en']],
    ['2026-06-30T23:59:59Z', ['open en', 'ended en']],
    ['2026-07-01T00:00:00Z', ['open en']],
  ])('keeps to the days of validity: %s', (day, expected) => {
    expect(texts(on(day))).toEqual(expected)
  })

  it('speaks to the reader alone, and to the police of nothing', () => {
    expect(texts({ reader: 'upstream' })).toEqual(['wire en'])
    expect(texts({ reader: 'registry' })).toEqual([])
    expect(texts({ reader: null })).toEqual([])
  })

  it('says each once, and nothing where the country is another or unknown', () => {
    expect(texts({ countries: ['XB', 'XA', null] })).toEqual(['open en', 'ended en'])
    expect(texts({ countries: ['XC'] })).toEqual([])
    expect(texts({ countries: [null] })).toEqual([])
  })
})

describe('parseLegalFile', () => {
  it.each([
    file(),
    file(text('a', { validFrom: '1 May 2026' })),
    file(text('a', { validTo: '2025-01-01' })),
    file(text('a', { text: { en: 'x', fr: 'x', nl: 'x' } })),
    file(text('a', { text: { en: 'x\ny', fr: 'x', nl: 'x', de: 'x' } })),
    file(text('a', { to: ['owner'] })),
    file(text('a', { reviewed: 'yes' })),
    file(text('a', { more: 1 })),
    { ...file(text('a')), jurisdiction: 'Belgium' },
  ])('refuses %j', (value) => {
    expect(() => parseLegalFile(value)).toThrow(
      expect.objectContaining({ code: 'legal-text-invalid' }),
    )
  })
})

describe('the legal texts that come with the program', () => {
  const files = readLegalFiles()
  const said = (country: string, day: string, reader: LegalReader = 'host') =>
    texts({ countries: [country], day: new Date(day), reader }, files).join('\n')

  it('are sound, with ids of their own', () => {
    const ids = files.flatMap((one) => one.texts.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(files.map(({ jurisdiction }) => jurisdiction).sort()).toEqual([
      'BE',
      'DE',
      'EU',
      'NL',
      'US',
    ])
  })

  it('name in Belgium the articles of the day, and none while the new code is not reviewed', () => {
    expect(said('BE', '2022-05-31T12:00:00Z')).not.toContain('Belgium')
    expect(said('BE', '2025-05-31T12:00:00Z')).toContain('417/5')
    expect(said('BE', '2026-11-20T12:00:00Z')).not.toContain('Belgium')
    expect(said('BE', '2026-11-20T12:00:00Z')).toContain('2022/2065')
  })

  it('name the Dutch term, the German section and the American duty to hosts there', () => {
    const day = '2026-11-20T12:00:00Z'
    expect(said('NL', day)).toContain('24 hours')
    expect(said('NL', day, 'registrar')).not.toContain('24 hours')
    expect(said('DE', day)).toContain('184b')
    expect(said('US', day)).toContain('2258A')
    expect(said('US', day)).not.toContain('European')
    expect(said('JP', day)).toBe('')
  })

  it('stand in the letter under their heading, which is missing on a day without any', () => {
    const legal = texts({ countries: ['NL'], ...on('2026-11-20T12:00:00Z') }, files)
    expect(composeNotice(aNotice({ legal })).text).toMatch(/\nLEGAL BASIS\n- European Union: /)
    const before = texts({ countries: ['NL'], ...on('2001-01-01') }, files)
    const { text: without } = composeNotice(aNotice({ legal: before }))
    expect(without).not.toContain('LEGAL BASIS')
    expect(without).not.toContain('2011/93')
  })
})

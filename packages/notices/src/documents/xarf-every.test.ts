import { LANGUAGES } from '@nightlight/contract'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeNotice } from './notice.ts'
import { sampleDocuments } from './samples.ts'
import { anItem, aNotice } from './testing-items.ts'
import { XARF_CSAM } from './xarf-expectations.ts'
import { xarfReport } from './xarf.ts'

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
const isXarf = ajv.compile(XARF_CSAM)
const problems = (report: unknown) => {
  isXarf(JSON.parse(JSON.stringify(report)))
  return isXarf.errors ?? []
}

const context = {
  noticeId: 'notice-1',
  sender: {
    organisation: 'Example Hotline',
    mailbox: 'n@hotline.example',
    domain: 'hotline.example',
  },
  provider: { name: 'Example Hosting' },
}
const SOUND = xarfReport(anItem(), context)

describe('XARF reports', () => {
  it.each(LANGUAGES)('of every document in %s are valid', (language) => {
    const reports = sampleDocuments(language, []).flatMap(({ document }) => document.xarf)
    expect(reports.length).toBeGreaterThan(10)
    for (const report of reports) expect(problems(report)).toEqual([])
  })

  it('are valid for any host, name, reference, moment and type', () => {
    const label = fc.stringMatching(/^[a-zA-Z0-9_äßñ]([a-zA-Z0-9_-]{0,8}[a-zA-Z0-9])?$/)
    const host = fc.oneof(
      fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.')),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    )
    const url = fc
      .tuple(host, fc.webPath(), fc.string())
      .map(
        ([name, path, query]) =>
          `http://${name}${path}?${encodeURIComponent(query.toWellFormed())}`,
      )
      .filter((text) => URL.canParse(text))
    fc.assert(
      fc.property(
        fc.record({
          url,
          reference: fc.string({ minLength: 1 }),
          mime: fc.string(),
          country: fc.option(fc.string()),
          asn: fc.option(fc.integer()),
          ip: fc.option(fc.oneof(fc.ipV4(), fc.ipV6())),
          seenAt: fc.date({
            min: new Date('2000-01-01T00:00:00Z'),
            max: new Date('2100-01-01T00:00:00Z'),
            noInvalidDate: true,
          }),
        }),
        fc.string({ minLength: 1 }),
        (facts, name) => {
          const provider = { name: `${name}.` }
          const report = xarfReport(anItem(facts), { ...context, provider })
          expect(problems(report)).toEqual([])
          expect(report?.timestamp).toBe(facts.seenAt.toISOString())
        },
      ),
      { numRuns: 300 },
    )
  })

  it.each([
    ['a domain in punycode', { domain: 'xn--mnchen-3ya.example' }],
    ['a domain in capitals', { domain: 'Files.example' }],
    ['a domain with an underscore', { domain: 'my_files.example' }],
    ['an address of the network as domain', { domain: '192.0.2.1' }],
    ['a class for national law only', { classification: 'national' }],
    ['no class', { classification: undefined }],
    ['a tag in capitals', { tags: ['reference:NL-1'] }],
    ['a tag without a namespace', { tags: ['nl-1'] }],
    ['21 tags', { tags: Array.from({ length: 21 }, (_, n) => `a:${n}`) }],
    ['a day for a moment', { timestamp: '2026-05-04' }],
    ['another key in a contact', { sender: { ...SOUND?.sender, phone: '1' } }],
    ['something internal', { _internal: {} }],
    ['a picture', { evidence: [{ content_type: 'image/png', payload: 'AA==' }] }],
    ['a perceptual hash', { hash_values: { ...SOUND?.hash_values, pdq: 'ab' } }],
    ['a small country code', { country_code: 'nl' }],
  ])('would be found out with %s', (_what, over) => {
    expect(problems(SOUND)).toEqual([])
    expect(problems({ ...SOUND, ...over })).not.toEqual([])
  })

  it('carry our reference as a tag, which knows no capitals', () => {
    const { xarf } = composeNotice(aNotice({ items: [anItem({ reference: 'NL-2026-12-1' })] }))
    expect(xarf[0]?.tags).toEqual(['reference:nl-2026-12-1'])
    expect(xarfReport(anItem({ reference: 'ä b' }), context)).not.toHaveProperty('tags')
  })

  it('have no hash of a list in any document', () => {
    const reports = sampleDocuments('en', []).flatMap(({ document }) => document.xarf)
    for (const { hash_values } of reports) expect(Object.keys(hash_values)).toEqual(['sha256'])
  })
})

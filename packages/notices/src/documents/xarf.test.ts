import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { XARF_CSAM } from './xarf-expectations.ts'
import { xarfReport, type XarfContext, type XarfItem } from './xarf.ts'

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
const isXarf = ajv.compile(XARF_CSAM)

const item = (over: Partial<XarfItem> = {}): XarfItem => ({
  reference: 'R-1',
  url: 'https://files.example/a/b.jpg?size=1',
  ip: '192.0.2.1',
  asn: 64496,
  country: 'NL',
  seenAt: new Date('2026-05-01T10:00:00Z'),
  sha256: 'AB'.repeat(32),
  mime: 'image/jpeg',
  matchedBy: 'exact',
  classification: 'A1',
  ...over,
})

const context = (over: Partial<XarfContext> = {}): XarfContext => ({
  noticeId: 'notice-1',
  sender: {
    organisation: 'Example Hotline',
    mailbox: 'notices@hotline.example',
    domain: 'hotline.example',
  },
  provider: { name: 'Example Hosting' },
  ...over,
})

function valid(over: Partial<XarfItem> = {}, contextOver: Partial<XarfContext> = {}) {
  const report = xarfReport(item(over), context(contextOver))
  if (!report) throw new Error('expected a report')
  const sent: unknown = JSON.parse(JSON.stringify(report))
  expect([isXarf(sent), isXarf.errors]).toEqual([true, null])
  return report
}

describe('xarfReport', () => {
  it('has what XARF 4 asks for, in its forms', () => {
    expect(valid()).toMatchObject({
      category: 'content',
      type: 'csam',
      url: 'https://files.example/a/b.jpg?size=1',
      domain: 'files.example',
      source_identifier: '192.0.2.1',
      verification_method: 'automated_crawler',
      hash_values: { sha256: 'ab'.repeat(32) },
      asn: 64496,
      country_code: 'NL',
    })
  })

  it.each([
    'https://xn--mnchen-3ya.example/a',
    'https://münchen.example/a',
    'https://192.0.2.9/a',
    'https://[2001:db8::9]/a',
    'https://my_site.example/a',
    'https://files.example./a',
    'https://files.example1/a',
  ])('leaves out the domain for %s', (url) => expect(valid({ url })).not.toHaveProperty('domain'))

  it('gives the domain of a URL in capitals in lower case', () => {
    expect(valid({ url: 'HTTPS://FILES.EXAMPLE/A' }).domain).toBe('files.example')
  })

  it('names the host when no address was seen', () => {
    expect(valid({ ip: null }).source_identifier).toBe('files.example')
    expect(valid({ ip: null, url: 'http://[2001:db8::9]/' }).source_identifier).toBe('2001:db8::9')
  })

  it('makes no report for content that is illegal under national law only', () => {
    expect(xarfReport(item({ classification: null }), context())).toBeNull()
  })

  it.each(['baseline', 'A1', 'A2', 'B1', 'B2'] as const)('carries class %s', (classification) => {
    expect(valid({ classification }).classification).toBe(classification)
  })

  it('says when the content was seen, not when the report was made', () => {
    expect(valid().timestamp).toBe('2026-05-01T10:00:00.000Z')
  })

  it('is less sure of a near match', () => {
    expect(valid().confidence).toBe(1)
    expect(valid({ matchedBy: 'near' }).confidence).toBe(0.9)
  })

  it.each([
    ['image/png', 'image'],
    ['video/mp4', 'video'],
    ['application/zip', 'mixed'],
  ])('calls %s %s', (mime, type) => expect(valid({ mime }).media_type).toBe(type))

  it.each([
    [{ asn: 0 }, 'asn'],
    [{ asn: 2 ** 32 }, 'asn'],
    [{ country: 'nl' }, 'country_code'],
    [{ country: 'Netherlands' }, 'country_code'],
  ])('leaves out what does not fit: %j', (over, key) => expect(valid(over)).not.toHaveProperty(key))

  it('says nothing of a host in a report that does not go to one', () => {
    expect(valid({}, { provider: null })).not.toHaveProperty('hosting_provider')
  })

  it('keeps a long organisation within the limit', () => {
    const sender = { ...context().sender, organisation: 'Ж'.repeat(300) }
    expect(valid({}, { sender }).sender.org).toHaveLength(200)
  })

  it('has no key in a contact but the three allowed', () => {
    const { reporter, sender } = valid()
    expect(Object.keys(reporter).sort()).toEqual(['contact', 'domain', 'org'])
    expect(Object.keys(sender).sort()).toEqual(['contact', 'domain', 'org'])
  })

  it('carries no hash but the SHA-256 of the fetched bytes, and no evidence', () => {
    const report = valid()
    expect(Object.keys(report.hash_values)).toEqual(['sha256'])
    expect(report).not.toHaveProperty('evidence')
  })

  it('gives the same report again, byte for byte', () => {
    expect(JSON.stringify(valid())).toBe(JSON.stringify(valid()))
  })

  it('gives every item of every notice an id of its own', () => {
    const ids = ['notice-1', 'notice-2'].flatMap((noticeId) =>
      ['R-1', 'R-2'].map((reference) => valid({ reference }, { noticeId }).report_id),
    )
    expect(new Set(ids).size).toBe(4)
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

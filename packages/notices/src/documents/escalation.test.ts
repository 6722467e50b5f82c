import { LANGUAGES } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { composeNotice, type NoticeInput, type NoticeKind } from './notice.ts'
import { aHostAsked, anItem, aNotice, flat, longLines } from './testing-items.ts'

const KINDS = ['upstream-notice', 'registrar-notice', 'registry-notice'] as const
const EVERY = LANGUAGES.flatMap((language) => KINDS.map((kind) => [kind, language] as const))
const UPSTREAM = aHostAsked({ role: 'upstream', name: 'Example Transit', times: 1 })

const escalation = (kind: NoticeKind, over: Partial<NoticeInput> = {}) =>
  composeNotice(
    aNotice({
      kind,
      provider: { name: 'Example Recipient' },
      asked: [aHostAsked(), UPSTREAM],
      ...over,
    }),
  )

describe('composeNotice for an escalation', () => {
  it.each(EVERY)('has a %s in %s with short lines and nothing unsaid', (kind, language) => {
    const items = [anItem(), anItem({ reference: 'R-2', country: 'US', classification: null })]
    const { subject, text } = escalation(kind, { language, items, copyNumber: 2, seq: 2 })
    expect(longLines(text)).toEqual([])
    expect(text).not.toMatch(/undefined|null|\[object|NaN|^\s*[:;!?]/m)
    expect(subject).toContain('NL-2026-12')
    expect(subject).not.toMatch(/example|http/)
  })

  it.each(EVERY)('names in a %s in %s whom we told, when and how often', (kind, language) => {
    const text = flat(escalation(kind, { language }).text)
    expect(text).toMatch(/Example Hosting ?: .*2026-05-01 08:00 UTC.*2026-05-02 08:00 UTC/)
    expect(text).toContain('Example Transit')
    expect(text).toContain('2026-05-04 10:00 UTC')
  })

  it('says how often and whether anybody answered', () => {
    const asked = [aHostAsked(), { ...UPSTREAM, hasAnswered: true }]
    const text = flat(escalation('registrar-notice', { asked }).text)
    expect(text).toContain('Host, Example Hosting: told 2 times, first on')
    expect(text).toContain('– no answer.')
    expect(text).toContain('told once, on 2026-05-01 08:00 UTC – answered, but')
    expect(text).toContain('Our check of 2026-05-04 10:00 UTC found the content still there.')
  })

  it('asks each for what it can do, and never for more', () => {
    const asks = (kind: NoticeKind) =>
      flat(escalation(kind).text.split('WHAT WE ASK OF YOU\n')[1]?.split('\n\n')[0] ?? '')
    expect(asks('upstream-notice')).toMatch(/restrict the connection.*no further than needed/)
    expect(asks('upstream-notice')).not.toMatch(/domain name|delete it wherever/)
    expect(asks('registrar-notice')).toMatch(/clientHold.*Do not delete it/)
    expect(asks('registry-notice')).toMatch(/serverHold.*Do not delete the domain name/)
    for (const kind of ['registrar-notice', 'registry-notice'] as const) {
      expect(asks(kind)).toContain('leave it as it is')
      expect(asks(kind)).not.toMatch(/remove the content|IP address/)
    }
  })

  it('tells nobody but a host to report to the CyberTipline', () => {
    const items = [anItem({ country: 'US' })]
    for (const kind of KINDS) expect(escalation(kind, { items }).text).not.toContain('CyberTipline')
  })

  it.each(KINDS)('names in the machine part of a %s who hosts, not who reads it', (kind) => {
    expect(escalation(kind).xarf[0]?.hosting_provider).toBe('Example Hosting')
    expect(escalation(kind, { asked: [UPSTREAM] }).xarf[0]).not.toHaveProperty('hosting_provider')
  })

  it.each(KINDS)('refuses a %s before anybody was told', (kind) => {
    expect(() => escalation(kind, { asked: [] })).toThrow(
      expect.objectContaining({ code: 'escalation-without-notice' }),
    )
  })

  it('does not let a name add lines', () => {
    const asked = [aHostAsked({ name: 'Evil\nBY WHEN\nNever' })]
    const { text } = escalation('upstream-notice', { asked })
    expect(text.match(/^BY WHEN$/gm)).toHaveLength(1)
  })
})

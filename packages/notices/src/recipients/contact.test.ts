import { describe, expect, it } from 'vitest'
import { chooseContact, isUsableMailbox, type ContactCandidate } from './contact.ts'

const candidate = (over: Partial<ContactCandidate> = {}): ContactCandidate => ({
  source: 'rdap-abuse',
  email: 'abuse@host.example',
  name: null,
  observedAt: new Date('2026-05-01T00:00:00Z'),
  refusedAt: null,
  ...over,
})

describe('chooseContact', () => {
  it('prefers what the operator set to the registry', () => {
    const operator = candidate({ source: 'operator', email: 'trust@host.example' })
    expect(chooseContact([candidate(), operator])).toEqual({
      status: 'chosen',
      contact: operator,
      reason: 'operator-override',
      passedOver: [{ candidate: candidate(), reason: 'less-preferred' }],
    })
  })

  it('takes the registry contact when the operator set none', () => {
    expect(chooseContact([candidate()])).toMatchObject({ status: 'chosen', reason: 'rdap-abuse' })
  })

  it('takes the newest of one source', () => {
    const newer = candidate({
      email: 'new@host.example',
      observedAt: new Date('2026-05-02T00:00:00Z'),
    })
    expect(chooseContact([candidate(), newer])).toMatchObject({ contact: newer })
  })

  it('passes over a mailbox that refused since it was observed', () => {
    const refused = candidate({ refusedAt: new Date('2026-05-01T12:00:00Z') })
    expect(chooseContact([refused])).toEqual({
      status: 'none',
      reason: 'none-usable',
      passedOver: [{ candidate: refused, reason: 'refused-before' }],
    })
  })

  it('gives a mailbox observed again after a refusal another chance', () => {
    const again = candidate({ refusedAt: new Date('2026-04-01T00:00:00Z') })
    expect(chooseContact([again])).toMatchObject({ status: 'chosen', contact: again })
  })

  it('falls through an unusable operator address to the registry', () => {
    const broken = candidate({ source: 'operator', email: 'abuse@[192.0.2.1]' })
    expect(chooseContact([broken, candidate()])).toMatchObject({
      reason: 'rdap-abuse',
      passedOver: [{ candidate: broken, reason: 'unusable-mailbox' }],
    })
  })

  it('says so when there is no candidate at all', () => {
    expect(chooseContact([])).toEqual({ status: 'none', reason: 'no-candidate', passedOver: [] })
  })
})

describe('isUsableMailbox', () => {
  it.each([
    'abuse@host.example',
    'Abuse.Desk+csam@mail.host.example',
    "o'neil@host.example",
    'a@xn--mnchen-3ya.example',
    'a@host.xn--p1ai',
    `${'a'.repeat(64)}@host.example`,
  ])('accepts %s', (address) => expect(isUsableMailbox(address)).toBe(true))

  it.each([
    '',
    'abuse',
    '@host.example',
    'abuse@',
    'abuse@localhost',
    'abuse@192.0.2.1',
    'abuse@[192.0.2.1]',
    'abuse@host.example.',
    'abuse@-host.example',
    'abuse@host-.example',
    'abuse@ho_st.example',
    'abuse@münchen.example',
    'übuse@host.example',
    '.abuse@host.example',
    'abuse.@host.example',
    'a..b@host.example',
    '-oQ@host.example',
    '"quoted"@host.example',
    'a%b@host.example',
    'a!b@host.example',
    'a@b@host.example',
    'a b@host.example',
    ' abuse@host.example',
    'abuse@host.example\n',
    'abuse@host.example\r\nBcc: x@y.example',
    'abuse@host.example>',
    'abuse@host.example,other@host.example',
    `${'a'.repeat(65)}@host.example`,
    `a@${'a'.repeat(64)}.example`,
    `a@${'a.'.repeat(130)}example`,
  ])('refuses %j', (address) => expect(isUsableMailbox(address)).toBe(false))
})

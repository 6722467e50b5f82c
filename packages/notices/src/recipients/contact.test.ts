import { describe, expect, it } from 'vitest'
import {
  chooseContact,
  CONTACT_SOURCES,
  isUsableMailbox,
  type ContactCandidate,
} from './contact.ts'

const candidate = (over: Partial<ContactCandidate> = {}): ContactCandidate => ({
  source: 'rdap',
  email: 'abuse@host.example',
  place: 0,
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
      isStale: false,
      passedOver: [{ candidate: candidate(), reason: 'less-preferred' }],
    })
  })

  it('goes through the sources in their order', () => {
    const all = CONTACT_SOURCES.map((source, n) =>
      candidate({ source, email: `a${n}@host.example` }),
    )
    const order: string[] = []
    const left = all.toReversed()
    for (;;) {
      const choice = chooseContact(left)
      if (choice.status === 'none') break
      order.push(choice.contact.source)
      left.splice(left.indexOf(choice.contact), 1)
    }
    expect(order).toEqual([...CONTACT_SOURCES])
  })

  it('takes the newest of one source, and of these the one it names first', () => {
    const observedAt = new Date('2026-05-02T00:00:00Z')
    const second = candidate({ email: 'second@host.example', observedAt, place: 1 })
    const first = candidate({ email: 'first@host.example', observedAt, place: 0 })
    expect(chooseContact([candidate(), second, first])).toMatchObject({ contact: first })
  })

  it('takes what its source has long not confirmed only when nothing fresh is left', () => {
    const staleBefore = new Date('2026-05-01T12:00:00Z')
    const guess = candidate({ source: 'abuse-mailbox', observedAt: new Date('2026-05-02') })
    expect(chooseContact([candidate(), guess], { staleBefore })).toMatchObject({
      contact: guess,
      isStale: false,
      passedOver: [{ candidate: candidate(), reason: 'stale' }],
    })
    expect(chooseContact([candidate()], { staleBefore })).toMatchObject({ isStale: true })
    const operator = candidate({ source: 'operator' })
    expect(chooseContact([operator], { staleBefore })).toMatchObject({ isStale: false })
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

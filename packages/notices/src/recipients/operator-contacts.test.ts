import { describe, expect, it } from 'vitest'
import { parseOperatorContacts } from './operator-contacts.ts'

const OVERRIDE = { kind: 'operator', mailbox: 'Trust@hosting.example' }
const HOST = { address: '192.0.2.7', asn: 64500, mailboxes: ['abuse@hosting.example'] }
const TRUST = [{ source: 'operator', mailbox: 'trust@hosting.example' }]

describe('parseOperatorContacts', () => {
  it.each([
    ['network number', { asns: [64500] }, TRUST],
    ['network', { networks: ['198.51.100.0/24', '192.0.2.0/24'] }, TRUST],
    ['mailbox of the registry', { mailboxes: ['Abuse@Hosting.example'] }, TRUST],
    ['another network number', { asns: [64501] }, []],
    ['another network', { networks: ['2001:db8::/32'] }, []],
  ])('fits a host by its %s', (_what, fit, found) => {
    const contacts = parseOperatorContacts({ contacts: [{ ...OVERRIDE, ...fit }] })
    expect(contacts(HOST)).toEqual(found)
  })

  it('says all that fits, in the order of the file', () => {
    const entries = ['channel', 'operator', 'upstream'].map((kind) => ({
      kind,
      mailbox: `${kind}@hosting.example`,
      asns: [64500],
    }))
    const found = parseOperatorContacts({ contacts: entries })(HOST)
    expect(found.map(({ source }) => source)).toEqual(['channel', 'operator', 'upstream'])
  })

  it.each([
    ['an entry for no host', { ...OVERRIDE }, '/contacts/0 says of no host'],
    ['a mailbox that is none', { ...OVERRIDE, mailbox: 'a b', asns: [1] }, '/contacts/0/mailbox'],
    [
      'a network that is none',
      { ...OVERRIDE, networks: ['192.0.2.0/40'] },
      '/contacts/0/networks/0',
    ],
    ['another member', { ...OVERRIDE, asns: [1], note: 'x' }, 'Reading the contacts file'],
    ['another kind', { ...OVERRIDE, kind: 'rdap', asns: [1] }, 'Reading the contacts file'],
  ])('refuses %s and says where', (_what, entry, message) => {
    expect(() => parseOperatorContacts({ contacts: [entry] })).toThrow(message)
  })
})

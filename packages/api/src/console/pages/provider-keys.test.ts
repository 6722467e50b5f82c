import { LANGUAGES } from '@nightlight/contract'
import type { RegisteredProvider } from '@nightlight/notices'
import { expect, it } from 'vitest'
import { render } from '../html.ts'
import { TEXTS, translator } from '../texts.ts'
import type { View } from '../view.ts'
import { keySection } from './provider-keys.ts'

type Key = RegisteredProvider['keys'][number]
const view: View = {
  t: translator('en'),
  language: 'en',
  principal: { actor: 'admin:Ada', role: 'admin', name: 'Ada', authorityId: null },
  form: 'token',
  now: new Date(0),
  path: '/console/providers',
}
const key = (kind: Key['kind'], state: Key['state']): Key => ({
  kind,
  state,
  fingerprint: 'ab'.repeat(20),
  validFrom: new Date(0),
  validTo: null,
  approvedBy: null,
  revokedAt: null,
  addedAt: new Date(0),
  addedBy: 'admin:Ada',
  adder: 'Ada',
})
const noteOf = (...keys: Key[]): string | null => {
  const provider = { id: '1', keys } as unknown as RegisteredProvider
  const page = render(keySection(view, provider, { channels: true, actor: 'admin:Bea' }))
  const { 'mail-key.last': last, 'mail-key.none-for-files': none } = TEXTS.en
  return page.includes(last) ? 'last' : page.includes(none) ? 'none' : null
}

it('says of the last OpenPGP key what its end means, and what it has meant since', () => {
  expect(noteOf(key('openpgp', 'active'), key('openpgp', 'active'))).toBeNull()
  expect(noteOf(key('openpgp', 'active'), key('smime', 'active'))).toBe('last')
  expect(noteOf(key('openpgp', 'revoked'), key('smime', 'active'))).toBe('none')
  expect(noteOf(key('openpgp', 'revoked'))).toBe('none')
  expect(noteOf()).toBeNull()
})

it('says it in every language', () => {
  for (const name of ['mail-key.last', 'mail-key.none-for-files'] as const)
    expect(new Set(LANGUAGES.map((language) => TEXTS[language][name])).size).toBe(LANGUAGES.length)
})

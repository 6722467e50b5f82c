import { describe, expect, it } from 'vitest'
import { decideCountry, type Countries } from './country.ts'

describe('decideCountry', () => {
  it.each<[string, Countries, boolean, string | null, string | null, string[]]>([
    ['nothing known', {}, false, null, null, []],
    ['the registry alone', { rir: 'NL' }, false, 'NL', 'rir', []],
    ['both agree', { geolocation: 'NL', rir: 'NL' }, false, 'NL', 'geolocation', []],
    ['both disagree', { geolocation: 'DE', rir: 'NL' }, false, 'DE', 'geolocation', ['NL']],
    [
      'a person over all',
      { person: 'BE', geolocation: 'DE', rir: 'NL' },
      false,
      'BE',
      'person',
      [],
    ],
    ['a delivery network', { geolocation: 'BE', rir: 'US' }, true, 'US', 'rir', []],
    ['a delivery network of no country', { geolocation: 'BE' }, true, null, null, []],
    ['an origin of elsewhere', { rir: 'NL', 'origin-as': 'FR' }, false, 'NL', 'rir', []],
    ['the origin alone', { 'origin-as': 'FR' }, false, 'FR', 'origin-as', []],
    ['weak ones that disagree', { 'origin-as': 'FR', tls: 'BE' }, false, 'FR', 'origin-as', ['BE']],
    ['a certificate beside the registry', { rir: 'NL', tls: 'US' }, false, 'NL', 'rir', []],
  ])('%s', (_what, countries, isDelivered, country, by, rivals) => {
    expect(decideCountry(countries, isDelivered)).toMatchObject({ country, by, rivals, countries })
  })

  it('shows every disagreement, whether it decides or not', () => {
    expect(decideCountry({ rir: 'NL', tls: 'US' }, false).disagree).toBe(true)
    expect(decideCountry({ person: 'NL', rir: 'US' }, false).disagree).toBe(true)
    expect(decideCountry({ geolocation: 'BE', rir: 'US' }, true).disagree).toBe(true)
    expect(decideCountry({ geolocation: 'NL', rir: 'NL', tls: 'NL' }, false).disagree).toBe(false)
  })
})

import { LANGUAGES } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { composeIccam, type IccamInput, type IccamRow } from './iccam.ts'
import { anItem, aSender, flat, longLines } from './testing-items.ts'

const compose = (over: Partial<IccamInput> = {}) => {
  const { files = [], ...rest } = composeIccam({
    reference: 'NL-2026-12',
    language: 'en',
    to: 'ICCAM desk',
    items: [anItem()],
    sender: aSender(),
    ...over,
  })
  const contentOf = (name: string) => files.find((file) => file.name === name)?.content ?? ''
  const json = JSON.parse(contentOf('iccam.json')) as { reference: string; items: IccamRow[] }
  return { ...rest, json, csv: contentOf('iccam.csv') }
}

describe('composeIccam', () => {
  it.each(LANGUAGES)(
    'tells a person in %s what to enter and to report the reference',
    (language) => {
      const items = [anItem(), anItem({ reference: 'R-2', classification: null })]
      const { text, subject } = compose({ language, items })
      expect(longLines(text)).toEqual([])
      expect(text).not.toMatch(/undefined|null|\[object|NaN|^\s*[:;!?]/m)
      expect(flat(text)).toMatch(/(?:reference|référence|kenmerk|Kennzeichen) N\b/)
      expect(text).not.toMatch(/https?:/)
      expect(subject).toContain('NL-2026-12')
    },
  )

  it.each(LANGUAGES)('claims in %s no country that is not known', (language) => {
    const at = (...countries: (string | null)[]) =>
      flat(compose({ language, items: countries.map((country) => anItem({ country })) }).text)
    const claim = /whose INHOPE|hotlines? INHOPE|INHOPE-meldpunt|INHOPE-Meldestelle/
    expect(at('NL')).toMatch(claim)
    expect(at('NL', 'FR')).toMatch(claim)
    expect(at(null)).not.toMatch(claim)
    expect(at('NL', null)).not.toMatch(claim)
    expect(at('NL', null)).not.toBe(at(null, null))
  })

  it('lists in JSON what has to be entered, as it is', () => {
    expect(compose().json).toEqual({
      reference: 'NL-2026-12',
      items: [
        {
          reference: 'R-1',
          url: 'https://files.example/a/b.jpg',
          page_url: 'https://www.page.example/gallery',
          host: 'files.example',
          ip: '192.0.2.1',
          country: 'NL',
          seen_at: '2026-05-04T10:00:00.000Z',
          classification: 'A1',
          mime: 'image/jpeg',
        },
      ],
    })
  })

  it('calls national what XARF has no class for', () => {
    const items = [anItem({ classification: null })]
    expect(compose({ items }).json.items[0]?.classification).toBe('national')
  })

  it('lists the same in CSV, with addresses that no spreadsheet makes clickable', () => {
    const { csv } = compose({ items: [anItem({ pageUrl: null, ip: null })] })
    expect(csv).toBe(
      'reference,url,page_url,host,ip,country,seen_at,classification,mime\r\n' +
        'R-1,hxxps://files[.]example/a/b.jpg,,files[.]example,,NL,2026-05-04T10:00:00.000Z,A1,image/jpeg\r\n',
    )
  })

  it('quotes a cell and runs no formula', () => {
    const items = [
      anItem({ reference: '=cmd', url: 'https://files.example/a,"b"', mime: '+1', country: '@x' }),
    ]
    const line = compose({ items }).csv.split('\r\n')[1]
    expect(line).toContain(`"'=cmd",`)
    expect(line).toContain(`"'+1"`)
    expect(line).toContain(`"'@x"`)
    expect(line).toContain('"hxxps://files[.]example/a,""b"""')
  })

  it('has no hash anywhere', () => {
    const { text, json, csv } = compose()
    expect(`${text}${JSON.stringify(json)}${csv}`).not.toMatch(/[0-9a-f]{32}/)
  })

  it.each([{ items: [] }, { reference: 'a b' }])('refuses %j', (over) =>
    expect(() => compose(over)).toThrow(RangeError),
  )
})

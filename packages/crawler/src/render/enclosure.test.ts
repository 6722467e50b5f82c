import { describe, expect, it } from 'vitest'
import { enclosures, explainEnclosure } from './enclosure.ts'

const PROGRAM = process.execPath
const names = (...found: string[]): string[] =>
  enclosures(PROGRAM, (name) => (found.includes(name) ? `/usr/bin/${name}` : undefined)).map(
    ({ name }) => name,
  )

describe('enclosures', () => {
  it('has every way that the machine offers, strongest first', () => {
    expect(names('bwrap', 'unshare', 'prlimit')).toEqual([
      'bubblewrap+chromium-sandbox',
      'bubblewrap',
      'network-namespace+chromium-sandbox',
      'chromium-sandbox',
    ])
    expect(names('unshare')).toEqual(['network-namespace+chromium-sandbox', 'chromium-sandbox'])
    expect(names()).toEqual(['chromium-sandbox'])
  })

  it('never lets scripts run where neither bubblewrap nor the sandbox of the browser holds them', () => {
    const all = enclosures(PROGRAM, (name) => `/usr/bin/${name}`)
    const unconfined = all.filter(({ flags }) => flags.includes('--no-sandbox'))
    expect(unconfined.map(({ name }) => name)).toEqual(['bubblewrap'])
    expect(unconfined[0]?.command).toContain('--unshare-all')
  })

  it('says what is in force, and what would be stronger', () => {
    const [strongest, ...weaker] = enclosures(PROGRAM, (name) => `/usr/bin/${name}`)
    expect(explainEnclosure(strongest!)).toEqual({
      meaning: 'the browser has no network and sees only its own program',
    })
    expect(weaker.every((one) => explainEnclosure(one).advice !== undefined)).toBe(true)
    expect(explainEnclosure(weaker.at(-1)!).meaning).toContain('by its settings only')
  })
})

import { describe, expect, it } from 'vitest'
import { SCENES } from '../drawing/scenes.ts'
import { BEHAVIOURS } from './behaviour.ts'
import { SITES } from './sites.ts'

const usesOf = (kinds: readonly string[]) =>
  SITES.flatMap((site) => site.pictures.filter(({ kind }) => kinds.includes(kind)))

describe('SITES', () => {
  it('has one site of each behaviour, each on an address of its own', () => {
    expect(SITES.map(({ behaviour }) => behaviour).sort()).toEqual([...BEHAVIOURS].sort())
    expect(new Set(SITES.map(({ address }) => address)).size).toBe(SITES.length)
  })

  it('shows something exact and something innocent on every site', () => {
    for (const { pictures } of SITES) {
      const kinds = pictures.map(({ kind }) => kind)
      expect(kinds).toContain('exact')
      expect(kinds).toContain('innocent')
    }
  })

  it('shows near pictures resized, recompressed and mirrored', () => {
    const variants = new Set(usesOf(['near']).map(({ variant }) => variant))
    expect([...variants].sort()).toEqual(['mirrored', 'recompressed', 'resized'])
  })

  it('never shows a listed picture as an innocent one', () => {
    const listed = new Set(usesOf(['exact', 'near']).map(({ picture }) => picture))
    expect(usesOf(['innocent']).filter(({ picture }) => listed.has(picture))).toEqual([])
  })

  it('uses every picture that is drawn', () => {
    const used = new Set(usesOf(['exact', 'near', 'innocent']).map(({ picture }) => picture))
    expect([...used].sort()).toEqual(SCENES.map(({ name }) => name).sort())
  })

  it('shows every picture it has on one of its pages', () => {
    for (const { pages, pictures } of SITES) {
      const shown = new Set(pages.flatMap(({ shows }) => shows.map(({ path }) => path)))
      expect([...shown].sort()).toEqual(pictures.map(({ path }) => path).sort())
    }
  })

  it('has one matching picture on one page where notices or looks are counted', () => {
    for (const { behaviour, pages, pictures } of SITES) {
      if (behaviour !== 'returns' && behaviour !== 'removes-after-second-notice') continue
      expect(pages).toHaveLength(1)
      expect(pictures.filter(({ kind }) => kind !== 'innocent')).toHaveLength(1)
    }
  })
})

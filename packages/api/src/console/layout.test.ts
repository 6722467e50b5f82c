import { describe, expect, it } from 'vitest'
import { html, render } from './html.ts'
import { layout } from './layout.ts'
import { translator } from './texts.ts'
import type { View } from './view.ts'

const view: View = {
  t: translator('en'),
  language: 'en',
  principal: { actor: 'supervisor:Sue', role: 'supervisor', name: 'Sue', authorityId: null },
  form: 'token',
  now: new Date(0),
  path: '/console',
}
const page = (more: Partial<View> = {}): string =>
  render(layout({ ...view, ...more }, 'Title', html`<p>body</p>`))
const currentIn = (markup: string): string[] =>
  [...markup.matchAll(/href="(\/console[^"]*)"\s+aria-current="(\w+)"/g)].map(
    ([, to, how]) => `${to} ${how}`,
  )

describe('the menu', () => {
  it('groups the places of a role by what they are for', () => {
    const groups = [...page().matchAll(/id="places-(\w+)"/g)].map(([, group]) => group)
    expect(groups).toEqual(['work', 'look', 'set', 'you'])
    const { principal } = view
    const officer = page({ principal: { ...principal!, role: 'police' } })
    expect(officer).not.toContain('/console/matches')
    expect(officer).not.toContain('places-set')
  })

  it.each([
    ['/console', ['/console page']],
    ['/console/matches', ['/console/matches page']],
    ['/console/matches/7', ['/console/matches true']],
    ['/console/providers?after=1', ['/console/providers page']],
    [null, []],
  ])('says at %s where the reader is', (path, current) => {
    expect(currentIn(page({ path }))).toEqual(current)
  })

  it('is not there for who is not signed in, or was told by us', () => {
    expect(page({ principal: null })).not.toContain('class="menu"')
    expect(page({ organisation: 'Hotline' })).not.toContain('class="menu"')
  })
})

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GUIDE_PAGES } from './pages.ts'

const GUIDE = new URL('../../docs/guide/', import.meta.url)
const pictures = readdirSync(new URL('pictures/', GUIDE))
const texts = readdirSync(GUIDE).filter((name) => name.endsWith('.md'))
const named = texts.flatMap((name) =>
  [
    ...readFileSync(new URL(name, GUIDE), 'utf8').matchAll(
      /!\[[^\]]+\]\(pictures\/([\w-]+\.png)\)/g,
    ),
  ].map(([, picture = '']) => picture),
)
const taken = GUIDE_PAGES.flatMap(({ name, phone }) =>
  phone ? [`${name}.png`, `${name}-phone.png`] : [`${name}.png`],
)

describe('the guide', () => {
  it('shows pictures that are there', () => {
    expect(named.filter((name) => !pictures.includes(name))).toEqual([])
    expect(named.length).toBeGreaterThan(20)
  })

  it('has a picture of every page of the table, and no other', () => {
    expect(pictures.toSorted()).toEqual(taken.toSorted())
  })

  it('keeps the repository small', () => {
    const large = pictures.filter(
      (name) => statSync(new URL(`pictures/${name}`, GUIDE)).size > 60_000,
    )
    expect(large).toEqual([])
  })
})

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CONSOLE_ROUTES, OPEN_ROUTES } from '../packages/api/src/fixtures/route-rows.ts'
import { GUIDE_PAGES, NO_PICTURE } from './guide/pages.ts'

const GUIDE = new URL('../docs/guide/', import.meta.url)
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
const pages = [...Object.keys(CONSOLE_ROUTES), ...OPEN_ROUTES].flatMap((route) => {
  const [method = '', path = ''] = route.split(' ')
  return method === 'GET' && !path.startsWith('/assets/') ? [path] : []
})
const shown = new Set(GUIDE_PAGES.map(({ route }) => route))

describe('the guide', () => {
  it('has every page of the product in its table, or says why it has none', () => {
    const missing = pages.filter((path) => !shown.has(path) && !(path in NO_PICTURE))
    expect(missing).toEqual([])
  })

  it('names no page that there is not, and none both ways', () => {
    const known = [...shown, ...Object.keys(NO_PICTURE)]
    expect(known.filter((path) => !pages.includes(path))).toEqual([])
    expect(Object.keys(NO_PICTURE).filter((path) => shown.has(path))).toEqual([])
  })

  it('shows in its texts each picture of the table, once, and no other', () => {
    expect(named.toSorted()).toEqual(taken.toSorted())
  })

  it('has a picture of every page of the table, and no other', () => {
    expect(pictures.toSorted()).toEqual(taken.toSorted())
  })

  it('keeps the repository small', () => {
    const sizes = pictures.map((name) => statSync(new URL(`pictures/${name}`, GUIDE)).size)
    expect(sizes.filter((size) => size > 60_000)).toEqual([])
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000)
  })
})

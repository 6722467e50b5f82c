import { expect, it } from 'vitest'
import { PAGE_ROUTES } from '../../packages/api/src/fixtures/page-routes.ts'
import { PAGES } from './pages.ts'

it('every page of the table of routes is looked at, and none that is not there', () => {
  const looked = PAGES.map(({ route }) => route)
  expect([...new Set(looked)].toSorted()).toEqual(PAGE_ROUTES.toSorted())
})

it('each page has a name of its own', () => {
  expect(new Set(PAGES.map(({ name }) => name)).size).toBe(PAGES.length)
})

import { describe, expect, it } from 'vitest'
import { placesOf } from './places.ts'

const page = (pageId: string) => ({ locationId: pageId, pageId, kind: 'page' }) as const
const picture = (pageId: string, locationId: string) =>
  ({ locationId, pageId, kind: 'image' }) as const

describe('placesOf', () => {
  it('numbers pages as the report does, and pictures of each by when they were first asked', () => {
    const visits = [page('b'), picture('a', 'x'), picture('b', 'x'), picture('a', 'y')]
    expect(placesOf(visits, ['a', 'b'])).toEqual([
      { page: 2, picture: null },
      { page: 1, picture: 1 },
      { page: 2, picture: 1 },
      { page: 1, picture: 2 },
    ])
  })

  it('gives an address that is asked again the same place', () => {
    const visits = [picture('a', 'x'), picture('a', 'y'), picture('a', 'x'), page('a'), page('a')]
    expect(placesOf(visits, ['a']).map((one) => one.picture)).toEqual([1, 2, 1, null, null])
  })
})

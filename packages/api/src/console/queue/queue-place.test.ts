import { describe, expect, it } from 'vitest'
import { fromQueue, placeAt, placeIn, placePath, placeQuery } from './queue-place.ts'

const ID = '01a21d87-6fff-7814-a9db-fba9ee7ba59c'
const TOP = { filter: {}, by: 'match', after: null, at: null }

describe('a place in the queue', () => {
  it.each([
    ['', TOP],
    ['risk=yes&host=a.example', { ...TOP, filter: { risk: 'yes', host: 'a.example' } }],
    ['by=host', { ...TOP, by: 'host' }],
    [`by=host&after=${ID}&from=1`, { ...TOP, by: 'host', after: { urgency: 1, matchId: ID } }],
    [
      `tier=near&after=${ID}&from=4`,
      { ...TOP, filter: { tier: 'near' }, after: { urgency: 4, matchId: ID } },
    ],
    [
      `tier=near&at=${ID}&rank=4`,
      { ...TOP, filter: { tier: 'near' }, at: { urgency: 4, matchId: ID } },
    ],
  ])('is what "%s" says, and says the same again', (query, place) => {
    expect(placeIn(query)).toEqual(place)
    expect(placeQuery(placeIn(query))).toBe(query)
  })

  it.each([
    'tier=certain',
    'list=none',
    'after=1&from=9',
    `at=${ID}&rank=6`,
    `at=${ID}`,
    'age=%27',
    'host=%3Cscript%3E',
  ])('is the top of all where %s is none of ours', (query) => expect(placeIn(query)).toEqual(TOP))

  it('goes along with a page, and comes back from it', () => {
    const place = placeIn('tier=near&by=host')
    const path = fromQueue('/console/reports/x', place, { done: 'confirm' })
    const query = new URL(path, 'http://localhost').searchParams
    expect(query.get('done')).toBe('confirm')
    expect(placePath(placeIn(query.get('queue')!))).toBe('/console/matches?tier=near&by=host')
    const opened = placeAt(place, { urgency: 4, matchId: ID })
    expect(placeQuery(opened)).toBe(`tier=near&by=host&at=${ID}&rank=4`)
    expect(placePath(opened)).toBe('/console/matches?tier=near&by=host')
    expect(fromQueue('/console/reports/x', null)).toBe('/console/reports/x')
    expect(fromQueue('/x', placeIn())).toBe('/x?queue=')
  })
})

import { digest } from '@nightlight/fingerprint'
import { expect, it } from 'vitest'
import type { Earlier } from '../removal/earlier-store.ts'
import { doubts } from '../removal/doubts.ts'
import { addVisited, emptySurvey } from '../survey/survey.ts'
import { fingerprintOf } from '../read-outcome.ts'
import { ARCHIVE_CODES } from './outcome.ts'

const earlier: Earlier = {
  innocent: [],
  failures: [],
  domains: new Map(),
  hosts: new Map(),
  pictures: new Set(),
  wasPicture: false,
}

it.each(ARCHIVE_CODES)(
  'an archive beside the content leaves doubt unless all of it was read: %s',
  (code) => {
    const visited = { outcome: 'other', code, retryable: false, contained: [] } as const
    const survey = emptySurvey(visited, 'page')
    survey.visits.set('archive', visited)
    const found = doubts({ id: 'page' }, [], survey, earlier)
    const left = found.map(({ outcome }) => outcome)
    expect(left).toEqual(code === 'archive' ? [] : ['unknown'])
  },
)

it('an archive beside the content leaves doubt when a picture in it cannot be decoded', () => {
  const fingerprint = fingerprintOf(
    { status: 'refused', code: 'damaged', digests: digest(new Uint8Array(9)), message: '' },
    9,
  )!
  const contained = [{ mediaId: 'media', fingerprint, locationId: 'archive' }]
  const visited = { outcome: 'other', code: 'archive', retryable: false, contained } as const
  const survey = emptySurvey(visited, 'page')
  addVisited(survey, 'archive', visited)
  const found = doubts({ id: 'page' }, [], survey, earlier)
  expect(found).toMatchObject([
    { locationId: 'archive', outcome: 'unknown', code: 'not-comparable' },
  ])
})

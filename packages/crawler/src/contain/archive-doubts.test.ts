import { expect, it } from 'vitest'
import type { Earlier } from '../removal/earlier-store.ts'
import { doubts } from '../removal/doubts.ts'
import { emptySurvey } from '../survey/survey.ts'
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

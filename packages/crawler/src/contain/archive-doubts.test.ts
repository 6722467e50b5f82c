import { expect, it } from 'vitest'
import type { Earlier } from '../removal/earlier-store.ts'
import { doubts } from '../removal/doubts.ts'
import type { Survey } from '../survey-page.ts'
import { ARCHIVE_CODES } from './outcome.ts'

const earlier = {
  innocent: [],
  failures: [],
  domains: new Map(),
  pictures: new Set(),
  wasPicture: false,
}

it.each(ARCHIVE_CODES)(
  'an archive beside the content leaves doubt unless all of it was read: %s',
  (code) => {
    const visited = { outcome: 'other', code, retryable: false, contained: [] } as const
    const survey = {
      visits: new Map([['archive', visited]]),
      pictures: [],
      pageIds: new Set(['page']),
    }
    const found = doubts(
      { id: 'page' },
      [],
      survey as unknown as Survey,
      earlier as unknown as Earlier,
    )
    const left = found.map(({ outcome }) => outcome)
    expect(left).toEqual(code === 'archive' ? [] : ['unknown'])
  },
)

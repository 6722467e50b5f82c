import type { Verdict } from '@nightlight/contract'
import type { FinishedCheck } from './sighting-store.ts'

/**
 * What a look at a page says about the part of it that is at one host.
 *
 * Content at another host belongs to a takedown of its own and keeps this one from nothing. What was
 * said of the page itself stays, unless the page is a picture at another host.
 *
 * @param onHost those of the check's locations that are on the host
 */
export function checkAtHost(
  check: FinishedCheck,
  pageLocationId: string,
  onHost: ReadonlySet<string>,
): FinishedCheck {
  const detail = check.detail.filter(
    ({ locationId, outcome }) =>
      onHost.has(locationId) || (locationId === pageLocationId && outcome !== 'present'),
  )
  if (detail.length === check.detail.length) return check
  return { ...check, detail, verdict: verdictOf(detail.map(({ outcome }) => outcome)) }
}

const verdictOf = (outcomes: readonly Verdict[]): Verdict => {
  if (outcomes.includes('present')) return 'present'
  return outcomes.length === 0 || outcomes.includes('unknown') ? 'unknown' : 'gone'
}

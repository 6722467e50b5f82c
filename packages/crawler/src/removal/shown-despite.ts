import type { Fingerprint } from '@nightlight/fingerprint'
import type { SeenPicture } from '../survey-page.ts'
import { keepPicture, type LookDeps, type Visited, type VisitFor } from '../visit-location.ts'
import type { ErrorPicture } from './ask-error-page.ts'
import { FLAT_QUALITY, isUsable, likeness } from './likeness.ts'

/**
 * Pictures that may be the content and came with an error status, or are shown by a page that did: browsers show
 * them all the same, so that the status says nothing. Others stand for errors and are not kept.
 *
 * @param visits     by the id of the address that was asked
 * @param pictures   that such a page shows
 * @param originals  of all that is looked for
 */
export async function shownDespite(
  deps: Pick<LookDeps, 'keepSeen'>,
  {
    visits,
    pictures,
  }: { visits: Iterable<readonly [string, Visited]>; pictures: readonly ErrorPicture[] },
  originals: readonly Fingerprint[],
  visitFor: VisitFor,
): Promise<SeenPicture[]> {
  const found: SeenPicture[] = []
  const failed = [...visits].flatMap(([via, visited]) => {
    const shown = shownBy(visited)
    return shown ? [{ via, ...shown }] : []
  })
  for (const { via, fingerprint, locationId } of [...failed, ...pictures]) {
    const { outcome, code } = likeness(originals, fingerprint)
    if (outcome !== 'present' && code !== 'probable-copy') continue
    const at = { finishedAt: new Date() }
    const mediaId = await keepPicture(deps, fingerprint, locationId, visitFor, at)
    found.push({ locationId, via, mediaId, fingerprint })
  }
  return found
}

/** Whether a picture with an error status may be the content although it cannot be told: none that is merely flat. */
export function isOpenDespite(visited: Visited, originals: readonly Fingerprint[]): boolean {
  const fingerprint = shownBy(visited)?.fingerprint
  if (!fingerprint || likeness(originals, fingerprint).code !== 'not-comparable') return false
  const isFlat = fingerprint.pdq !== '' && fingerprint.pdqQuality < FLAT_QUALITY
  return !isFlat || !originals.every(isUsable)
}

const shownBy = (visited: Visited) => ('shown' in visited ? visited.shown : undefined)

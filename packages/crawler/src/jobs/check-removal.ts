import type { CheckDetail, Enqueue, Handler } from '@nightlight/runtime'
import type { Fingerprint } from '@nightlight/fingerprint'
import { readLocation } from '../location-store.ts'
import {
  claimCheck,
  finishCheck,
  takedownFingerprints,
  type CheckClaim,
} from '../removal/check-store.ts'
import { likeness, verdictOf, withoutPicture } from '../removal/verdict.ts'
import { markGone } from '../sighting-store.ts'
import { addVisit, surveyPage, type Survey } from '../survey-page.ts'
import type { LookDeps } from '../visit-location.ts'

type Deps = LookDeps & { enqueue: Enqueue; leaseMs: number; egress: string; now: () => Date }

/**
 * Looks whether the content of a takedown is still there: at its addresses, and anywhere else on the
 * page it was reported on. The verdict is by fingerprint, never by a status line or a promise.
 *
 * Twice equals once: a check is one row per due time, and a finished one is not done again.
 */
export const checkRemoval =
  (deps: Deps): Handler<'check-removal'> =>
  async ({ takedownId }, { signal, log }) => {
    const { db, crypto } = deps
    const claim = await claimCheck(db, takedownId, deps)
    if (!claim) return { status: 'skipped', reason: 'not-due' }
    const page = await readLocation(db, crypto, claim.pageLocationId)
    if (!page) return { status: 'skipped', reason: 'no-such-location' }
    const visitFor = { pageLocationId: page.id, takedownId }
    const survey = await surveyPage(deps, page, visitFor, signal)
    for (const id of claim.locationIds) {
      const location = survey.visits.has(id) ? null : await readLocation(db, crypto, id)
      if (location) await addVisit(deps, location, visitFor, signal, survey)
    }
    const originals = await takedownFingerprints(db, crypto, takedownId)
    const detail = describe(claim, survey, originals)
    const verdict = verdictOf(detail)
    await db.transaction().execute(async (trx) => {
      for (const { locationId, outcome } of detail) {
        if (outcome !== 'gone') continue
        const except =
          survey.pictures.find((seen) => seen.locationId === locationId)?.mediaId ?? null
        const at = deps.now()
        await markGone(trx, { locationId, pageLocationId: page.id, except, at })
      }
      await finishCheck(trx, claim.checkId, { verdict, detail })
    })
    log.info({ verdict, addresses: detail.length }, 'checked')
    await deps.enqueue('advance-takedown', { takedownId })
    return { status: 'done' }
  }

/** One line for each address of the takedown, for each other place that shows it, and for the page. */
function describe(
  claim: CheckClaim,
  survey: Survey,
  originals: readonly Fingerprint[],
): CheckDetail[] {
  const details = new Map<string, CheckDetail>()
  for (const { locationId, mediaId, fingerprint } of survey.pictures) {
    const seen = likeness(originals, fingerprint)
    const isKnown = claim.locationIds.includes(locationId)
    if (seen.outcome === 'gone' && !isKnown) continue
    const before = details.get(locationId)
    if (before && RANK[before.outcome] <= RANK[seen.outcome]) continue
    details.set(locationId, { locationId, mediaId, ...seen })
  }
  for (const locationId of claim.locationIds) {
    const visited = survey.visits.get(locationId)
    if (details.has(locationId) || !visited) continue
    details.set(locationId, { locationId, ...withoutPicture(visited) })
  }
  const page = survey.page.outcome === 'page' ? null : withoutPicture(survey.page)
  if (page && survey.page.outcome !== 'picture' && !details.has(claim.pageLocationId)) {
    details.set(claim.pageLocationId, { locationId: claim.pageLocationId, ...page })
  }
  if (survey.truncated && !details.has(claim.pageLocationId)) {
    const code = 'page-over-budget'
    details.set(claim.pageLocationId, {
      locationId: claim.pageLocationId,
      outcome: 'unknown',
      code,
    })
  }
  return [...details.values()]
}

const RANK = { present: 0, unknown: 1, gone: 2 } as const

import type { DbOrTransaction, Enqueue, Handler } from '@nightlight/runtime'
import { readLocation, type Location } from '../location-store.ts'
import {
  claimCheck,
  finishCheck,
  takedownFingerprints,
  type CheckClaim,
} from '../removal/check-store.ts'
import { describeCheck } from '../removal/describe-check.ts'
import { verdictOf } from '../removal/verdict.ts'
import { markGone } from '../sighting-store.ts'
import { DEFAULT_BUDGET, surveyPage, type SeenPicture } from '../survey-page.ts'
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
    const known = await knownLocations(deps, claim)
    const visitFor = { pageLocationId: page.id, takedownId }
    const survey = await surveyPage(deps, page, visitFor, signal, DEFAULT_BUDGET, known)
    const originals = await takedownFingerprints(db, crypto, takedownId)
    const detail = describeCheck(page, claim.locationIds, survey, originals)
    const verdict = verdictOf(detail)
    await db.transaction().execute(async (trx) => {
      for (const { locationId, outcome } of detail) {
        if (outcome === 'unknown') continue
        await keepOnlySeen(trx, survey.pictures, locationId, page.id, deps.now())
      }
      await finishCheck(trx, claim.checkId, { verdict, detail })
    })
    log.info({ verdict, addresses: detail.length }, 'checked')
    await deps.enqueue('advance-takedown', { takedownId })
    return { status: 'done' }
  }

async function knownLocations({ db, crypto }: Deps, claim: CheckClaim): Promise<Location[]> {
  const locations: Location[] = []
  for (const id of claim.locationIds) {
    const location = await readLocation(db, crypto, id)
    if (location) locations.push(location)
  }
  return locations
}

/** What was seen at an address before and not by this look has gone from there. */
const keepOnlySeen = (
  db: DbOrTransaction,
  pictures: readonly SeenPicture[],
  locationId: string,
  pageLocationId: string,
  at: Date,
): Promise<void> => {
  const here = pictures.filter((seen) => seen.locationId === locationId)
  return markGone(db, { locationId, pageLocationId, except: here.map((p) => p.mediaId), at })
}

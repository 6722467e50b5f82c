import type { DbOrTransaction, Enqueue, Handler } from '@nightlight/runtime'
import { readLocation, type Location } from '../location-store.ts'
import {
  claimCheck,
  claimOthers,
  finishCheck,
  takedownMedia,
  type CheckClaim,
  type TakedownMedia,
} from '../removal/check-store.ts'
import { describeCheck } from '../removal/describe-check.ts'
import { doubtfulPlaces } from '../removal/doubts.ts'
import { readEarlier, waysTo } from '../removal/earlier-store.ts'
import { seekingDecoder } from '../removal/seeking-decoder.ts'
import { verdictOf } from '../removal/verdict.ts'
import { markGone, notCompared } from '../sighting-store.ts'
import { DEFAULT_BUDGET, surveyPage, type SeenPicture, type Survey } from '../survey-page.ts'
import type { LookDeps } from '../visit-location.ts'

type Deps = LookDeps & { enqueue: Enqueue; leaseMs: number; egress: string; now: () => Date }

/** One claimed check, its media, and the addresses to look at. */
type Look = { claim: CheckClaim; media: TakedownMedia[]; known: string[] }

/**
 * Looks whether the content of a takedown is still there: at its addresses, and anywhere else on the
 * page it was reported on. The verdict is by fingerprint, never by a status line or a promise.
 *
 * Every takedown of the page whose check is due is judged by the same look. Twice equals once: a check
 * is one row per due time, and a finished one is not done again.
 */
export const checkRemoval =
  (deps: Deps): Handler<'check-removal'> =>
  async ({ takedownId }, { signal, log }) => {
    const { db, crypto } = deps
    const claim = await claimCheck(db, takedownId, deps)
    if (!claim) return { status: 'skipped', reason: 'not-due' }
    const page = await readLocation(db, crypto, claim.pageLocationId)
    if (!page) return { status: 'skipped', reason: 'no-such-location' }
    const looks: Look[] = []
    for (const one of [claim, ...(await claimOthers(db, claim, deps))]) {
      looks.push(await prepare(deps, one))
    }
    const known = await readLocations(
      deps,
      looks.flatMap((look) => look.known),
    )
    const visitFor = { pageLocationId: page.id, takedownId }
    const originals = looks.flatMap(({ media }) => media.map(({ fingerprint }) => fingerprint))
    const seeking = { ...deps, decoder: seekingDecoder(deps, originals) }
    const survey = await surveyPage(seeking, page, visitFor, signal, DEFAULT_BUDGET, known)
    const seen = survey.pictures.map(({ mediaId }) => mediaId)
    for (const mediaId of await notCompared(db, seen))
      await deps.enqueue('match-media', { mediaId })
    for (const look of looks) {
      const verdict = await judge(deps, page, look, survey)
      log.info({ verdict, addresses: look.known.length }, 'checked')
      await deps.enqueue('advance-takedown', { takedownId: look.claim.takedownId })
    }
    return { status: 'done' }
  }

async function prepare({ db, crypto }: Deps, claim: CheckClaim): Promise<Look> {
  const media = await takedownMedia(db, crypto, claim.takedownId)
  const ids = media.map(({ id }) => id)
  const ways = await waysTo(db, claim.pageLocationId, ids)
  return { claim, media, known: [...new Set([...claim.locationIds, ...ways])] }
}

async function readLocations({ db, crypto }: Deps, ids: readonly string[]): Promise<Location[]> {
  const locations: Location[] = []
  for (const id of new Set(ids)) {
    const location = await readLocation(db, crypto, id)
    if (location) locations.push(location)
  }
  return locations
}

async function judge(deps: Deps, page: Location, look: Look, survey: Survey) {
  const { claim, media, known } = look
  const earlier = await readEarlier(
    deps.db,
    claim,
    media.map(({ id }) => id),
    [...known, ...doubtfulPlaces(survey)],
  )
  const originals = media.map(({ fingerprint }) => fingerprint)
  const detail = describeCheck(page, { known, originals, earlier }, survey)
  const verdict = verdictOf(detail)
  await deps.db.transaction().execute(async (trx) => {
    for (const { locationId, outcome } of detail) {
      if (outcome === 'unknown') continue
      await keepOnlySeen(trx, survey.pictures, locationId, page.id, deps.now())
    }
    await finishCheck(trx, claim.checkId, { verdict, detail })
  })
  return verdict
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

import type { Enqueue, Handler } from '@nightlight/runtime'
import type { VantagePoints } from '../fetch/vantage-point.ts'
import { errandsOf, switchesOf } from '../follow/order-store.ts'
import type { HostDoor } from '../lanes/host-door.ts'
import { readLocation, type Location } from '../location-store.ts'
import {
  claimCheck,
  claimOthers,
  finishCheck,
  lookedAtHosts,
  pageHost,
  takedownMedia,
  type CheckClaim,
  type TakedownMedia,
} from '../removal/check-store.ts'
import { askErrorPage } from '../removal/ask-error-page.ts'
import { askFromPage } from '../removal/ask-from-page.ts'
import { describeCheck, type Beside } from '../removal/describe-check.ts'
import { doubtfulPlaces } from '../removal/doubts.ts'
import { readEarlier, waysTo } from '../removal/earlier-store.ts'
import { noteProbes } from '../removal/note-probe.ts'
import { probeHosts } from '../removal/probe.ts'
import { seekingDecoder } from '../removal/seeking-decoder.ts'
import { shownDespite } from '../removal/shown-despite.ts'
import { verdictOf } from '../removal/verdict.ts'
import { markGone, notCompared, type StillAt } from '../sighting-store.ts'
import { surveyPage, type SeenPicture, type Survey } from '../survey-page.ts'
import type { Scripts } from '../survey/render-page.ts'
import { scriptsOf } from '../survey/rendered-store.ts'
import { keepVersions, knownVersions, sawAll } from '../survey/unchanged.ts'
import type { LookDeps } from '../visit-location.ts'

type Deps = Omit<LookDeps, 'safeFetch'> & {
  enqueue: Enqueue
  leaseMs: number
  /** The ways out that take turns at looking. */
  vantage: Pick<VantagePoints, 'reaching' | 'of'>
  now: () => Date
  enter: HostDoor
  /** As for a crawl: what it saw, a check must be able to see. */
  scripts: Scripts | null
}

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
    const host = await pageHost(db, takedownId)
    if ((await deps.manners.leftMs(host)) > 0) return { status: 'skipped', reason: 'host-paused' }
    using place = await deps.enter(host)
    // It stays due: the sweep comes by again.
    if (!place) return { status: 'skipped', reason: 'host-busy' }
    const vantagePoints = deps.vantage.reaching(await lookedAtHosts(db, takedownId))
    const options = { leaseMs: deps.leaseMs, vantagePoints }
    const claim = await claimCheck(db, takedownId, options)
    if (!claim) return { status: 'skipped', reason: 'not-due' }
    const page = await readLocation(db, crypto, claim.pageLocationId)
    if (!page) return { status: 'skipped', reason: 'no-such-location' }
    const looks: Look[] = []
    for (const one of [claim, ...(await claimOthers(db, claim, options))]) {
      looks.push(await prepare(deps, one))
    }
    const known = await readLocations(
      deps,
      looks.flatMap((look) => look.known),
    )
    const { render, ...switches } = switchesOf(await errandsOf(db, page.id))
    const visitFor = { pageLocationId: page.id, takedownId, lookId: claim.checkId, switches }
    const originals = looks.flatMap(({ media }) => media.map(({ fingerprint }) => fingerprint))
    const safeFetch = deps.vantage.of(claim.egress)
    const seeking = { ...deps, safeFetch, decoder: seekingDecoder(deps, originals) }
    const survey = await surveyPage(seeking, page, visitFor, signal, {
      known,
      ...(await scriptsOf(db, page.id, render, deps.scripts)),
      unchanged: {
        pictures: await knownVersions(deps, claim.egress, looks),
        suffices: (seen) => sawAll(looks, seen),
      },
    })
    await keepVersions(deps, claim.egress, looks, survey)
    const again = await askFromPage(seeking, { page, known, survey, looks }, visitFor, signal)
    const probing = { ...seeking, noteProbe: noteProbes(deps, visitFor) }
    const probes = await probeHosts(probing, page, known, survey, signal)
    const shown = await askErrorPage(seeking, page, survey, visitFor, signal)
    survey.truncated ||= shown.isCut
    const visits = [...survey.visits, ...again.answers, ...shown.answers]
    const despite = await shownDespite(
      deps,
      { visits, pictures: shown.pictures },
      originals,
      visitFor,
    )
    const beside = { again, probes, despite }
    const seen = [...survey.pictures, ...again.pictures, ...despite].map(({ mediaId }) => mediaId)
    for (const mediaId of await notCompared(db, seen))
      await deps.enqueue('match-media', { mediaId })
    for (const look of looks) {
      const asked = { ...look, lookId: claim.checkId, beside }
      const verdict = await judge(deps, page, asked, survey)
      log.info({ verdict, egress: claim.egress, addresses: look.known.length }, 'checked')
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

async function judge(
  deps: Deps,
  page: Location,
  look: Look & { lookId: string; beside: Beside },
  survey: Survey,
) {
  const { claim, media, known, lookId, beside } = look
  const earlier = await readEarlier(
    deps.db,
    claim,
    media.map(({ id }) => id),
    [...known, ...doubtfulPlaces(survey)],
  )
  const originals = media.map(({ fingerprint }) => fingerprint)
  const detail = describeCheck(page, { known, originals, earlier }, survey, beside)
  const verdict = verdictOf(detail)
  const seen = [...survey.pictures, ...beside.again.pictures, ...beside.despite]
  await deps.db.transaction().execute(async (trx) => {
    if (!(await finishCheck(trx, claim, { verdict, detail, lookId }))) return
    const told = detail.filter(({ outcome }) => outcome !== 'unknown')
    const places = told.map(({ locationId }) => stillAt(seen, locationId))
    await markGone(trx, { pageLocationId: page.id, places, at: deps.now() })
  })
  return verdict
}

/** What was seen at an address before and not by this look has gone from there. */
const stillAt = (pictures: readonly SeenPicture[], locationId: string): StillAt => {
  const here = pictures.filter((seen) => seen.locationId === locationId)
  return { locationId, mediaIds: here.map(({ mediaId }) => mediaId) }
}

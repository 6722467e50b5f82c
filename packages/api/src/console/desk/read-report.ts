import { DomainError } from '@nightlight/contract'
import { heldMs, holdsOf } from '@nightlight/notices'
import type { AppDeps } from '../../app.ts'
import { secondsOwed } from '../../assessments/seconds-owed.ts'
import { exportForm } from '../../case-export/export-form.ts'
import { listRecipients } from '../../case-export/recipient-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import { withLapse } from '../../match-lapse-store.ts'
import { reachOfMedia } from '../../match-reach-store.ts'
import { matchedOnPages, matchesOfPages } from '../../match-store.ts'
import { countWaitingOnPages } from '../../queue/next-store.ts'
import { mediaAtRisk, readRisks } from '../../queue/risk-store.ts'
import { historyOf } from '../../report-desk/history-store.ts'
import { hostFactsOf, hostsOfMedia } from '../../report-desk/host-facts-store.ts'
import { mergesOf } from '../../report-desk/merge-store.ts'
import { notesOf } from '../../report-desk/note-store.ts'
import { REVEALS_PER_SHIFT, revealsOf } from '../../report-desk/reveal-store.ts'
import { seenElsewhere } from '../../report-desk/seen-elsewhere-store.ts'
import { readReportSummary } from '../../report-facts-store.ts'
import { pagesOfReport, readFollowedCrawl, readPageWords } from '../../report-pages-store.ts'
import { mediaOfPages, readReportTexts, visitsOfPages } from '../../report-store.ts'
import { takedownsOfPages, type Takedown } from '../../takedown-store.ts'
import { html, type Html } from '../html.ts'
import type { ReportInFull } from '../pages/report-page.ts'
import { iccamForm } from '../pages/takedown-addresses.ts'
import { takedownForms } from '../pages/takedown-forms.ts'
import { takingBackForms } from '../pages/taking-back-forms.ts'
import { wordForm } from '../pages/word-form.ts'
import { placeField, type QueuePlace } from '../queue/queue-place.ts'
import { readWayOn } from '../queue/way-on.ts'
import type { View } from '../view.ts'

const MATCHES_SHOWN = 50
/** So many takedowns can be dealt with from the page of their report; the others have their own. */
const WITH_FORMS = 3

/**
 * Everything that a report is decided by, on one page.
 *
 * @param place  from where in the queue it was opened
 * @throws {DomainError} not-found `not-found`
 */
export async function readReportInFull(
  deps: AppDeps,
  view: View,
  { id, place }: { id: string; place: QueuePlace | null },
): Promise<Omit<ReportInFull, 'lately' | 'was'>> {
  const { db, crypto, now } = deps
  const summary = await readReportSummary(db, id)
  if (!summary) throw new DomainError('not-found', 'not-found', 'Showing a report: no such')
  const page = summary.pageLocationId
  const pageIds = page === null ? [] : await pagesOfReport(db, page)
  const found = await matchesOfPages(db, pageIds, MATCHES_SHOWN + 1, true)
  const matches = await withLapse(db, found.slice(0, MATCHES_SHOWN))
  const matchIds = matches.map((match) => match.id)
  const owed = view.principal && (await secondsOwed(db, view.principal, matchIds))
  const asked = new Set(owed?.keys())
  const media = await mediaOfPages(db, pageIds)
  const mediaIds = [...new Set(matches.map(({ mediaId }) => mediaId))]
  const atHand = found.length > matches.length ? await matchedOnPages(db, pageIds) : mediaIds
  const reach = await reachOfMedia(db, mediaIds)
  const risky = await mediaAtRisk(db, mediaIds)
  const elsewhere = await seenElsewhere(db, mediaIds, pageIds)
  const hostsOf = await hostsOfMedia(db, mediaIds, pageIds)
  const takedowns = await takedownsOfPages(db, pageIds)
  const takedownIds = takedowns.map((one) => one.id)
  const hosts = await hostFactsOf(db, takedownIds)
  const reveals = await revealsIn(deps, view)
  const forms = await formsOf(deps, view, takedowns, { kept: keptOf(id, place), reveals })
  const kin = mediaIds.flatMap((mediaId) => reach(mediaId).reports)
  return {
    summary,
    ...(await readReportTexts(db, crypto, id)),
    pageIds,
    visits: await visitsOfPages(db, pageIds),
    matches: matches.map((match) => ({
      ...match,
      ...(asked.has(match.id) ? { decision: null, isBlind: true } : { isBlind: false }),
      media: media.find((one) => one.id === match.mediaId),
      reach: reach(match.mediaId),
      atRisk: risky.has(match.mediaId),
      elsewhere: elsewhere(match.mediaId),
      hosts: hostsOf(match.mediaId),
    })),
    moreMatches: found.length > MATCHES_SHOWN,
    moreWaiting:
      found.length > MATCHES_SHOWN
        ? Math.max(0, (await countWaitingOnPages(db, pageIds)) - MATCHES_SHOWN)
        : 0,
    takedowns: takedowns.map((one) => ({
      ...one,
      hostFacts: hosts.get(one.id) ?? null,
      forms: forms.get(one.id) ?? null,
    })),
    crawl: page === null ? null : await readFollowedCrawl(db, page),
    words: await readPageWords(deps, pageIds),
    risks: await readRisks(db, crypto, id),
    notes: await notesOf(db, crypto, id),
    merges: await mergesOf(db, id, kin),
    history: await historyOf(db, {
      reportId: id,
      pageIds,
      matchIds,
      blindIds: [...asked],
      takedownIds,
    }),
    wayOn: mayGoOn(view)
      ? await readWayOn(db, place, { mediaIds: atHand, now: now() })
      : { place, next: null, hasRisk: false },
    reveals,
  }
}

const mayGoOn = ({ principal }: View): boolean =>
  principal !== null && isAllowed(principal.role, 'match:read')

export const revealBudgetOf = ({ revealBudget = REVEALS_PER_SHIFT }: AppDeps): number =>
  revealBudget

/** How many addresses whoever looks had shown, once that is more than a shift is expected to need. */
export async function revealsIn(deps: AppDeps, { principal }: View): Promise<number | null> {
  if (!principal || !isAllowed(principal.role, 'report:work')) return null
  const shown = await revealsOf(deps.db, principal.actor)
  return shown >= revealBudgetOf(deps) ? shown : null
}

/** What is done about a takedown from here is shown here. */
const keptOf = (reportId: string, place: QueuePlace | null): Html =>
  html`<input type="hidden" name="report" value="${reportId}" /> ${placeField(place)}`

async function formsOf(
  { db, now }: AppDeps,
  view: View,
  takedowns: readonly Takedown[],
  { kept, reveals }: { kept: Html; reveals: number | null },
): Promise<Map<string, Html>> {
  const open = takedowns.filter(({ status }) => status !== 'closed').slice(0, WITH_FORMS)
  const recipients = open.length > 0 ? await listRecipients(db) : []
  const forms = new Map<string, Html>()
  for (const takedown of open) {
    const { id, host, status, plan, clocks } = takedown
    const holds = await holdsOf(db, id)
    const held = await heldMs(db, id, now())
    const shown = { id, host, status, plan, isTold: clocks.t6 !== null, holds, heldMs: held }
    forms.set(
      id,
      html`${wordForm(view, takedown, kept)}${takingBackForms(view, { ...takedown, holds }, kept)}${takedownForms(view, shown, kept)}${iccamForm(view, shown, reveals)}${exportForm(view, id, recipients)}`,
    )
  }
  return forms
}

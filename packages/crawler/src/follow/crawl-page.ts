import type { FoundLink } from '../extract/extract-images.ts'
import { siteOf } from '../extract/rules/page-links.ts'
import type { Location } from '../location-store.ts'
import { surveyPage } from '../survey-page.ts'
import type { ReportBudget } from '../survey/budget.ts'
import { keepPageText } from '../survey/page-text-store.ts'
import { ownPurse } from '../survey/purse.ts'
import type { Scripts } from '../survey/render-page.ts'
import { scriptsOf } from '../survey/rendered-store.ts'
import type { Survey } from '../survey/survey.ts'
import type { LookDeps } from '../visit-location.ts'
import { followLinks } from './follow-links.ts'
import {
  errandsOf,
  isReported,
  noteTruncated,
  orderPurse,
  switchesOf,
  type Errand,
  type Switches,
} from './order-store.ts'
import { crawlForOthers, noteElsewhere, settlePage } from './page-store.ts'

export type FollowDeps = LookDeps & {
  /** What a report may spend over all its pages. */
  budget: ReportBudget
  /** Runs the scripts of pages for which that is asked; null where the operator does not let any run. */
  scripts: Scripts | null
}

/** A crawl of one page, for the reports that led to it. */
export type PageCrawl = {
  survey: Survey
  /** Pages that have fallen due. */
  led: string[]
  /** Call it when the crawl has been finished. */
  settle(isAgain: boolean): Promise<void>
}

/**
 * Crawls a page within the budget of the report that led to it, keeps what it says in words, and has the
 * pages crawled that it leads to.
 *
 * A page that several reports lead to is crawled once and paid by one of them.
 *
 * @returns null for a page that was only found, and of whose reports every budget has ended meanwhile
 */
export async function crawlPage(
  deps: FollowDeps,
  location: Location,
  signal: AbortSignal,
): Promise<PageCrawl | null> {
  const { db } = deps
  const { id } = location
  const orders = await errandsOf(db, id)
  const errands = orders.filter(({ isWaiting }) => isWaiting)
  const payer = errands.find(({ over }) => over === null)
  if (errands.length > 0 && !payer && !(await isReported(db, id))) {
    for (const { rootId, over } of errands) await noteTruncated(db, rootId, over ?? 'time')
    await settlePage(db, id, rootsOf(errands), 'skipped')
    return null
  }
  const survey = await surveyFor(deps, location, { payer, ...switchesOf(orders) }, signal)
  if (payer && survey.ended) await noteTruncated(db, payer.rootId, survey.ended)
  const led = await leadOn(deps, location, errands, survey)
  return {
    survey,
    led,
    async settle(isAgain) {
      if (!isAgain || !survey.page.retryable) await settlePage(db, id, rootsOf(errands), 'read')
      await crawlForOthers(db, id)
    },
  }
}

/** A crawl that is not tried any more is no part of any report. */
export async function giveUpPage(deps: Pick<LookDeps, 'db'>, locationId: string): Promise<void> {
  const errands = (await errandsOf(deps.db, locationId)).filter(({ isWaiting }) => isWaiting)
  await settlePage(deps.db, locationId, rootsOf(errands), 'skipped')
}

const rootsOf = (errands: readonly Errand[]): string[] => errands.map(({ rootId }) => rootId)

async function surveyFor(
  deps: FollowDeps,
  location: Location,
  { payer, render, ...switches }: Switches & { payer: Errand | undefined },
  signal: AbortSignal,
): Promise<Survey> {
  const visitFor = { pageLocationId: location.id, takedownId: null, switches }
  const scripts = await scriptsOf(deps.db, location.id, render, deps.scripts)
  await using purse = payer ? orderPurse(deps.db, payer, deps.budget) : ownPurse(deps.budget)
  return await surveyPage(deps, location, visitFor, signal, { purse, ...scripts })
}

async function leadOn(
  deps: FollowDeps,
  { id: viaId, url }: Location,
  errands: readonly Errand[],
  survey: Survey,
): Promise<string[]> {
  const { page, links, elsewhere, renderedHtml } = survey
  if (page.outcome !== 'page') return []
  await keepPageText(deps, viaId, page, renderedHtml)
  if (errands.length === 0) return []
  const isSettled = ({ reason }: FoundLink, id: string): boolean => {
    const seen = survey.visits.get(id)
    if (seen?.outcome === 'other' && seen.contained) return true
    return survey.pageIds.has(id) || (reason === 'image' && seen?.outcome !== 'page')
  }
  const led: string[] = []
  const how = { isSettled, totalMs: deps.budget.totalMs }
  for (const { rootId, depth } of errands) {
    // What was found on one site leads no further when it sends us to another.
    if (depth > 0 && siteOf(page.url) !== siteOf(new URL(url))) continue
    led.push(...(await followLinks(deps, { rootId, viaId, depth }, links, how)))
  }
  await noteElsewhere(deps, viaId, elsewhere)
  return led
}

import { extractImages } from '../extract/extract-images.ts'
import { emptyObservation } from '../fetch/observation.ts'
import type { FetchOutcome } from '../fetch/outcome.ts'
import { fetchPolitely } from '../manners/host-manners.ts'
import type { PagePicture, Renderer, RenderRequest } from '../render/index.ts'
import { recordAnswer, servedAt } from '../visit-location.ts'
import { domainOf } from './domain.ts'
import { readExtraction } from './read-document.ts'
import { addVisited, type VisitedPage } from './survey.ts'
import { leaveUnread, nameLocation, payFor, type Work } from './work.ts'

/** What runs the scripts of a page, and as whom. */
export type Scripts = Pick<RenderRequest, 'userAgent' | 'acceptLanguage'> & {
  renderer: Pick<Renderer, 'render'>
}

/** Failures that say nothing was missed: what answered is no page that scripts could change. */
const NOTHING_TO_RUN: ReadonlySet<string> = new Set(['render-no-page'])

/**
 * Has the scripts of a page run, records the pictures that they load, and visits what they made it name.
 *
 * Every request goes through the fetch and the manners of the survey. A page whose scripts could not be
 * run to their end was not seen in full.
 */
export async function renderAndRead(
  work: Work,
  visited: VisitedPage,
  { renderer, userAgent, acceptLanguage }: Scripts,
): Promise<void> {
  const { deps, survey, signal } = work
  const rendered = await renderer.render(visited.url, {
    userAgent,
    acceptLanguage,
    signal,
    fetch: async (url, options) => {
      const fetch = (): Promise<FetchOutcome> => deps.safeFetch.fetch(url, options)
      const until = options.signal ?? signal
      return (await fetchPolitely(deps, url.hostname, fetch, until)) ?? leftAlone()
    },
    onPicture: (picture) => addLoaded(work, picture),
  })
  if (rendered.status === 'failed') {
    survey.truncated ||= !NOTHING_TO_RUN.has(rendered.code)
    return
  }
  survey.truncated ||= rendered.truncated
  survey.renderedHtml = rendered.html
  const { id } = await servedAt(deps, work.page, visited.url)
  for (const { url, html } of [rendered, ...rendered.frames]) {
    const found = extractImages(Buffer.from(html), 'text/html; charset=utf-8', url)
    const { frames } = await readExtraction(work, found, id)
    for (const frame of frames) {
      const isOwn = domainOf(frame) === domainOf(visited.url)
      if (!isOwn) await leaveUnread(work, frame, 'frame-not-read')
    }
  }
}

/** A picture that a script loaded is visited as any other, with the answer that is here already. */
async function addLoaded(work: Work, { url, answer }: PagePicture): Promise<void> {
  const { deps, visitFor, survey, begun, signal } = work
  const location = await nameLocation(work, url)
  if (begun.has(location.id)) return
  begun.add(location.id)
  await payFor(work)
  const visited = await recordAnswer(deps, location, answer, 'image', visitFor, signal)
  addVisited(survey, location.id, visited)
}

const leftAlone = (): FetchOutcome => ({
  status: 'failed',
  code: 'connection-lost',
  message: 'Fetch: the host asked to be left alone',
  observation: emptyObservation(new Date(), { egress: 'none', country: null, proxy: null }),
})

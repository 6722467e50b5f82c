import { extractImages } from '../extract/extract-images.ts'
import { emptyObservation } from '../fetch/observation.ts'
import type { FetchOutcome } from '../fetch/outcome.ts'
import { fetchPolitely } from '../manners/host-manners.ts'
import type { PagePicture, Renderer } from '../render/index.ts'
import { recordAnswer, servedAt } from '../visit-location.ts'
import { domainOf } from './domain.ts'
import { readExtraction } from './read-document.ts'
import { noteCutShort, noteLoaded, noteSeenAgain } from './note-loaded.ts'
import { noteRendered } from './rendered-store.ts'
import { addVisited, leaveUnrendered, type VisitedPage } from './survey.ts'
import { leaveUnread, nameLocation, payFor, type Work } from './work.ts'

/** What runs the scripts of a page. */
export type Scripts = { renderer: Pick<Renderer, 'render'> }

/** Failures that say nothing was missed: what answered is no page that scripts could change. */
const NOTHING_TO_RUN: ReadonlySet<string> = new Set(['render-no-page'])

/** Failures of the browser or of a moment. */
const MAY_PASS: ReadonlySet<string> = new Set([
  'renderer-missing',
  'render-crashed',
  'render-timeout',
])

/**
 * Has the scripts of a page run, records the pictures that they load, and visits what they made it name.
 *
 * Every request goes through the fetch and the manners of the survey, and the page sees the visitor that
 * its server sees. A page whose scripts could not be run to their end was not seen in full.
 */
export async function renderAndRead(
  work: Work,
  visited: VisitedPage,
  { renderer }: Scripts,
): Promise<void> {
  const { deps, survey, signal } = work
  // Before anything is kept that only scripts showed.
  let noted: Promise<void> | undefined
  const note = (): Promise<void> => (noted ??= noteRendered(deps.db, work.page.id))
  const rendered = await renderer.render(visited.url, {
    ...deps.safeFetch.visitorAt(visited.url),
    signal,
    fetch: async (url, options, kind) => {
      const fetch = (): Promise<FetchOutcome> => deps.safeFetch.fetch(url, options)
      const until = options.signal ?? signal
      const answer = await fetchPolitely(deps, url.hostname, fetch, until).catch(
        async (error: unknown) => {
          if (until.aborted) await noteCutShort(work, url)
          throw error
        },
      )
      await noteLoaded(work, { url, kind, answer })
      return answer ?? leftAlone()
    },
    onPicture: async (picture) => {
      await note()
      await addLoaded(work, picture)
    },
  })
  if (rendered.status === 'failed') {
    const { code } = rendered
    if (work.mustRender || !NOTHING_TO_RUN.has(code)) {
      leaveUnrendered(survey, code, MAY_PASS.has(code))
    }
    return
  }
  // What the browser was given is no page whose scripts these are.
  if ((rendered.observation.httpStatus ?? 0) >= 400) leaveUnrendered(survey, 'render-no-page')
  else await note()
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
  survey.missed.delete(location.id)
  if (await noteSeenAgain(work, location.id, answer)) return
  if (!begun.has(location.id)) await payFor(work)
  begun.add(location.id)
  const visited = await recordAnswer(deps, location, answer, 'image', visitFor, signal)
  addVisited(survey, location.id, visited)
}

const leftAlone = (): FetchOutcome => ({
  status: 'failed',
  code: 'connection-lost',
  message: 'Fetch: the host asked to be left alone',
  observation: emptyObservation(new Date(), { egress: 'none', country: null, proxy: null }),
})

import { existsSync } from 'node:fs'
import { findProgram } from '@nightlight/runtime'
import { createFetcher } from '../fetch/testing.ts'
import { PATIENT, picture, startSite, type Site } from '../testing-crawl.ts'
import { enclosures, type Enclosure } from './enclosure.ts'
import type { RenderLimits } from './limits.ts'
import type { PageFetch, PagePicture, RenderOutcome } from './outcome.ts'
import {
  createRenderer,
  type Renderer,
  type RendererLog,
  type RendererOptions,
  type RenderRequest,
} from './renderer.ts'

/** The Chromium of the test run. */
export function chromiumOfTests(): string {
  const known = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
  if (!existsSync(known)) {
    throw new Error('Preparing the test: no browser; set CHROMIUM_PATH, or run through npm test')
  }
  return known
}

const findOfTests = (name: string): string | undefined =>
  name === 'bwrap' ? process.env['BWRAP_PATH'] : findProgram([name])

/** The enclosures of this machine whose names begin so. */
export const enclosuresNamed = (prefix: string): Enclosure[] =>
  enclosures(chromiumOfTests(), findOfTests).filter(({ name }) => name.startsWith(prefix))

/** Nothing but the flags and the interception: what must hold without any help of the kernel. */
export const UNENCLOSED: Enclosure = {
  name: 'unenclosed',
  command: [],
  flags: ['--no-sandbox'],
  ownNetwork: false,
  profile: null,
}

/** A slow machine, on which all else runs too, is no browser that does not start and no page that does not end. */
export const START_MS = 90_000
const LIMITS: Partial<RenderLimits> = { totalMs: 75_000, readMs: 20_000 }

/** A renderer with the Chromium of the test run. */
export const rendererOfTests = (
  choices: readonly Enclosure[] = enclosuresNamed('bubblewrap'),
  options: Pick<RendererOptions, 'recycleAfter'> = {},
  log?: RendererLog,
): Renderer =>
  createRenderer(
    log ? { log } : {},
    { program: chromiumOfTests(), ...options },
    { enclosures: () => [...choices], startMs: START_MS, limits: LIMITS },
  )

/** A renderer, a site and a fetcher that reaches only it; what they did is kept. */
export async function createStage(
  choices?: readonly Enclosure[],
  options: Pick<RendererOptions, 'recycleAfter'> = {},
) {
  await using resources = new AsyncDisposableStack()
  const site = resources.use(await startSite())
  const fetcher = resources.use(createFetcher({ ports: [site.port], limits: PATIENT }))
  const events: { event: string; fields: Record<string, unknown> }[] = []
  const renderer = resources.use(
    rendererOfTests(choices, options, (event, fields) => void events.push({ event, fields })),
  )
  const fetched: string[] = []
  const fetch: PageFetch = (url, asked) => {
    fetched.push(url.href)
    return fetcher.fetch(url, asked)
  }
  const owned = resources.move()
  return {
    site,
    renderer,
    events,
    fetched,
    processId: () =>
      Number(events.findLast(({ event }) => event === 'renderer started')?.fields['processId']),
    async render(
      path: string,
      limits: Partial<RenderLimits> = {},
      request: Partial<RenderRequest> = {},
    ): Promise<RenderOutcome & { seen: PagePicture[] }> {
      const seen: PagePicture[] = []
      const onPicture = (picture: PagePicture): void => void seen.push(picture)
      const asked = { fetch, onPicture, limits, ...request }
      return { ...(await renderer.render(site.url(path), asked)), seen }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export type Stage = Awaited<ReturnType<typeof createStage>>

/** Serves a page whose body a script makes. */
export function serveScript(site: Site, path: string, script: string, body = ''): void {
  site.serve(path, { body: `<!doctype html><body>${body}<script>${script}</script></body>` })
}

/** Paths of the pictures that were seen, sorted. */
export const pathsOf = (seen: readonly PagePicture[]): string[] =>
  seen.map(({ url }) => url.pathname).toSorted()

/** The markup of a page that was rendered; fails the test otherwise. */
export function htmlOf(outcome: RenderOutcome): string {
  if (outcome.status === 'failed') throw new Error(`rendered nothing: ${outcome.code}`)
  return outcome.html
}

export { picture }

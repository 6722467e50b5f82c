import type { IncomingMessage, ServerResponse } from 'node:http'
import { safeError, type Log } from '@nightlight/runtime'
import { listenAll, type Listening } from './listening.ts'
import { drawIcon, type DemoPicture } from './pictures.ts'
import { EXPECTED, phaseOf, type Behaviour, type ExpectedOutcome } from './web/behaviour.ts'
import { countRequest } from './web/count-request.ts'
import { answerOf, prepareFiles, type SiteAnswer, type SiteFile } from './web/site-answer.ts'
import { mailboxOf, SITES, type PictureKind, type Site } from './web/sites.ts'
import type { WorldState } from './world-state.ts'

/** What the demo knows of a host and expects of its case; goes between processes as JSON. */
export type ExpectedHost = {
  name: string
  behaviour: Behaviour
  address: string
  provider: { name: string; country: string; mailbox: string }
  /** URLs to report. */
  pages: string[]
  pictures: { path: string; kind: PictureKind }[]
  expectedOutcome: ExpectedOutcome
  /** Notices that the outcome takes at least. */
  expectedNotices: number
}

export type DemoHosts = Listening & {
  expected: ExpectedHost[]
  /** Tells the host behind an abuse mailbox that it has mail; other mailboxes are nobody's. */
  noticeArrived(mailbox: string): void
}

type Host = { site: Site; files: Map<string, SiteFile>; notices: number }

/**
 * Starts the six web sites of the demo, each on its own loopback address and all on one port.
 *
 * What a site shows follows from the notices its provider has and from how often its pages were
 * fetched since; every fetch is on disk before it is answered.
 *
 * @param deps.notices   mails that each abuse mailbox has already
 * @param options.port   0 for one that is free on all addresses
 * @throws {DomainError} as `listenAll`
 */
export async function startHosts(
  deps: {
    state: WorldState
    pictures: readonly DemoPicture[]
    notices: ReadonlyMap<string, number>
    log: Log
  },
  options: { port: number },
): Promise<DemoHosts> {
  const icon = await drawIcon()
  const hosts: Host[] = []
  for (const site of SITES) {
    const notices = deps.notices.get(mailboxOf(site)) ?? 0
    hosts.push({ site, files: await prepareFiles(site, deps.pictures), notices })
  }
  const handlers = hosts.map((host) => ({
    host: host.site.address,
    handler: (request: IncomingMessage, response: ServerResponse) =>
      void respond({ ...deps, icon }, host, request, response),
  }))
  const listening = await listenAll(handlers, options.port)
  return {
    ...listening,
    expected: SITES.map((site) => expectationOf(site, listening.port)),
    noticeArrived(mailbox) {
      const host = hosts.find(({ site }) => mailboxOf(site) === mailbox.toLowerCase())
      if (host) host.notices += 1
    },
  }
}

type RespondDeps = { state: WorldState; icon: Uint8Array; log: Log }

async function respond(
  deps: RespondDeps,
  host: Host,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const answer = await answerTo(deps, host, request)
    response.writeHead(answer.status, {
      'content-type': answer.mime,
      'content-length': Buffer.byteLength(answer.body),
      'cache-control': 'no-store',
    })
    response.end(request.method === 'HEAD' ? undefined : answer.body)
  } catch (error) {
    deps.log.error({ host: host.site.name, error: safeError(error) }, 'demo host')
    if (!response.headersSent) response.writeHead(500)
    response.end()
  }
}

/** Counts a request, decides the answer by the counts, and keeps them before it is given. */
async function answerTo(
  { state, icon }: RespondDeps,
  { site, files, notices }: Host,
  request: IncomingMessage,
): Promise<SiteAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, mime: 'text/plain', body: 'Method not allowed\n' }
  }
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  const counters = countRequest(state.countersOf(site.name), site, path, notices > 0)
  const phase = phaseOf(site.behaviour, { notices, looks: counters.looks })
  const origin = `http://${site.address}:${request.socket.localPort}`
  const answer = answerOf(path, files, { site, phase, origin, icon })
  await state.update(({ hosts }) => {
    hosts[site.name] = counters
  })
  return answer
}

function expectationOf(site: Site, port: number): ExpectedHost {
  const { name, country } = site.provider
  const { outcome, notices } = EXPECTED[site.behaviour]
  return {
    name: site.name,
    behaviour: site.behaviour,
    address: site.address,
    provider: { name, country, mailbox: mailboxOf(site) },
    pages: site.pages.map(({ path }) => `http://${site.address}:${port}${path}`),
    pictures: site.pictures.map(({ path, kind }) => ({ path, kind })),
    expectedOutcome: outcome,
    expectedNotices: notices,
  }
}

import type { Page } from 'playwright-core'
import type { Role } from '../../packages/contract/src/index.ts'
import { HOSTS } from '../api/fill.ts'

/** Whoever opened the link of a notice has no role, nor has somebody without a session. */
export type Reader = Role | 'told' | 'nobody'

/** A page of the console, as whom it is looked at, and what is done on it first where another page is shown then. */
export type BenchPage = {
  name: string
  reader: Reader
  /** As in the table of routes. */
  route: string
  /** Ids by their names: `{waiting}`. */
  query?: string
  /** Other objects than those of the kind that the route names. */
  of?: Readonly<Record<string, string>>
  press?: (page: Page) => Promise<void>
  /** The figure of its own that its time is, where it does more than show what is there. */
  apart?: 'simulationMs' | 'triedFileMs'
  /** As long as there are routes, and made for programmers. */
  mayBeLong?: boolean
}

const ACTIVE = { submissions: 'active' } as const
const WAITING = { matches: 'waiting' } as const
/** The host of what is meant by that. */
const OF_WAITING = `site-${HOSTS / 2 + 1}.nightlight-bench.invalid`
/** Of a file of which each line is read and none is kept. */
const TRIED_LINES = 1_000

type Rest = Omit<BenchPage, 'name' | 'reader' | 'route'>
const page = (name: string, reader: Reader, route: string, rest: Rest = {}): BenchPage => ({
  name,
  reader,
  route: `GET ${route}`,
  ...rest,
})

/** Every page of the table of routes, some of them as several people look at them. */
export const PAGES: readonly BenchPage[] = [
  page('overview (supervisor)', 'supervisor', '/console'),
  page('overview (analyst)', 'analyst', '/console'),
  page('matches', 'analyst', '/console/matches'),
  page('matches of a tier', 'analyst', '/console/matches', { query: '?tier=near' }),
  page('matches of a class', 'analyst', '/console/matches', { query: '?class=csam' }),
  page('matches of a day', 'analyst', '/console/matches', { query: '?age=day' }),
  page('matches of more than a week', 'analyst', '/console/matches', { query: '?age=older' }),
  page('matches of a host', 'analyst', '/console/matches', { query: `?host=${OF_WAITING}` }),
  page('matches, second page', 'analyst', '/console/matches', {
    query: '?after={waiting}&from=4',
  }),
  page('matches by host', 'analyst', '/console/matches', { query: '?by=host' }),
  page('matches by host, second page', 'analyst', '/console/matches', {
    query: '?by=host&after={waiting}&from=4',
  }),
  page('confirm at a host', 'analyst', '/console/matches/:id/host/confirm', { of: WAITING }),
  page('reject at a host', 'analyst', '/console/matches/:id/host/reject', { of: WAITING }),
  page('second verdicts', 'analyst', '/console/assessments'),
  page('match', 'analyst', '/console/matches/:id'),
  page('match that waits', 'analyst', '/console/matches/:id', { of: WAITING }),
  page('find', 'analyst', '/console/find'),
  page('reports', 'analyst', '/console/reports'),
  page('reports that wait', 'analyst', '/console/reports', { query: '?waiting=yes' }),
  page('report', 'analyst', '/console/reports/:id'),
  page('takedown', 'analyst', '/console/takedowns/:id'),
  page('takedowns', 'supervisor', '/console/takedowns'),
  page('takedowns, open', 'supervisor', '/console/takedowns', { query: '?state=open' }),
  page('takedowns of a country', 'supervisor', '/console/takedowns', {
    query: '?country=BE&state=resurfaced',
  }),
  page('takedowns by provider', 'supervisor', '/console/takedowns', { query: '?by=provider' }),
  page('takedowns by host', 'supervisor', '/console/takedowns', { query: '?by=host' }),
  page('takedowns of a figure', 'supervisor', '/console/takedowns', {
    query: '?clock=removal-after-notice&country=NL',
  }),
  page('exposure', 'supervisor', '/console/exposure'),
  page('tasks', 'analyst', '/console/tasks'),
  page('account', 'analyst', '/console/account'),

  page('supervision', 'supervisor', '/console/supervision'),
  page('letters of a figure', 'supervisor', '/console/supervision/cases', {
    query: '?part=bounced',
  }),
  page('decisions of a figure', 'supervisor', '/console/supervision/cases', {
    query: '?part=decisions',
  }),
  page('all decisions of a year', 'supervisor', '/console/supervision/cases', {
    query: '?part=decided',
  }),
  page('figures', 'supervisor', '/console/statistics'),
  page('figures by provider', 'supervisor', '/console/statistics', { query: '?group=provider' }),
  page('figures of decisions', 'supervisor', '/console/statistics', { query: '?clock=decision' }),
  page('figures of all decisions', 'supervisor', '/console/statistics', {
    query: '?clock=match-decision&group=tier',
  }),
  page('matches of a figure', 'supervisor', '/console/statistics/matches'),
  page('matches of a figure, waiting', 'supervisor', '/console/statistics/matches', {
    query: '?state=open',
  }),
  page('figures (auditor)', 'auditor', '/console/statistics', { query: '?group=provider' }),
  page('exports', 'supervisor', '/console/exports'),
  page('export', 'supervisor', '/console/exports/:id'),
  page('providers', 'supervisor', '/console/providers'),
  page('provider', 'supervisor', '/console/providers/:id'),
  page('greatest provider', 'supervisor', '/console/providers/:id', { of: { providers: 'own' } }),
  page('people of a provider', 'supervisor', '/console/providers/:id/people', {
    of: { providers: 'own' },
  }),
  page('retention', 'supervisor', '/console/retention'),

  page('log', 'auditor', '/console/audit'),
  page('event of the log', 'auditor', '/console/audit/events/:id'),
  page('checkpoints', 'auditor', '/console/audit/checkpoints'),
  page('verification', 'auditor', '/console/audit/verification'),

  page('policies', 'admin', '/console/policies'),
  page('policy', 'admin', '/console/policies/:id'),
  page('draft of a policy', 'admin', '/console/policies/new', { query: '?from=belgium' }),
  page('policy on what is open', 'admin', '/console/policies/:id', {
    press: (shown) => shown.click('form[action$="/simulate"] button'),
    apart: 'simulationMs',
  }),
  page('channels', 'admin', '/console/channels'),
  page('health', 'admin', '/console/health'),
  page('people', 'admin', '/console/people'),
  page('keys', 'admin', '/console/keys'),

  page('lists', 'supervisor', '/console/lists'),
  page('lists (police)', 'police', '/console/lists'),
  page('list', 'police', '/console/hash-lists/:id'),
  page('new list', 'police', '/console/hash-lists/new'),
  page('withdrawal of a list', 'police', '/console/hash-lists/:id/withdraw'),
  page('entry', 'police', '/console/hash-lists/:id/entries/:entryId'),
  page('handing in', 'police', '/console/hash-lists/:id/hand-in'),
  page('file that was tried', 'police', '/console/hash-lists/:id/hand-in', {
    press: tryFile,
    apart: 'triedFileMs',
  }),
  page('submission', 'police', '/console/submissions/:id'),
  page('submission in force', 'police', '/console/submissions/:id', { of: ACTIVE }),
  page('mapping of codes', 'police', '/console/submissions/:id/mapping'),
  page('activation', 'police', '/console/submissions/:id/activate'),
  page('discarding', 'police', '/console/submissions/:id/discard'),
  page('end of a submission', 'police', '/console/submissions/:id/end', { of: ACTIVE }),
  page('release', 'supervisor', '/console/submissions/:id/release', { of: ACTIVE }),
  page('hand-overs', 'police', '/console/hand-overs'),
  page('hand-over', 'police', '/console/hand-overs/:id'),

  page('portal', 'provider', '/portal'),
  page('portal, all', 'provider', '/portal', { query: '?state=all' }),
  page('portal, answers looked at', 'provider', '/portal', {
    query: '?tick=all',
    press: answerTicked,
  }),
  page('portal, notice', 'provider', '/portal/notices/:id'),
  page('portal, ways', 'provider', '/portal/ways'),
  page('portal, files', 'provider', '/portal/files'),
  page('portal, times', 'provider', '/portal/response-times'),

  page('sign-in', 'nobody', '/sign-in'),
  page('sign-in with a code', 'nobody', '/sign-in/code'),
  page('reference', 'nobody', '/reference', { mayBeLong: true }),
  page('link of a notice', 'nobody', '/reply'),
  page('notice by its link', 'told', '/reply/notice'),
  page('receipt', 'told', '/reply/receipt'),
]

async function tryFile(shown: Page): Promise<void> {
  const lines = Array.from({ length: TRIED_LINES }, (_, n) => n.toString(16).padStart(64, 'e'))
  await shown.setInputFiles('#file', {
    name: 'hashes.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(lines.join('\n')),
  })
  await shown.evaluate(`document.querySelector('#algorithm').value = 'sha256'`)
  await shown.click('button[formaction$="/try"]')
}

async function answerTicked(shown: Page): Promise<void> {
  await shown.selectOption('select[name="answer"]', 'actioned')
  await shown.click('form[action="/portal/preview"] button.primary')
}

/** What pages of figures ask for, of all that there is. */
export const QUERIES: readonly string[] = [
  '/v1/statistics/overview',
  '/v1/statistics/removals',
  '/v1/statistics/resurfacing',
  '/v1/statistics/deliveries',
  '/v1/statistics/reversals',
  '/v1/statistics/removals.csv?group=provider',
  ...['provider', 'country', 'asn', 'registrar', 'cdn', 'list', 'class', 'channel'].map(
    (group) => `/v1/statistics/removals?group=${group}`,
  ),
  ...[
    'removal-after-report',
    'decision',
    'forwarding',
    'authorisation',
    'first-notice',
    'acknowledgement',
  ].map((clock) => `/v1/statistics/removals?clock=${clock}&group=country`),
  '/v1/statistics/removals?clock=match-decision',
  ...['list', 'class', 'tier', 'source'].map(
    (group) => `/v1/statistics/removals?clock=match-decision&group=${group}`,
  ),
]

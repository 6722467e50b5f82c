import type { Role } from '../../packages/contract/src/index.ts'
import { idOf, type Amounts, type Kind } from '../api/amounts.ts'

/** A page of the console, and as whom it is looked at. */
export type BenchPage = { name: string; role: Role; path: string }

/** What people look at, over the middle of the year. */
export function benchPages(amounts: Amounts): BenchPage[] {
  const of = (kind: Kind): string => idOf(amounts, kind, Math.floor(amounts[kind] / 2))
  const pages: Record<string, [Role, string]> = {
    'overview (supervisor)': ['supervisor', '/console'],
    'overview (analyst)': ['analyst', '/console'],
    matches: ['analyst', '/console/matches'],
    'matches of a tier': ['analyst', '/console/matches?tier=near'],
    'matches by host': ['analyst', '/console/matches?by=host'],
    'second verdicts': ['analyst', '/console/assessments'],
    match: ['analyst', `/console/matches/${of('match')}`],
    report: ['analyst', `/console/reports/${of('report')}`],
    takedown: ['analyst', `/console/takedowns/${takedownOf(amounts)}`],
    takedowns: ['supervisor', '/console/takedowns'],
    'takedowns, open': ['supervisor', '/console/takedowns?state=open'],
    'takedowns of a country': ['supervisor', '/console/takedowns?country=BE&state=resurfaced'],
    supervision: ['supervisor', '/console/supervision'],
    exports: ['supervisor', '/console/exports'],
    exposure: ['supervisor', '/console/exposure'],
    log: ['auditor', '/console/audit'],
    checkpoints: ['auditor', '/console/audit/checkpoints'],
    policies: ['admin', '/console/policies'],
    channels: ['admin', '/console/channels'],
    health: ['admin', '/console/health'],
    tasks: ['analyst', '/console/tasks'],
    providers: ['supervisor', '/console/providers'],
    provider: ['supervisor', `/console/providers/${of('provider')}`],
    figures: ['supervisor', '/console/statistics'],
    'figures by provider': ['supervisor', '/console/statistics?group=provider'],
    lists: ['supervisor', '/console/lists'],
    people: ['admin', '/console/people'],
    keys: ['admin', '/console/keys'],
    retention: ['supervisor', '/console/retention'],
    account: ['analyst', '/console/account'],
  }
  return Object.entries(pages).map(([name, [role, path]]) => ({ name, role, path }))
}

/** Of a hundred takedowns the first two were not told of, and one below twenty is open: that has looks, notices and tasks. */
function takedownOf(amounts: Amounts): string {
  const hundreds = Math.floor(amounts.takedown / 300)
  return idOf(amounts, 'takedown', hundreds * 100 + 7)
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
]

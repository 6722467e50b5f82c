import type { Draw } from '../../trial/api-fuzz/draw.ts'
import { idOf, type Kind } from './amounts.ts'
import type { World } from './world.ts'

/** A request of the mix; `auth` is whose. */
export type Asked = { route: string; path: string; headers: Readonly<Record<string, string>> }
type Who = 'analyst' | 'supervisor' | 'console' | 'nobody'
type Route = {
  route: string
  weight: number
  who: Who
  path: (any: (kind: Kind) => string, draw: Draw) => string
}

const PAGE = '?limit=50'

/**
 * What people, their programs and the operator's machinery read, by weight: mostly single cases, then the lists that lead
 * to them, then the pages of the console; the metrics more often than any scraper asks. There is no route that lists reports
 * but the console, and none by which a provider reads: neither is in it. Which object is drawn evenly from
 * all of the year.
 */
const ROUTES: readonly Route[] = [
  {
    route: 'GET /v1/reports/:id',
    weight: 24,
    who: 'analyst',
    path: (any) => `/v1/reports/${any('report')}`,
  },
  {
    route: 'GET /v1/takedowns/:id',
    weight: 14,
    who: 'analyst',
    path: (any) => `/v1/takedowns/${any('takedown')}`,
  },
  {
    route: 'GET /v1/takedowns',
    weight: 4,
    who: 'analyst',
    path: (any) => `/v1/takedowns${PAGE}&after=${any('takedown')}`,
  },
  {
    route: 'GET /v1/takedowns?status',
    weight: 5,
    who: 'analyst',
    path: (any, draw) =>
      `/v1/takedowns${PAGE}&status=${draw.one(['authorised', 'notified', 'removed', 'acknowledged'])}`,
  },
  {
    route: 'GET /v1/matches',
    weight: 3,
    who: 'analyst',
    path: (any, draw) => `/v1/matches${PAGE}&state=${draw.one(['undecided', 'decided'])}`,
  },
  {
    route: 'GET /v1/matches (further)',
    weight: 2,
    who: 'analyst',
    path: (any) => `/v1/matches${PAGE}&after=${any('match')}`,
  },
  {
    route: 'GET /v1/matches/:id',
    weight: 9,
    who: 'analyst',
    path: (any) => `/v1/matches/${any('match')}`,
  },
  {
    route: 'GET /v1/notices/:id',
    weight: 8,
    who: 'analyst',
    path: (any) => `/v1/notices/${any('notice')}`,
  },
  {
    route: 'GET /v1/takedowns/:id/host',
    weight: 2,
    who: 'analyst',
    path: (any) => `/v1/takedowns/${any('takedown')}/host`,
  },
  {
    route: 'GET /v1/takedowns/:id/holds',
    weight: 1,
    who: 'analyst',
    path: (any) => `/v1/takedowns/${any('takedown')}/holds`,
  },
  {
    route: 'GET /v1/takedowns/:id/checks/:checkId/record',
    weight: 2,
    who: 'analyst',
    path: (any) => any('check'),
  },
  { route: 'GET /v1/tasks', weight: 3, who: 'analyst', path: () => `/v1/tasks${PAGE}` },
  {
    route: 'GET /v1/providers',
    weight: 2,
    who: 'supervisor',
    path: (any) => `/v1/providers${PAGE}&after=${any('provider')}`,
  },
  {
    route: 'GET /v1/providers/:id',
    weight: 3,
    who: 'supervisor',
    path: (any) => `/v1/providers/${any('provider')}`,
  },
  { route: 'GET /v1/replies', weight: 1, who: 'analyst', path: () => '/v1/replies' },
  { route: 'GET /v1/hash-lists', weight: 1, who: 'supervisor', path: () => '/v1/hash-lists' },
  {
    route: 'GET /v1/entries/:id',
    weight: 2,
    who: 'supervisor',
    path: (any) => `/v1/entries/${any('entry')}`,
  },
  {
    route: 'GET /v1/statistics/overview',
    weight: 2,
    who: 'supervisor',
    path: () => '/v1/statistics/overview',
  },
  { route: 'GET /console', weight: 4, who: 'console', path: () => '/console' },
  {
    route: 'GET /console/reports/:id',
    weight: 3,
    who: 'console',
    path: (any) => `/console/reports/${any('report')}`,
  },
  {
    route: 'GET /console/takedowns/:id',
    weight: 3,
    who: 'console',
    path: (any) => `/console/takedowns/${any('takedown')}`,
  },
  { route: 'GET /console/matches', weight: 1, who: 'console', path: () => '/console/matches' },
  { route: 'GET /metrics', weight: 0.5, who: 'nobody', path: () => '/metrics' },
]
const WEIGHT = ROUTES.reduce((sum, { weight }) => sum + weight, 0)

/** Draws requests of the mix for what there is. */
export function createMix(
  { amounts, takedowns, bearer }: World,
  cookie: string,
  draw: Draw,
): () => Asked {
  const told = (): number => {
    // of a hundred takedowns the first three wait for their notice
    for (;;) {
      const n = draw.below(takedowns)
      if (n % 100 >= 3) return n
    }
  }
  const notices = Math.floor(takedowns / 5)
  const any = (kind: Kind): string => {
    if (kind === 'takedown') return idOf(amounts, kind, draw.below(takedowns))
    if (kind === 'notice') return idOf(amounts, kind, noticeOf(told(), notices))
    if (kind !== 'check') return idOf(amounts, kind, draw.below(amounts[kind]))
    const n = told()
    return `/v1/takedowns/${idOf(amounts, 'takedown', n)}/checks/${idOf(amounts, 'check', n * 3 + draw.below(3))}/record`
  }
  const headers: Record<Who, Record<string, string>> = {
    analyst: { authorization: bearer.analyst },
    supervisor: { authorization: bearer.supervisor },
    console: { cookie },
    nobody: {},
  }
  return () => {
    let at = (draw.below(1_000_000) / 1_000_000) * WEIGHT
    const one = ROUTES.find(({ weight }) => (at -= weight) < 0) ?? ROUTES[0]!
    return { route: one.route, path: one.path(any, draw), headers: headers[one.who] }
  }
}

/** A notice is there once its five takedowns are; the last ones may be fewer. */
const noticeOf = (takedown: number, notices: number): number =>
  Math.min(Math.floor(takedown / 5), notices - 1)

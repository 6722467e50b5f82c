import { mayDo, type Permission } from '@nightlight/contract'
import type { TestApp } from '../../packages/api/src/fixtures/test-app.ts'
import type { SeededTenant } from './tenants.ts'

export type Route = {
  method: string | string[]
  url: string
  config?: { access?: string | undefined } | undefined
}

/** Bodies that the routes take; a route that is not here is asked with an empty one. */
const BODIES: readonly [RegExp, Record<string, unknown>][] = [
  [/\/replies$/, { answers: [{ answer: 'actioned' }] }],
  [/\/(?:end|withdraw|revoke)$/, { reason: 'as agreed' }],
  [/\/votes$/, { verdict: 'reject', reason: 'as agreed' }],
]

export type RouteTally = {
  tried: number
  routes: number
  reached: string[]
  statuses: Record<string, number>
}

/** Asks every route that a tenant's key may use and that names something, with every id of every other tenant of its kind. */
export async function tryRoutes(
  test: TestApp,
  routes: readonly Route[],
  tenants: readonly SeededTenant[],
): Promise<RouteTally> {
  const tally: RouteTally = { tried: 0, routes: 0, reached: [], statuses: {} }
  const named = routes.filter(({ url }) => url.startsWith('/v1/') && url.includes(':'))
  for (const { method, url, config } of named) {
    const access = config?.access ?? 'public'
    if (access === 'public') continue
    for (const verb of [method].flat().filter((one) => one === 'GET' || one === 'POST')) {
      const asking = tenants.filter(({ kind }) => mayDo(kind, access as Permission))
      if (asking.length > 0) tally.routes++
      for (const tenant of asking) {
        for (const other of tenants) {
          if (other.kind !== tenant.kind || other === tenant) continue
          await tryRoute(test, tally, { verb, url, tenant, other })
        }
      }
    }
  }
  return tally
}

async function tryRoute(
  test: TestApp,
  tally: RouteTally,
  asked: { verb: 'GET' | 'POST'; url: string; tenant: SeededTenant; other: SeededTenant },
): Promise<void> {
  const { verb, url, tenant, other } = asked
  for (const id of other.ids) {
    const body = BODIES.find(([route]) => route.test(url))?.[1]
    const isFile = url.endsWith('/submissions') && verb === 'POST'
    const answer = await test.app.inject({
      method: verb,
      url: url.replaceAll(/:\w+/g, id),
      headers: {
        ...tenant.headers,
        ...(isFile ? { 'content-type': 'application/octet-stream' } : {}),
      },
      ...(isFile ? { payload: `${'ab'.repeat(32)}\n` } : {}),
      ...(body && verb === 'POST' ? { payload: body } : {}),
    })
    tally.tried++
    tally.statuses[answer.statusCode] = (tally.statuses[answer.statusCode] ?? 0) + 1
    const told = other.ids.filter((one) => one !== id && answer.body.includes(one))
    if (answer.statusCode < 400 || told.length > 0) {
      tally.reached.push(`${verb} ${url}: ${answer.statusCode}`)
    }
  }
}

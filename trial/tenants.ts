import { createTestApp, type TestApp } from '../packages/api/src/fixtures/test-app.ts'
import { processLogins } from '../packages/runtime/src/access/process-logins.ts'
import { TENANT_POLICIES } from '../packages/runtime/src/access/tenant-policies.ts'
import { openClient } from '../packages/runtime/src/embedded/server-process.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { tryRoutes, type Route } from './tenants/routes.ts'
import { ROWS_OF, placeOf, triesAt } from './tenants/statements.ts'
import { seedTenants, type SeededTenant } from './tenants/tenants.ts'

export const needs = ['postgres'] as const

const TENANTS = 7
/** Rows of a table and a tenant that others try to get at. */
const MOST_ROWS = 3
const ROLE = { provider: 'nightlight_provider', police: 'nightlight_police' } as const
const SETTING = { provider: 'app.provider_id', police: 'app.authority_id' } as const

type Tally = { tried: number; reached: string[]; refused: number; empty: number }

/**
 * Every tenant tries to read, change and delete every row of every other tenant of its kind: by statements under the login of the api
 * process, in the role of the tenant, and by every route of the API with ids that are not its own.
 *
 * It counts for nothing unless each tenant reads its own rows, and each table has rows of each tenant.
 *
 * @param options.n  tenants of each kind
 */
export async function run(options: TrialOptions): Promise<TrialResult> {
  const routes: Route[] = []
  await using test = await createTestApp({ onRoute: (route) => void routes.push(route) })
  const tenants = await seedTenants(test, options.n ?? TENANTS)
  const logins = await processLogins(test.env.DATABASE_URL)
  if (!logins) throw new Error('Trying tenants: the roles are missing')
  const bySql = await trySql(test, logins.api, tenants)
  const byRoute = await tryRoutes(test, routes, tenants)
  const tallies = [bySql, byRoute]
  const failures = tallies.flatMap(({ reached }) => reached)
  return {
    name: 'tenants',
    tried: bySql.tried + byRoute.tried,
    failed: failures.length,
    details: [
      { tenants: tenants.length, tables: TENANT_POLICIES.length },
      { statements: bySql.tried, rows: 0, empty: bySql.empty, refused: bySql.refused },
      { requests: byRoute.tried, routes: byRoute.routes, statuses: byRoute.statuses },
      ...failures.slice(0, 50),
    ].map((one) => (typeof one === 'string' ? one : withFound(one, bySql.reached.length))),
  }
}

const withFound = <One extends object>(one: One, found: number) =>
  'rows' in one ? { ...one, rows: found } : one

async function trySql(
  test: TestApp,
  apiUrl: string,
  tenants: readonly SeededTenant[],
): Promise<Tally> {
  const owner = await connected(test.env.DATABASE_URL)
  const api = await connected(apiUrl)
  const tally: Tally = { tried: 0, reached: [], refused: 0, empty: 0 }
  try {
    for (const { table, role } of TENANT_POLICIES) {
      const kind = role === ROLE.police ? 'police' : 'provider'
      const which = ROWS_OF[kind][table]
      if (which === undefined) {
        tally.reached.push(`${table}: nobody says here whose its rows are`)
        continue
      }
      const own = tenants.filter((tenant) => tenant.kind === kind)
      for (const other of own) {
        const { rows } = await owner.query<{ at: string }>(
          `select ${placeOf(table)}::text as at from ${table} where ${which} limit ${MOST_ROWS}`,
          [other.id],
        )
        const places = rows.map(({ at }) => at)
        for (const asking of own) await tryTable(api, { table, places, asking, other }, tally)
      }
    }
    return tally
  } finally {
    await owner.end()
    await api.end()
  }
}

async function tryTable(
  api: Client,
  tried: { table: string; places: string[]; asking: SeededTenant; other: SeededTenant },
  tally: Tally,
): Promise<void> {
  const { table, places, asking, other } = tried
  const { kind, id } = asking
  await api.query('begin')
  await api.query(`select set_config('${SETTING[kind]}', $1, true)`, [id])
  await api.query(`set local role ${ROLE[kind]}`)
  if (asking === other) {
    const [control] = places.length > 0 ? triesAt(table, places[0]!) : []
    const found = control === undefined ? 0 : (await api.query(control)).rowCount
    if (found !== 1) tally.reached.push(`${table}: a tenant does not read its own rows`)
  } else {
    for (const statement of places.flatMap((at) => triesAt(table, at))) {
      await tryOne(api, statement, tally)
    }
  }
  await api.query('rollback')
}

async function tryOne(api: Client, statement: string, tally: Tally): Promise<void> {
  tally.tried++
  await api.query('savepoint one')
  try {
    const { rowCount } = await api.query(statement)
    if (rowCount === 0) tally.empty++
    else tally.reached.push(`${statement.slice(0, 60)}: ${rowCount} rows`)
    await api.query('release savepoint one')
  } catch (error) {
    const { code = 'none' } = error as { code?: string }
    // permission denied is what writes are to meet; anything else says that the try was none
    if (code === '42501') tally.refused++
    else tally.reached.push(`${statement.slice(0, 60)}: error ${code}`)
    await api.query('rollback to savepoint one')
  }
}

type Client = ReturnType<typeof openClient>

async function connected(url: string): Promise<Client> {
  const client = openClient(url)
  await client.connect()
  return client
}

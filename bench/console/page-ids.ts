import { proposePolicy, readPolicyFile } from '../../packages/notices/src/index.ts'
import { addressOf } from '../../packages/api/src/fixtures/route-address.ts'
import { idOf, type Amounts, type Kind } from '../api/amounts.ts'
import type { World } from '../api/world.ts'
import type { Seeded } from './fill-console.ts'
import type { BenchPage } from './pages.ts'

/** Ids by the part of an address after which they stand, and by what a page asks for instead. */
export type PageIds = Readonly<Record<string, string>>

/** What people look at, over the middle of the year. */
export async function pageIds(world: World, seeded: Seeded): Promise<PageIds> {
  const { db, amounts } = world
  const of = (kind: Kind): string => idOf(amounts, kind, Math.floor(amounts[kind] / 2))
  const event = await db
    .selectFrom('audit_event')
    .select('id')
    .where('leaf_index', 'is', null)
    .orderBy('at')
    .limit(1)
    .executeTakeFirstOrThrow()
  const by = { actor: 'admin:Bench', name: 'Bench' }
  return {
    reports: of('report'),
    matches: of('match'),
    waiting: seeded.waiting,
    takedowns: takedownOf(amounts),
    providers: of('provider'),
    own: seeded.own,
    notices: seeded.notice,
    'hash-lists': seeded.list,
    entries: of('entry'),
    submissions: seeded.staged,
    active: seeded.active,
    'hand-overs': seeded.handOver,
    events: event.id,
    policies: await proposePolicy(db, await readPolicyFile('netherlands'), by),
    exports: await makeExport(world),
  }
}

/** Of a hundred takedowns the first two were not told of, and one below twenty is open: that has looks, notices and tasks. */
function takedownOf(amounts: Amounts): string {
  const hundreds = Math.floor(amounts.takedown / 300)
  return idOf(amounts, 'takedown', hundreds * 100 + 7)
}

/** Figures of a year, as a supervisor makes them. */
async function makeExport({ url, bearer }: World): Promise<string> {
  const answer = await fetch(`${url}/v1/exports`, {
    method: 'POST',
    headers: { authorization: bearer.supervisor, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'dsa', period: '2025', asOf: '2026-01-01T00:00:00.000Z' }),
  })
  if (!answer.ok) throw new Error(`Making an export: status ${answer.status}`)
  return ((await answer.json()) as { id: string }).id
}

export const pathOf = ({ route, query = '', of = {} }: BenchPage, ids: PageIds): string => {
  const meant = Object.fromEntries(
    Object.entries(of).map(([kind, name]) => [kind, ids[name] ?? '']),
  )
  const asked = query.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')
  return addressOf(route, { ...ids, ...meant }) + asked
}

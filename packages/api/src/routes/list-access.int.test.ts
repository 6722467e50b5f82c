import { ROLES, mayDo, rolesWith, type Permission, type Role } from '@nightlight/contract'
import { newId } from '@nightlight/runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  caller,
  digests,
  entriesOf,
  openTestList,
  post,
  staged,
  type Caller,
} from '../fixtures/seed-list.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'

const FOREIGN = 'Foreign Police'

type Place = { list: string; submission: string; entry: string }
type Route = {
  method: 'GET' | 'POST'
  path: string
  permission: Permission
  body?: Record<string, unknown> | string
  /** What the place must have been through. */
  after?: 'activated' | 'looked-back'
}
const reason = { reason: 'as agreed' }

const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/v1/hash-lists/{list}', permission: 'list:read' },
  { method: 'GET', path: '/v1/hash-lists/{list}/submissions', permission: 'list:read' },
  { method: 'GET', path: '/v1/hash-lists/{list}/rests', permission: 'list:read' },
  { method: 'GET', path: '/v1/submissions/{submission}', permission: 'list:read' },
  { method: 'GET', path: '/v1/submissions/{submission}/refusals', permission: 'list:read' },
  { method: 'GET', path: '/v1/submissions/{submission}/rests', permission: 'list:read' },
  { method: 'GET', path: '/v1/entries/{entry}', permission: 'list:read' },
  { method: 'GET', path: '/v1/entries/{entry}/rests', permission: 'list:read' },
  {
    method: 'POST',
    path: '/v1/hash-lists/{list}/submissions?algorithm=sha256',
    permission: 'list:write',
    body: digests(90, 92),
  },
  {
    method: 'POST',
    path: '/v1/hash-lists/{list}/submissions?algorithm=sha256&dryRun=true',
    permission: 'list:write',
    body: digests(90, 92),
  },
  {
    method: 'POST',
    path: '/v1/submissions/{submission}/activate',
    permission: 'list:activate',
  },
  {
    method: 'POST',
    path: '/v1/submissions/{submission}/release',
    permission: 'list:release',
    after: 'looked-back',
  },
  {
    method: 'POST',
    path: '/v1/submissions/{submission}/end',
    permission: 'list:revoke',
    body: reason,
    after: 'activated',
  },
  {
    method: 'POST',
    path: '/v1/submissions/{submission}/end',
    permission: 'list:revoke',
    body: reason,
  },
  {
    method: 'POST',
    path: '/v1/hash-lists/{list}/withdraw',
    permission: 'list:revoke',
    body: reason,
  },
  {
    method: 'POST',
    path: '/v1/hash-lists/{list}/entries/{entry}/revoke',
    permission: 'list:revoke',
    body: reason,
  },
  {
    method: 'POST',
    path: '/v1/entries/{entry}/votes',
    permission: 'entry:vote',
    body: { verdict: 'reject', ...reason },
  },
]

let test: TestApp
const officers: Record<string, Caller> = {}
const others: Partial<Record<Role, Caller>> = {}
const shared: Record<string, Place> = {}
beforeAll(async () => {
  test = await createTestApp()
  officers['own'] = await caller(test, 'Officer')
  officers['foreign'] = await caller(test, 'Stranger', 'police', FOREIGN)
  officers['second'] = await caller(test, 'Second', 'supervisor')
  for (const role of ROLES) others[role] = { authorization: `Bearer ${await test.keyOf(role)}` }
  for (const whose of ['own', 'foreign']) shared[whose] = await newPlace(whose)
})
afterAll(() => test[Symbol.asyncDispose]())

async function newPlace(whose: string, after?: Route['after']): Promise<Place> {
  const by = officers[whose]!
  const list = await openTestList(test, by)
  const submission = await staged(test, by, list, digests(0, 2))
  const [entry] = await entriesOf(test, submission)
  if (after !== undefined) {
    await post(test, officers['second']!, `/v1/submissions/${submission}/activate`)
  }
  if (after === 'looked-back') {
    await test.db
      .updateTable('submission')
      .set({ look_back: 'found', look_back_found: 1 })
      .where('id', '=', submission)
      .execute()
  }
  return { list, submission, entry: entry! }
}

function ask({ method, path, body }: Route, place: Place, by: Caller) {
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => place[name as keyof Place])
  const headers = typeof body === 'string' ? { ...by, 'content-type': 'text/plain' } : by
  return test.app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) })
}

const rowsOf = ({ list, submission, entry }: Place) =>
  Promise.all([
    test.db.selectFrom('hash_list').selectAll().where('id', '=', list).execute(),
    test.db.selectFrom('submission').selectAll().where('list_id', '=', list).execute(),
    test.db.selectFrom('list_entry').selectAll().where('id', '=', entry).execute(),
    test.db.selectFrom('entry_vote').selectAll().where('entry_id', '=', entry).execute(),
    test.db.selectFrom('submission').select('state').where('id', '=', submission).execute(),
  ])

const CASES = ROUTES.flatMap((route) =>
  ROLES.flatMap((role) =>
    (['own', 'foreign'] as const).map((whose) => ({
      route,
      role,
      whose,
      name: `${route.method} ${route.path}${route.after ? ` (${route.after})` : ''}`,
      outcome: !mayDo(role, route.permission)
        ? 'forbidden'
        : role === 'police' && whose === 'foreign'
          ? 'unseen'
          : 'done',
    })),
  ),
)

describe('lists', () => {
  it.each(CASES.filter(({ outcome }) => outcome === 'forbidden'))(
    'forbid $role $name, $whose',
    async ({ route, role, whose }) => {
      const answer = await ask(route, shared[whose]!, others[role]!)
      expect([answer.statusCode, answer.json()]).toMatchObject([
        403,
        { code: 'not-allowed', roles: rolesWith(route.permission) },
      ])
    },
  )

  it.each(CASES.filter(({ outcome }) => outcome === 'unseen'))(
    'are to $role as if there were none: $name, $whose',
    async ({ route, role, whose }) => {
      const place = await newPlace(whose, route.after)
      const before = await rowsOf(place)
      const answer = await ask(route, place, others[role]!)
      const nothing = { list: newId(), submission: newId(), entry: newId() }
      const none = await ask(route, nothing, others[role]!)
      expect(answer.statusCode).toBe(404)
      expect([answer.statusCode, answer.body]).toEqual([none.statusCode, none.body])
      expect(await rowsOf(place)).toEqual(before)
    },
  )

  it.each(CASES.filter(({ outcome }) => outcome === 'done'))(
    'let $role do $name, $whose',
    async ({ route, role, whose }) => {
      const place = await newPlace(whose, route.after)
      const answer = await ask(route, place, others[role]!)
      expect([answer.statusCode, answer.body]).toEqual([
        expect.toBeOneOf([200, 201]),
        expect.anything(),
      ])
    },
  )

  it('are listed to the police when they are their own, and to others all', async () => {
    const listed = async (by: Caller): Promise<string[]> => {
      const answer = await test.app.inject({ url: '/v1/hash-lists?limit=200', headers: by })
      return answer.json<{ items: { id: string }[] }>().items.map(({ id }) => id)
    }
    const both = [shared['own']!.list, shared['foreign']!.list]
    expect(await listed(others.analyst!)).toEqual(expect.arrayContaining(both))
    const own = await listed(others.police!)
    expect([own.includes(both[0]!), own.includes(both[1]!)]).toEqual([true, false])
  })

  it('hold an entry by its own list only', async () => {
    const [one, other] = [await newPlace('own'), await newPlace('own')]
    const url = `/v1/hash-lists/${one.list}/entries/${other.entry}/revoke`
    const answer = await post(test, officers['own']!, url, reason)
    expect([answer.statusCode, answer.json()]).toMatchObject([404, { code: 'entry-not-found' }])
  })
})

describe('an officer who acts for no authority', () => {
  it('sees no list and opens none', async () => {
    const by = await caller(test, 'Nobody')
    await test.db
      .updateTable('api_key')
      .set({ authority_id: null })
      .where('name', '=', 'Nobody')
      .execute()
    const listed = await test.app.inject({ url: '/v1/hash-lists', headers: by })
    expect(listed.json()).toEqual({ items: [], next: null })
    const read = await ask(ROUTES[0]!, shared['own']!, by)
    expect(read.statusCode).toBe(404)
    const opened = await post(test, by, '/v1/hash-lists', { name: 'Mine' })
    expect([opened.statusCode, opened.json()]).toMatchObject([403, { code: 'authority-missing' }])
  })
})

import { createApiKey } from '../../packages/api/src/identity/api-key.ts'
import {
  caller,
  entriesOf,
  openTestList,
  staged,
} from '../../packages/api/src/fixtures/seed-list.ts'
import { seedAddressFile } from '../../packages/api/src/fixtures/seed-address-file.ts'
import { keptCase } from '../../packages/api/src/fixtures/seed-objects.ts'
import { seedHandOver } from '../../packages/api/src/fixtures/seed-hand-over.ts'
import { seedNotice } from '../../packages/api/src/fixtures/seed-reply.ts'
import type { TestApp } from '../../packages/api/src/fixtures/test-app.ts'
import { sql } from 'kysely'
import { newId } from '@nightlight/runtime'
import type { Tenant } from '../../packages/runtime/src/access/as-tenant.ts'

export type SeededTenant = Tenant & {
  headers: { authorization: string }
  /** Of things that are this tenant's alone. */
  ids: string[]
}

/** Providers with a notice and a reply, and authorities with a list and two submissions; as many of each. */
export async function seedTenants(test: TestApp, count: number): Promise<SeededTenant[]> {
  const tenants: SeededTenant[] = []
  for (let n = 1; n <= count; n++) {
    tenants.push(await seedProvider(test, n), await seedAuthority(test, n))
  }
  return tenants
}

async function seedProvider(test: TestApp, n: number): Promise<SeededTenant> {
  const { noticeId, takedownId, reference } = await seedNotice(test)
  const { provider_id: id } = await test.db
    .selectFrom('notice')
    .select('provider_id')
    .where('id', '=', noticeId)
    .executeTakeFirstOrThrow()
  const request = { role: 'provider', name: `Provider ${n}`, provider: id, actor: 'trial' } as const
  const { key } = await createApiKey(test.db, test.crypto, request)
  const headers = { authorization: `Bearer ${key}` }
  const answer = await test.app.inject({
    method: 'POST',
    url: `/v1/notices/${noticeId}/replies`,
    headers,
    payload: { answers: [{ answer: 'acknowledged' }] },
  })
  if (answer.statusCode !== 201) throw new Error(`Answering: ${answer.body}`)
  await seedAddressFile(test, id, takedownId)
  return { kind: 'provider', id, headers, ids: [noticeId, takedownId, reference] }
}

async function seedAuthority(test: TestApp, n: number): Promise<SeededTenant> {
  const authority = `Authority ${n}`
  const headers = await caller(test, `Officer ${n}`, 'police', authority)
  const list = await openTestList(test, headers)
  const submission = await staged(test, headers, list)
  const other = await staged(test, headers, list, `${'0'.repeat(63)}${n % 10}\nnot a hash\n`)
  const [first = ''] = await entriesOf(test, submission)
  await sql`insert into entry_vote (id, entry_id, verdict, actor, reason)
    values (${newId()}, ${first}, 'confirm', 'key:trial', 'trial')`.execute(test.db)
  await sql`insert into entry_source (submission_id, entry_id, legal_class)
    values (${other}, ${first}, 'csam') on conflict do nothing`.execute(test.db)
  const { authority_id: id } = await test.db
    .selectFrom('hash_list')
    .select('authority_id')
    .where('id', '=', list)
    .executeTakeFirstOrThrow()
  const { handOverId, takedownId, reference } = await seedHandOver(test, authority)
  await sql`insert into hand_over_receipt (notice_id, authority_id, received_by, receiver, received_at)
    values (${handOverId}, ${id}, 'key:trial', 'Officer', now())`.execute(test.db)
  await sql`insert into category_map (authority_id, classes, said_by)
    values (${id}, '{}', '{}')`.execute(test.db)
  await sql`insert into host_finding (takedown_id, address, provider_id, country, countries, disagree, found_at)
    select id, '192.0.2.1', provider_id, 'NL', '[]', false, now() from takedown where id = ${takedownId} on conflict do nothing`.execute(
    test.db,
  )
  await sql`insert into submission_sample (entry_id, submission_id, line) values (${first}, ${submission}, 1)
    on conflict do nothing`.execute(test.db)
  const kept = await keptCase(test, { authority, takedownId })
  const ids = [list, submission, other, first, handOverId, takedownId, reference, kept]
  return { kind: 'police', id, headers, ids }
}

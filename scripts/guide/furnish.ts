import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { bindOffice } from '../../packages/api/src/hand-overs/bind-office.ts'
import { giveAssessment, setShare } from '../../packages/api/src/assessments/assess.ts'
import { digests } from '../../packages/api/src/fixtures/seed-list.ts'
import { seedCase } from '../../packages/api/src/fixtures/seed-case.ts'
import { seedHandOver } from '../../packages/api/src/fixtures/seed-hand-over.ts'
import { createApiKey } from '../../packages/api/src/identity/api-key.ts'
import { placeHold } from '../../packages/api/src/retention/legal-holds.ts'
import { DEMO_AUTHORITY } from '../../packages/cli/src/demo/settings.ts'
import { createClient, type Client } from '../../packages/client/src/index.ts'
import type { Role } from '../../packages/contract/src/roles.ts'
import { proposePolicy, readPolicyFile } from '../../packages/notices/src/index.ts'
import type { RunningDemo } from './demo.ts'
import type { GuideObjects } from './objects.ts'
import { tidySeeded } from './tidy-seeded.ts'

const SECOND_LIST = 'Second demo list'
/** A minute, and a second for what was written last. */
const AS_OF_MS = 61_000
const DAY_MS = 86_400_000
/** Until finds of a new list are there, or a page was fetched once more: some seconds on most machines. */
const LONGEST_MS = 60_000

/**
 * Adds to an ended demo what its own people leave nothing of: they decide all at once, and have no police, no
 * portal and no policy of their own.
 *
 * @returns the objects of the demo, and those that were added
 */
export async function furnish(demo: RunningDemo, found: GuideObjects): Promise<GuideObjects> {
  const { db } = demo
  const as = (role: Role, name: string): Promise<Client> => clientOf(demo, role, name)
  const [paul, petra] = [await as('police', 'Paul'), await as('police', 'Petra')]
  const lists = await handIn(demo, paul, petra)
  const analyst = await as('analyst', 'Robin')
  const report = await reportAgain(demo, analyst, found.ids['reports'] ?? '')
  const matches = await fillQueue(demo, analyst, report)
  const { handOverId } = await seedHandOver(demo, DEMO_AUTHORITY, 'police')
  await seedHandOver(demo, DEMO_AUTHORITY, 'police')
  await db
    .transaction()
    .execute((trx) => bindOffice(trx, { authority: DEMO_AUTHORITY, actor: 'guide:Sam' }))
  await tidySeeded(demo)
  const policies = await draftPolicy(demo)
  await placeHold(
    db,
    { takedownId: found.ids['takedowns'] ?? '' },
    {
      reason: 'court-order',
      authority: 'Demo court',
      reviewAt: new Date(Date.now() + 90 * DAY_MS),
    },
    { actor: 'guide:Sam', name: 'Sam' },
    new Date(),
  )
  const { 'hash-lists': list = '', ...submissions } = lists
  const more = {
    ...submissions,
    'hash-lists seizures': list,
    reports: report,
    matches,
    'hand-overs': handOverId,
    policies,
  }
  return { ...found, ids: { ...found.ids, ...more } }
}

/**
 * Figures of this year, with all of the demo in them.
 *
 * @param endedAt  when it had ended; they are as of a minute before they are made
 */
export async function makeExport(demo: RunningDemo, endedAt: number): Promise<string> {
  await setTimeout(Math.max(0, endedAt + AS_OF_MS - Date.now()))
  const sam = await clientOf(demo, 'supervisor', 'Sam')
  const period = String(new Date().getUTCFullYear())
  const { id } = await sam.call('POST /v1/exports', { body: { kind: 'dsa', period } })
  return id
}

async function clientOf(
  { db, crypto, url }: RunningDemo,
  role: Role,
  name: string,
): Promise<Client> {
  const acting = role === 'police' ? { authority: DEMO_AUTHORITY } : {}
  const { key } = await createApiKey(db, crypto, { role, name, ...acting, actor: 'guide' })
  return createClient({ url, key })
}

/** A list whose finds wait for a supervisor, and a file that waits for a second person. */
async function handIn(
  { path }: RunningDemo,
  by: Client,
  second: Client,
): Promise<Record<string, string>> {
  const { id: listId } = await by.call('POST /v1/hash-lists', { body: { name: 'Seizures' } })
  const file = await readFile(`${path}/demo/list.csv`, 'utf8')
  const active = await staged(by, listId, file, { legalBasis: 'BR 55.12/2026' })
  await second.call('POST /v1/submissions/{id}/activate', { params: { id: active } })
  const ready = await staged(second, listId, digests(0, 6), { algorithm: 'sha256' })
  await untilFound(by, active)
  return { 'submissions active': active, 'submissions ready': ready, 'hash-lists': listId }
}

async function staged(
  by: Client,
  listId: string,
  body: string,
  query: { legalBasis?: string; algorithm?: 'sha256' } = {},
): Promise<string> {
  const params = { id: listId }
  const taken = await by.call('POST /v1/hash-lists/{id}/submissions', { params, query, body })
  if (!('id' in taken)) throw new Error('Furnishing the demo: nothing was kept of the file')
  return taken.id
}

async function untilFound(by: Client, id: string): Promise<void> {
  const signal = AbortSignal.timeout(LONGEST_MS)
  for (;;) {
    const { lookBack } = await by.call('GET /v1/submissions/{id}', { params: { id } })
    if (lookBack.state === 'found') return
    await setTimeout(300, undefined, { signal })
  }
}

/** The same page once more, by somebody who fears for a child. */
async function reportAgain({ db, crypto }: RunningDemo, by: Client, row: string): Promise<string> {
  const { url_ct } = await db
    .selectFrom('report')
    .select('url_ct')
    .where('id', '=', row)
    .executeTakeFirstOrThrow()
  const url = crypto.open({ table: 'report', column: 'url_ct', row }, url_ct).toString()
  const body = {
    url,
    source: 'hotline form',
    note: 'It came up in a search for something else.',
    childAtRisk: { reason: 'The page says that there is more to come tonight.' },
  }
  const { id } = await by.call('POST /v1/reports', { body })
  const signal = AbortSignal.timeout(LONGEST_MS)
  for (;;) {
    const { state } = await by.call('GET /v1/reports/{id}', { params: { id } })
    if (state !== 'received' && state !== 'queued') return id
    await setTimeout(300, undefined, { signal })
  }
}

/** Matches that wait, one that a colleague decided and somebody else is to judge, and one that two saw differently. */
async function fillQueue(demo: RunningDemo, by: Client, reportId: string): Promise<string> {
  const { db, crypto } = demo
  const shown = await seedCase(demo, { listName: SECOND_LIST })
  await alsoSeen(demo, shown.mediaId, reportId)
  for (const tier of ['near', 'probable', 'exact'] as const) {
    await seedCase(demo, { listName: SECOND_LIST, tier })
  }
  for (const judge of [null, 'Kim']) {
    const { matchId, listId } = await seedCase(demo, { listName: SECOND_LIST })
    await db.transaction().execute((trx) => setShare(trx, { listId, percent: 100 }, 'guide:Sam'))
    await by.call('POST /v1/matches/{id}/decisions', {
      params: { id: matchId },
      body: { verdict: 'reject', reason: 'a drawing' },
    })
    if (judge === null) continue
    const { id } = await db
      .selectFrom('assessment')
      .select('id')
      .where('match_id', '=', matchId)
      .executeTakeFirstOrThrow()
    const said = { id, verdict: 'confirm', reason: 'no drawing' } as const
    const given = { actor: 'guide:Kim', person: judge, at: new Date() }
    await db.transaction().execute((trx) => giveAssessment(trx, crypto, said, given))
  }
  return shown.matchId
}

/** The picture of a match that waits, on the page that was reported as well. */
async function alsoSeen({ db }: RunningDemo, mediaId: string, reportId: string): Promise<void> {
  const { location_id } = await db
    .selectFrom('report_location')
    .select('location_id')
    .where('report_id', '=', reportId)
    .executeTakeFirstOrThrow()
  if (location_id === null) throw new Error('Furnishing the demo: the page was refused')
  const at = new Date()
  await db
    .insertInto('sighting')
    .values({
      media_id: mediaId,
      location_id,
      page_location_id: location_id,
      first_seen_at: at,
      last_seen_at: at,
      gone_at: null,
    })
    .execute()
}

async function draftPolicy({ db }: RunningDemo): Promise<string> {
  const document = await readPolicyFile('belgium')
  return proposePolicy(db, document, { actor: 'guide:Anna', name: 'Anna' })
}

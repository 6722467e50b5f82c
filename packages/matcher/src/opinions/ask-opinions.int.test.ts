import { connect, createFieldCrypto, createLog, newId, type Db } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createShield } from '../exchange/shield.ts'
import { never, type SeenRequest } from '../exchange/testing-exchange.ts'
import { SHIELD_LOGIN, startShieldServer } from '../exchange/testing-shield.ts'
import { colleague, officer } from '../fixtures/imported.ts'
import { askOpinions } from './ask-opinions.ts'
import {
  approveOpinions,
  endOpinions,
  opinionSources,
  requestOpinions,
} from './opinion-source-store.ts'
import { mediaToAsk, noteAsked } from './opinion-store.ts'
import { testOpinions } from './testing-opinions.ts'

const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
const log = createLog('test', { level: 'silent' })
/** Ahead of the database's own, by which a new source is due at once. */
const clock = { now: new Date(Date.now() + 3_600_000) }
const now = (): Date => clock.now
let database: Awaited<ReturnType<typeof createTestDatabase>>
let db: Db
beforeAll(async () => {
  database = await createTestDatabase()
  db = connect(database.url)
})
afterAll(async () => {
  await db.destroy()
  await database.drop()
})
beforeEach(async () => {
  await sql`truncate second_opinion, opinion_source, decision, match cascade`.execute(db)
})

const { waiting, approved } = testOpinions(() => ({ db, crypto }))
type Server = Awaited<ReturnType<typeof startShieldServer>>

/** A minute later, as the process does it but for its waiting between two attempts. */
const run = async (
  server: Server,
  signal = never(),
  afterEach = async (): Promise<void> => undefined,
): Promise<void> => {
  clock.now = new Date(clock.now.getTime() + 61_000)
  const wait = async () => undefined
  await askOpinions({ db, crypto, log, now }, signal, () => {
    const shield = createShield({ now, wait }, { baseUrl: server.url, ...SHIELD_LOGIN })
    return {
      async lookUpPdq(hashes, stop) {
        const answer = await shield.lookUpPdq(hashes, stop).catch((error: unknown) => ({ error }))
        await afterEach()
        if ('error' in answer) throw answer.error
        return answer
      },
    }
  })
}
const hashesIn = ({ body }: SeenRequest): string[] =>
  (JSON.parse(body) as { hashes: string[] }).hashes
const sentTo = ({ requests }: Server): string[] => requests.flatMap(hashesIn)
const opinions = () =>
  db
    .selectFrom('second_opinion')
    .select(['media_id', 'classification', 'match_type', 'near_classification', 'asked_at'])
    .orderBy('media_id')
    .execute()
const health = async () => (await opinionSources(db))[0]!
const NEAR = {
  classification: 'csam',
  match_type: 'near',
  near_match_details: { timestamp: 0, sha256_hex: 'ab'.repeat(32), classification: 'csam' },
}

describe('askOpinions', () => {
  it('sends nothing unless one has asked for it and another has approved it', async () => {
    await waiting()
    await using server = await startShieldServer(now(), new Map())
    await run(server)
    const config = { kind: 'shield' as const, baseUrl: server.url, ...SHIELD_LOGIN }
    const id = await requestOpinions({ db, crypto }, config, officer)
    await run(server)
    for (const same of [officer, { actor: 'key:another', name: ' OFFICER ' }]) {
      await expect(approveOpinions(db, id, same)).rejects.toMatchObject({
        code: 'second-person-needed',
      })
    }
    const alone = sql`update opinion_source set approved_by = requested_by`.execute(db)
    await expect(alone).rejects.toMatchObject({ code: '23514' })
    await run(server)
    expect(server.requests).toEqual([])
    await approveOpinions(db, id, colleague)
    await run(server)
    expect(server.requests).toHaveLength(1)
  })

  it('notes what is known of a picture, and changes nothing else', async () => {
    const known = await waiting()
    const unknown = await waiting({}, 'probable')
    await using server = await startShieldServer(now(), new Map([[known.pdq64, NEAR]]))
    await approved(server.url)
    const facts = async () => {
      const { rows } = await sql`
        select (select json_agg(m order by m.id) from match m) as matches,
               (select count(*) from decision) as decisions,
               (select count(*) from takedown) as takedowns,
               (select count(*) from match_review) as reviews`.execute(db)
      return rows[0]
    }
    const before = await facts()
    await run(server)
    expect(await facts()).toEqual(before)
    expect(await opinions()).toEqual([
      {
        media_id: known.mediaId,
        classification: 'csam',
        match_type: 'near',
        near_classification: 'csam',
        asked_at: now(),
      },
      {
        media_id: unknown.mediaId,
        classification: 'no-known-match',
        match_type: null,
        near_classification: null,
        asked_at: now(),
      },
    ])
    expect(await health()).toMatchObject({ problem: null, failures: 0, asked: 2, answered: 2 })
    const { rows } = await sql<{ text: string }>`
      select (select json_agg(o) from second_opinion o)::text
        || (select json_agg(a) from audit_event a)::text as text`.execute(db)
    expect(rows[0]!.text).not.toMatch(/[0-9a-f]{64}/)
    const disclosed = await db
      .selectFrom('audit_event')
      .select('detail')
      .where('action', '=', 'hashes-disclosed')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(disclosed.detail).toEqual({ media: 2 })
  })

  it('asks only of what waits for an analyst', async () => {
    const asked = await waiting()
    await waiting({}, 'exact')
    await waiting({}, 'near', 'harmful')
    await waiting({ pdqQuality: 49 })
    const decided = await waiting()
    await db
      .insertInto('decision')
      .values({
        id: newId(),
        match_id: decided.matchId,
        verdict: 'reject',
        actor: 'a',
        reason: 'r',
        at: now(),
      })
      .execute()
    const revoked = await waiting()
    await sql`update list_entry set status = 'revoked' where id = ${revoked.entryId}`.execute(db)
    const gone = await waiting()
    await sql`update submission set expires_at = '2026-01-01' where id = ${gone.submissionId}`.execute(
      db,
    )
    const held = await waiting()
    await sql`update match set look_back = ${held.submissionId} where id = ${held.matchId}`.execute(
      db,
    )
    await sql`update submission set look_back = 'found' where id = ${held.submissionId}`.execute(db)
    await using server = await startShieldServer(now(), new Map())
    await approved(server.url)
    await run(server)
    expect(sentTo(server)).toEqual([asked.pdq64])
    await sql`update submission set look_back = 'released' where id = ${held.submissionId}`.execute(
      db,
    )
    await run(server)
    expect(sentTo(server)).toEqual([asked.pdq64, held.pdq64])
  })

  it('asks once a media and pipeline, whoever is configured, and again of another pipeline', async () => {
    const { mediaId, pdq64 } = await waiting()
    await using server = await startShieldServer(now(), new Map())
    await endOpinions(db, await approved(server.url), officer)
    const id = await approved(server.url)
    await run(server)
    await run(server)
    await endOpinions(db, id, officer)
    await approved(server.url)
    await run(server)
    expect(sentTo(server)).toEqual([pdq64])
    await sql`update media set pipeline_version = 'next' where id = ${mediaId}`.execute(db)
    await run(server)
    expect(sentTo(server)).toEqual([pdq64, pdq64])
    expect(await opinions()).toHaveLength(2)
  })

  it('goes on where it was killed: what was answered is not asked again', async () => {
    const all = []
    for (let n = 0; n < 105; n++) all.push(await waiting())
    await using server = await startShieldServer(now(), new Map())
    await approved(server.url)
    server.faults.push(null, 'silence')
    const killed = new AbortController()
    const running = run(server, killed.signal)
    await server.answered(2)
    killed.abort()
    await running
    expect(server.requests.map((one) => hashesIn(one).length)).toEqual([100, 5])
    const unanswered = (await opinions()).filter(({ classification }) => classification === null)
    expect(unanswered).toHaveLength(5)
    expect(await health()).toMatchObject({ problem: null, asked: 105, answered: 100 })
    await run(server)
    await run(server)
    expect(server.requests.map((one) => hashesIn(one).length)).toEqual([100, 5, 5])
    expect(hashesIn(server.requests[2]!).sort()).toEqual(hashesIn(server.requests[1]!).sort())
    expect(new Set(sentTo(server))).toEqual(new Set(all.map(({ pdq64 }) => pdq64)))
    expect(await health()).toMatchObject({ asked: 105, answered: 105 })
  })

  it('waits twice as long after each failure, and as long as it is asked to', async () => {
    await waiting()
    await using server = await startShieldServer(now(), new Map())
    const id = await approved(server.url)
    const down = { status: 500, body: '' }
    const due = async () => (Date.parse((await health()).nextAt) - now().getTime()) / 60_000
    server.faults.push(down, down, down, down, down)
    await run(server)
    expect(await health()).toMatchObject({ problem: 'exchange-server-error', failures: 1 })
    expect(await due()).toBe(2)
    // not due yet
    await run(server)
    expect(server.requests).toHaveLength(5)
    clock.now = new Date(clock.now.getTime() + 120_000)
    server.faults.push({ status: 429, headers: { 'retry-after': '7200' }, body: '{}' })
    await run(server)
    expect(await health()).toMatchObject({ problem: 'exchange-busy', failures: 2 })
    expect(await due()).toBe(120)
    await sql`update opinion_source set failures = 40, next_at = ${now()}`.execute(db)
    server.faults.push({ status: 401, body: '{}' })
    await run(server)
    expect(await health()).toMatchObject({ problem: 'exchange-unauthorised', failures: 41 })
    expect(await due()).toBe(60)
    clock.now = new Date(clock.now.getTime() + 3_600_000)
    await run(server)
    expect(await health()).toMatchObject({ source: id, problem: null, failures: 0, answered: 1 })
  })

  it('keeps nothing of a damaged answer', async () => {
    await waiting()
    await using server = await startShieldServer(now(), new Map())
    await approved(server.url)
    const empty = { status: 200, body: '{"scanned_hashes":{}}' }
    server.faults.push(empty, empty)
    await run(server)
    expect(await health()).toMatchObject({ problem: 'exchange-page-malformed', answered: 0 })
  })

  it('is not held up by one hash that they do not take', async () => {
    const all = []
    for (let n = 0; n < 5; n++) all.push(await waiting())
    const bad = all[1]!
    await using server = await startShieldServer(now(), new Map(), null, new Set([bad.pdq64]))
    await approved(server.url)
    await run(server)
    const refused = (await opinions()).filter(({ classification }) => classification === 'refused')
    expect(refused.map(({ media_id }) => media_id)).toEqual([bad.mediaId])
    expect(await health()).toMatchObject({ problem: null, answered: 5 })
    const count = server.requests.length
    await run(server)
    expect(server.requests).toHaveLength(count)
  })

  it.each([[[0, 1]], [[0, 1, 2, 3]], [[0, 1, 2, 4, 5, 6]], [[1, 3, 5, 6, 7]]])(
    'is not held up by some that they do not take, as %j of 8',
    async (places) => {
      const all: Awaited<ReturnType<typeof waiting>>[] = []
      for (let n = 0; n < 8; n++) all.push(await waiting())
      const bad = places.map((place) => all[place]!)
      const untaken = new Set(bad.map(({ pdq64 }) => pdq64))
      await using server = await startShieldServer(now(), new Map(), null, untaken)
      await approved(server.url)
      await run(server)
      const refused = (await opinions()).filter(
        ({ classification }) => classification === 'refused',
      )
      expect(refused.map(({ media_id }) => media_id)).toEqual(bad.map(({ mediaId }) => mediaId))
      expect(await health()).toMatchObject({ problem: null, answered: 8 })
    },
  )

  it('gives up soon where they take none of many', async () => {
    const all = []
    for (let n = 0; n < 40; n++) all.push(await waiting())
    const none = new Set(all.map(({ pdq64 }) => pdq64))
    await using server = await startShieldServer(now(), new Map(), null, none)
    await approved(server.url)
    await run(server)
    expect(await health()).toMatchObject({ problem: 'exchange-refused-request', answered: 0 })
    expect(server.requests).toHaveLength(31)
  })

  it('sends nothing more once it has ended between two requests', async () => {
    for (let n = 0; n < 4; n++) await waiting()
    await using server = await startShieldServer(now(), new Map())
    const id = await approved(server.url)
    server.faults.push({ status: 400, body: '{}' })
    await run(server, never(), () => endOpinions(db, id, officer))
    expect(server.requests).toHaveLength(1)
    expect(await health()).toMatchObject({ problem: null, asked: 4, answered: 0 })
  })

  it('sends nothing more once it has ended between two attempts', async () => {
    await waiting()
    await using server = await startShieldServer(now(), new Map())
    const id = await approved(server.url)
    server.faults.push({ status: 503, headers: { 'retry-after': '2' }, body: '{}' })
    const running = askOpinions({ db, crypto, log, now }, never())
    await server.answered(1)
    await endOpinions(db, id, officer)
    await running
    expect(server.requests).toHaveLength(1)
    expect(await health()).toMatchObject({ problem: null, asked: 1, answered: 0 })
  })

  it('takes a refusal of all of them for one of none', async () => {
    const all = [await waiting(), await waiting(), await waiting()]
    const none = new Set(all.map(({ pdq64 }) => pdq64))
    await using server = await startShieldServer(now(), new Map(), null, none)
    await approved(server.url)
    await run(server)
    expect(await health()).toMatchObject({ problem: 'exchange-refused-request', answered: 0 })
  })

  it('notes of a media that is fingerprinted anew meanwhile that nothing of it was sent', async () => {
    const { mediaId } = await waiting()
    const id = await approved('https://host.invalid')
    const [media] = await mediaToAsk(db, 'shield', 1)
    await sql`update media set pipeline_version = 'newer' where id = ${mediaId}`.execute(db)
    const source = await db
      .selectFrom('opinion_source')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(await noteAsked(db, source, [media!], now())).toEqual(new Set())
    expect(await opinions()).toEqual([])
    const [newer] = await mediaToAsk(db, 'shield', 1)
    expect(await noteAsked(db, source, [newer!], now())).toEqual(new Set([mediaId]))
  })

  it('leaves out a media that cannot be read', async () => {
    const damaged = await waiting()
    const whole = await waiting()
    await sql`update media set fingerprint_ct = '\\x00' where id = ${damaged.mediaId}`.execute(db)
    await using server = await startShieldServer(now(), new Map())
    await approved(server.url)
    await run(server)
    expect(sentTo(server)).toEqual([whole.pdq64])
    expect((await opinions()).map(({ media_id }) => media_id)).toEqual([whole.mediaId])
  })

  it('sends nothing once it has ended, and forgets the credentials', async () => {
    await waiting()
    await using server = await startShieldServer(now(), new Map())
    const id = await approved(server.url)
    await endOpinions(db, id, officer)
    await run(server)
    expect(server.requests).toEqual([])
    const { config_ct } = await db
      .selectFrom('opinion_source')
      .select('config_ct')
      .executeTakeFirstOrThrow()
    expect(config_ct).toHaveLength(0)
    await expect(approveOpinions(db, id, colleague)).rejects.toMatchObject({
      code: 'opinion-source-ended',
    })
  })
})

describe('requestOpinions', () => {
  it.each([
    [{ kind: 'ncmec', baseUrl: 'https://host.invalid', user: 'u', password: 'p' }, 'kind'],
    [{ kind: 'shield', baseUrl: 'https://host.invalid', user: 'u' }, 'password'],
  ])('refuses %j', async (config, field) => {
    const asking = requestOpinions({ db, crypto }, config as never, officer)
    await expect(asking).rejects.toMatchObject({ code: 'exchange-config', detail: { field } })
  })

  it('refuses a second one', async () => {
    await approved('https://host.invalid')
    await expect(approved('https://other.invalid')).rejects.toMatchObject({
      code: 'opinion-source-there',
    })
  })
})

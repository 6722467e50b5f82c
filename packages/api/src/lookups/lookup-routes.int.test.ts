import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { accreditations, recordCall } from '@nightlight/matcher'
import { newId } from '@nightlight/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  accredited,
  createLookupApp,
  discloseTestList,
  type Disclosed,
  type LookupApp,
} from '../fixtures/lookup-matcher.ts'
import { caller, digestOf, digests, post, type Caller } from '../fixtures/seed-list.ts'
import { seedProvider } from '../fixtures/seed-provider.ts'

let test: LookupApp
let list: Disclosed
let sue: Caller
const PDQ = drawnPdq(7)
beforeAll(async () => {
  test = await createLookupApp()
  sue = await caller(test, 'Sue', 'supervisor')
  const lines = digests(0, 20).replaceAll(/^(?=.)/gm, 'sha256 ')
  list = await discloseTestList(test, `${lines}pdq ${PDQ}\n`)
  const desk = await accredited(test, [list.listId])
  await whenKnown(desk.headers, [sha(0)])
})
afterAll(() => test[Symbol.asyncDispose]())

const sha = (n: number) => ({ algorithm: 'sha256', value: digestOf(n) })
const ask = (headers: Caller, hashes: object[]) => post(test, headers, '/v1/lookups', { hashes })
const results = async (headers: Caller, hashes: object[]) =>
  (await ask(headers, hashes)).json<{ results: object[] }>().results

/** The matcher reads what is new by itself: asks until it has. */
async function whenKnown(headers: Caller, hashes: object[]): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await results(headers, hashes)).every((one) => 'class' in one)) return
    await setTimeout(50)
  }
  throw new Error('Waiting for the matcher: it does not know them')
}

/** 256 bits, half of them set. */
function drawnPdq(n: number): string {
  const bits = Array.from({ length: 256 }, (_, bit) => ({ bit, rank: digestOf(`${n} ${bit}`) }))
  const bytes = Buffer.alloc(32)
  for (const { bit } of bits.sort((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, 128)) {
    bytes[bit >> 3]! |= 128 >> (bit & 7)
  }
  return bytes.toString('hex')
}
/** With as many bits turned over, from some bit on. */
function turned(hex: string, bits: number, from = 0): string {
  const bytes = Buffer.from(hex, 'hex')
  for (let bit = from; bit < from + bits; bit++) bytes[(bit >> 3) % 32]! ^= 128 >> (bit & 7)
  return bytes.toString('hex')
}

describe('POST /v1/lookups', () => {
  it('answers class only, in order, and as long for a hit as for a miss', async () => {
    const { headers } = await accredited(test, [list.listId])
    const mixed = await ask(headers, [sha(3), sha(900), sha(4)])
    expect(mixed.json()).toEqual({
      results: [{ known: true, class: 'csam' }, { known: false }, { known: true, class: 'csam' }],
    })
    const [hit, miss] = [await ask(headers, [sha(1)]), await ask(headers, [sha(901)])]
    expect(hit.rawPayload.length).toBe(miss.rawPayload.length)
    const same = ({ headers }: typeof hit) => ({ ...headers, date: '', ratelimit: '' })
    expect(same(hit)).toEqual(same(miss))
  })

  it('answers a thousand hashes in one call, and no more', async () => {
    const { headers } = await accredited(test, [list.listId])
    const many = Array.from({ length: 1_000 }, (_, n) => sha(n))
    const answers = await results(headers, many)
    expect(answers.map((one) => 'class' in one)).toEqual(many.map((_, n) => n < 20))
    expect((await ask(headers, [...many, sha(1)])).statusCode).toBe(400)
  })

  it('refuses the whole call for one hash that is none, and takes nothing of the quota', async () => {
    const { headers, id } = await accredited(test, [list.listId])
    const cut = { algorithm: 'sha256', value: digestOf(1).slice(2) }
    const answer = await ask(headers, [sha(1), cut])
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({
      code: 'hash-malformed',
      index: 1,
      reason: 'wrong-length',
    })
    const unwritable = await ask(headers, [{ algorithm: 'sha256', value: '\u0000'.repeat(64) }])
    expect([unwritable.statusCode, unwritable.json().code]).toEqual([422, 'hash-malformed'])
    const budget = test.db.selectFrom('lookup_budget').where('accreditation_id', '=', id)
    expect(await budget.select('day_used').execute()).toEqual([])
  })

  it('holds to the quota, the algorithms, the lists and the end of the accreditation', async () => {
    const own = await accredited(test, [list.listId], { quotaMinute: 3, quotaDay: 4 })
    await ask(own.headers, [sha(1), sha(2), sha(3)])
    const over = await ask(own.headers, [sha(1)])
    expect([over.statusCode, over.json().code]).toEqual([429, 'lookup-quota'])
    expect(Number(over.headers['retry-after'])).toBeGreaterThan(0)
    const byLikeness = await ask(own.headers, [{ algorithm: 'pdq', value: PDQ }])
    expect(byLikeness.json()).toMatchObject({ code: 'lookup-algorithm', index: 0, status: 403 })
    await post(test, sue, `/v1/lookups/accreditations/${own.id}/end`)
    expect((await ask(own.headers, [sha(1)])).json().code).toBe('accreditation-needed')
    const other = await discloseTestList(test, `${digestOf('x')}\n`.replace(/^/, 'sha256 '))
    const { headers } = await accredited(test, [other.listId])
    expect(await results(headers, [sha(1)])).toEqual([{ known: false }])
  })

  it('answers the worst class of however many entries a hash is', async () => {
    const hash = { algorithm: 'sha256', value: digestOf('on many lists') }
    const lists: string[] = []
    for (let n = 0; n < 7; n++) {
      lists.push((await discloseTestList(test, `sha256 ${hash.value}\n`)).listId)
    }
    const { headers } = await accredited(test, [list.listId, ...lists])
    await whenKnown((await accredited(test, [lists.at(-1)!])).headers, [hash])
    const classes = test.db.updateTable('list_entry')
    for (const csam of [null, ...lists]) {
      await classes.set({ legal_class: 'harmful' }).where('list_id', 'in', lists).execute()
      if (csam !== null) {
        await classes.set({ legal_class: 'csam' }).where('list_id', '=', csam).execute()
      }
      // the places that are spare go to whichever hash needs them
      const asked = [sha(0), hash, sha(906), hash]
      const told = { known: true, class: csam === null ? 'harmful' : 'csam' }
      expect(await results(headers, asked)).toEqual([
        { known: true, class: 'csam' },
        told,
        { known: false },
        told,
      ])
    }
  })

  it('finds what is like a hash only for who may ask by likeness', async () => {
    const terms = { algorithms: ['pdq'], perceptual: true }
    const { headers } = await accredited(test, [list.listId], terms)
    const near = [turned(PDQ, 31), turned(PDQ, 32)].map((value) => ({ algorithm: 'pdq', value }))
    expect(await results(headers, near)).toEqual([{ known: true, class: 'csam' }, { known: false }])
  })

  it('freezes whoever walks along the edge of an entry, and has somebody look at it', async () => {
    const terms = { algorithms: ['pdq'], perceptual: true }
    const walker = await accredited(test, [list.listId], { ...terms, name: 'Walker Cloud' })
    let last = await ask(walker.headers, [{ algorithm: 'pdq', value: PDQ }])
    for (let n = 0; n < 20 && last.statusCode === 200; n++) {
      const value = turned(PDQ, 20 + n, n)
      last = await ask(walker.headers, [{ algorithm: 'pdq', value }])
    }
    expect([last.statusCode, last.json().code]).toEqual([403, 'lookup-frozen'])
    expect((await ask(walker.headers, [{ algorithm: 'pdq', value: PDQ }])).statusCode).toBe(403)
    const { items } = (await get('/v1/lookups/alarms')).json()
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'probing', provider: 'Walker Cloud' }),
    )
  })

  it('tells whose canary somebody else asks for, and lets the recipient test with it', async () => {
    const desk = await accredited(test, [list.listId], { name: 'Leaky Hosting' })
    const thief = await accredited(test, [list.listId], { name: 'Thief Hosting' })
    const url = `/v1/lookups/accreditations/${desk.id}/canaries`
    const { items } = (await post(test, sue, url, { count: 3 })).json()
    const canary = { algorithm: 'sha1', value: items[1].sha1 }
    await whenKnown(desk.headers, [canary])
    const alarms = async () =>
      (await get('/v1/lookups/alarms'))
        .json()
        .items.filter(({ provider }: { provider: string }) => provider === 'Leaky Hosting')
    expect(await alarms()).toEqual([])
    const stolen = await ask(thief.headers, [canary])
    expect(stolen.rawPayload).toEqual((await ask(thief.headers, [sha(1)])).rawPayload)
    await expect
      .poll(alarms)
      .toMatchObject([{ kind: 'canary-asked', provider: 'Leaky Hosting', asker: 'Thief Hosting' }])
    const [alarm] = await alarms()
    expect((await post(test, sue, `/v1/lookups/alarms/${alarm.id}/done`)).statusCode).toBe(200)
    expect(await alarms()).toEqual([])
  })

  it('loses no alarm of a canary where the process is killed as the answer is to leave', async () => {
    const desk = await accredited(test, [list.listId], { name: 'Killed Desk' })
    const thief = await accredited(test, [list.listId], { name: 'Killed Thief' })
    const url = `/v1/lookups/accreditations/${desk.id}/canaries`
    const { items } = (await post(test, sue, url, { count: 1 })).json()
    const canary = items[0].sha1
    await whenKnown(desk.headers, [{ algorithm: 'sha1', value: canary }])
    const child = fork(new URL('testing-killed-answer.ts', import.meta.url), {
      env: {
        ...process.env,
        ...test.env,
        AT: test.place.at,
        TOKEN: test.place.token,
        ASKER: 'key:killed',
        PROVIDER: thief.providerId,
        HASH: canary,
      },
    })
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    const alarms = async () =>
      (await get('/v1/lookups/alarms'))
        .json()
        .items.filter(({ provider }: { provider: string }) => provider === 'Killed Desk')
    const raised = { kind: 'canary-asked', asker: 'Killed Thief', times: 1 }
    await expect.poll(alarms, { timeout: 5_000 }).toMatchObject([raised])
    await unread()
    expect(await alarms()).toMatchObject([raised])
  })

  it('keeps as much of a canary as of a hit and a miss, until it was looked at', async () => {
    const desk = await accredited(test, [list.listId])
    const thief = await accredited(test, [list.listId])
    const url = `/v1/lookups/accreditations/${desk.id}/canaries`
    const { items } = (await post(test, sue, url, { count: 1 })).json()
    const canary = { algorithm: 'sha1', value: items[0].sha1 }
    await whenKnown(desk.headers, [canary])
    await unread()
    const rows = await test.db.transaction().execute(async (trx) => {
      // whoever looks at calls waits for this
      await sql`lock table lookup_alarm in access exclusive mode`.execute(trx)
      for (const one of [canary, sha(1), sha(905)]) await ask(thief.headers, [one])
      const kept = await sql<{ found: number; canaries: number }>`
        select length(found_ct) as found, length(canaries_ct) as canaries from lookup_call
         where accreditation_id = ${thief.id}`.execute(test.db)
      return kept.rows
    })
    expect(rows).toEqual([rows[0], rows[0], rows[0]])
    expect(rows[0]?.canaries).toBeGreaterThan(16)
    await unread()
  })

  /** Resolves when the canaries of every call were looked at. */
  const unread = () =>
    expect
      .poll(
        async () =>
          (await sql`select from lookup_call where canaries_ct is not null`.execute(test.db)).rows,
        { timeout: 5_000 },
      )
      .toEqual([])

  it('logs every call with counts, keeps what was hit sealed, and no hash anywhere', async () => {
    const { headers, id } = await accredited(test, [list.listId])
    await ask(headers, [sha(5), sha(902)])
    await ask(headers, [sha(903), sha(904)])
    await ask(headers, [{ algorithm: 'pdq', value: PDQ }])
    const events = await test.db
      .selectFrom('audit_event')
      .select(['action', 'detail'])
      .where('object_id', '=', id)
      .where('action', 'in', ['lookup.asked', 'lookup.refused'])
      .orderBy('at')
      .execute()
    expect(events.map(({ detail }) => detail)).toEqual([
      { hashes: 2, hits: 1 },
      { hashes: 2, hits: 0 },
      { code: 'lookup-algorithm', hashes: 1 },
    ])
    const calls = await test.db
      .selectFrom('lookup_call')
      .select('found_ct')
      .where('accreditation_id', '=', id)
      .execute()
    expect(new Set(calls.map(({ found_ct }) => found_ct.length)).size).toBe(1)
    const shown = (await get('/v1/lookups/accreditations')).json().items
    expect(shown).toContainEqual(expect.objectContaining({ id, calls: 2, hashes: 4, hits: 1 }))
    expect(test.logged()).not.toContain(digestOf(5))
  })

  it('sums up what was asked by days, and reads no call for the last thirty', async () => {
    const { id } = await accredited(test, [list.listId])
    const at = new Date()
    const entries = Array.from({ length: 4 }, () => newId())
    const finding = { known: 1, entries, canaryId: newId(), isCanary: false }
    const call = { accreditationId: id, askedBy: 'test', findings: [finding, finding] }
    const answers = [{ known: true, class: 'csam' }, { known: false }] as const
    for (const days of [0, 0, 29, 30]) {
      await recordCall(test, { ...call, at: new Date(+at - days * 86_400_000), answers })
    }
    await test.db.transaction().execute(async (trx) => {
      await sql`alter table lookup_call rename to calls_of_before`.execute(trx)
      const shown = await accreditations(trx, at, { id })
      expect(shown).toMatchObject([{ calls: 3, hashes: 6, hits: 3 }])
      await sql`alter table calls_of_before rename to lookup_call`.execute(trx)
    })
  })

  it('is opened to providers by officers of its authority alone, and closed by supervisors too', async () => {
    const other = await discloseTestList(test, `sha256 ${digestOf('opened')}\n`)
    const url = `/v1/hash-lists/${other.listId}/disclosure`
    const officer = await caller(test, 'Officer Own')
    const foreign = await caller(test, 'Officer Else', 'police', 'Foreign Police')
    const say = async (who: Caller, toProviders: boolean) => {
      const { statusCode, body } = await post(test, who, url, { toProviders })
      return [statusCode, JSON.parse(body).code ?? null]
    }
    expect(await say(sue, false)).toEqual([200, null])
    expect(await say(sue, true)).toEqual([403, 'authority-needed'])
    expect(await say(foreign, true)).toEqual([404, 'list-not-found'])
    expect(await say(officer, true)).toEqual([200, null])
  })

  it('answers nothing of a list once its authority takes that back', async () => {
    const other = await discloseTestList(test, `sha256 ${digestOf('taken back')}\n`)
    const { headers } = await accredited(test, [other.listId])
    const hash = { algorithm: 'sha256', value: digestOf('taken back') }
    await whenKnown(headers, [hash])
    await post(test, sue, `/v1/hash-lists/${other.listId}/disclosure`, { toProviders: false })
    expect(await results(headers, [hash])).toEqual([{ known: false }])
  })
})

const get = (url: string) => test.app.inject({ url, headers: sue })

describe('accreditations', () => {
  const asked = async (more: object = {}) => ({
    providerId: await seedProvider(test),
    purpose: 'uploads',
    algorithms: ['sha256'],
    listIds: [list.listId],
    quotaMinute: 10,
    quotaDay: 100,
    days: 30,
    ...more,
  })
  const propose = async (more: object = {}) =>
    (await post(test, sue, '/v1/lookups/accreditations', await asked(more))).json()

  it('need two people, whom the database tells apart as well', async () => {
    const { id, state } = await propose()
    expect(state).toBe('proposed')
    const approve = `/v1/lookups/accreditations/${id}/approve`
    expect((await post(test, sue, approve)).json().code).toBe('second-person-needed')
    const forced = test.db
      .updateTable('lookup_accreditation')
      .set({ approved_by: 'key:other', approver: ' SUE ', approved_at: new Date() })
      .where('id', '=', id)
      .execute()
    await expect(forced).rejects.toMatchObject({ constraint: 'lookup_accreditation_four_eyes' })
    const wider = test.db.updateTable('lookup_accreditation').set({ quota_day: 1e6 })
    await expect(wider.where('id', '=', id).execute()).rejects.toMatchObject({
      constraint: 'lookup_accreditation_stays',
    })
  })

  it('are refused for a list that is not disclosed, and for likeness nobody spoke of', async () => {
    const police = await caller(test, 'Officer Lee')
    const { id } = (
      await post(test, police, '/v1/hash-lists', { name: 'Kept to ourselves' })
    ).json<{ id: string }>()
    expect(await propose({ listIds: [id] })).toMatchObject({ code: 'list-not-disclosed' })
    expect(await propose({ algorithms: ['pdq'] })).toMatchObject({ code: 'perceptual-not-said' })
    expect(await propose({ quotaMinute: 101 })).toMatchObject({ code: 'accreditation-invalid' })
  })
})

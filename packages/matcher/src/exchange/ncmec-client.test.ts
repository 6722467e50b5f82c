import { describe, expect, it } from 'vitest'
import { nothingSetAside } from '../formats/list-row.ts'
import { createNcmecClient, type NcmecOptions } from './ncmec-client.ts'
import { drawHash, never, stillDeps, type ExchangeServer } from './testing-exchange.ts'
import { NCMEC_LOGIN, referenceOf, startNcmecServer, type NcmecEntry } from './testing-ncmec.ts'
import { nothingKept, readInto } from './testing-run.ts'

const AT = new Date('2026-05-01T00:00:00Z')
const HOUR = 3_600_000
const before = (hours: number) => new Date(AT.getTime() - hours * HOUR)

let last = 0
const entry = (over: Partial<NcmecEntry> = {}): NcmecEntry => {
  const number = ++last
  return {
    number,
    member: 42,
    id: `image${number}`,
    type: 'image',
    changedAt: before(48),
    isDeleted: false,
    classification: 'A1',
    fingerprints: { md5: drawHash(16) },
    ...over,
  }
}

const entries = (count: number) => Array.from({ length: count }, () => entry())

function client(server: ExchangeServer, over: Partial<NcmecOptions> = {}) {
  const still = stillDeps(AT)
  const options = { baseUrl: server.url, ...NCMEC_LOGIN, ...over }
  return { ...still, client: createNcmecClient(still.deps, options) }
}

describe('fetchPages', () => {
  it('turns entries and tombstones into rows', async () => {
    const [md5, sha1, pdq] = [drawHash(16), drawHash(20), drawHash()]
    const listed = [
      entry({ fingerprints: { md5, sha1, pdq, pdna: 'A'.repeat(192) }, classification: 'B2' }),
      entry({ isDeleted: true }),
      entry({
        type: 'video',
        id: 'video & more',
        fingerprints: { md5, 'tmk-pdqf': null, videntifier: null },
      }),
      entry({ type: 'video', isDeleted: true }),
    ]
    await using server = await startNcmecServer(AT, { entries: listed })
    const pages = await readInto(nothingKept(), client(server).client)
    expect(pages).toHaveLength(1)
    expect(pages[0]?.isLast).toBe(true)
    expect(pages[0]?.rows).toMatchObject([
      {
        status: 'row',
        category: 'B2',
        reference: referenceOf(listed[0]!),
        hashes: [
          { algorithm: 'md5', text: md5 },
          { algorithm: 'sha1', text: sha1 },
          { algorithm: 'pdq', text: pdq },
        ],
      },
      { status: 'removed', reference: referenceOf(listed[1]!) },
      {
        status: 'row',
        category: 'A1',
        reference: referenceOf(listed[2]!),
        hashes: [{ algorithm: 'md5', text: md5 }],
      },
      { status: 'removed', reference: referenceOf(listed[3]!) },
    ])
    expect(pages[0]?.setAside).toMatchObject({ photodna: 1 })
  })

  it('asks in UTC, then follows next as it was given', async () => {
    await using server = await startNcmecServer(AT, { entries: entries(5), pageSize: 2 })
    const kept = nothingKept()
    kept.checkpoint = { safeFrom: '2026-03-29T00:30:00.000Z' }
    await readInto(kept, client(server).client)
    const range = { from: '2026-03-29T00:30:00.000Z', to: '2026-05-01T00:00:00.000Z' }
    expect(server.requests.map(({ path }) => path)).toEqual(Array(3).fill('/npo/v2/entries'))
    expect(server.requests[0]?.query).toEqual(range)
    const max = String(last)
    expect(server.requests.slice(1).map(({ query }) => query)).toEqual([
      { ...range, start: String(last - 2), size: '2', max },
      { ...range, start: String(last), size: '2', max },
    ])
    expect(kept.checkpoint).toEqual({ safeFrom: before(49).toISOString() })
  })

  it('goes on in the middle of a run, and misses nothing', async () => {
    const listed = entries(10)
    await using server = await startNcmecServer(AT, { entries: listed, pageSize: 2 })
    const kept = nothingKept()
    await readInto(kept, client(server).client, 2)
    expect(kept.entries.size).toBe(4)
    expect(kept.checkpoint?.safeFrom).toBe(new Date(0).toISOString())
    await readInto(kept, client(server).client)
    expect(new Set(kept.entries.keys())).toEqual(new Set(listed.map(referenceOf)))
    expect(server.requests).toHaveLength(5)
    expect(kept.checkpoint?.run).toBeUndefined()
  })

  it('begins the run again when its position is no longer taken', async () => {
    const listed = entries(6)
    await using server = await startNcmecServer(AT, { entries: listed, pageSize: 2 })
    const kept = nothingKept()
    await readInto(kept, client(server).client, 1)
    server.state.positions.clear()
    server.state.pageSize = 10
    await readInto(kept, client(server).client)
    expect(kept.entries.size).toBe(6)
  })

  it('begins an old run again when it fails there, not one that was just broken off', async () => {
    const listed = entries(6)
    await using server = await startNcmecServer(AT, { entries: listed, pageSize: 2 })
    const kept = nothingKept()
    await readInto(kept, client(server).client, 1)
    const failing = () => Array.from({ length: 5 }, () => ({ status: 500, body: '' }))
    server.faults.push(...failing())
    await expect(readInto(kept, client(server).client)).rejects.toMatchObject({
      code: 'exchange-server-error',
    })
    server.faults.push(...failing())
    const { client: later, clock } = client(server)
    clock.now = before(-25)
    await readInto(kept, later)
    expect(server.requests.at(-3)?.query['start']).toBeUndefined()
    expect(kept.entries.size).toBe(6)
  })

  it('asks for a range that ends after its beginning, whatever our clock says', async () => {
    await using server = await startNcmecServer(AT)
    const kept = nothingKept()
    kept.checkpoint = { safeFrom: before(-5).toISOString() }
    await readInto(kept, client(server).client)
    expect(server.requests[0]?.query).toEqual({
      from: '2026-05-01T05:00:00.000Z',
      to: '2026-05-01T05:00:01.000Z',
    })
    expect(kept.checkpoint).toEqual({ safeFrom: before(-5).toISOString() })
  })

  it('has an entry that changes while it reads, in the next run', async () => {
    const listed = entries(6)
    await using server = await startNcmecServer(AT, { entries: listed, pageSize: 2 })
    server.state.beforePage = (page) => {
      if (page !== 2) return
      // The first was read already, the last was not: both leave the range of this run.
      Object.assign(listed[0]!, { isDeleted: true, changedAt: before(-0.1) })
      Object.assign(listed[5]!, { fingerprints: { md5: 'new' }, changedAt: before(-0.2) })
      server.clock.now = before(-1)
    }
    const kept = nothingKept()
    const first = client(server)
    await readInto(kept, first.client)
    expect(kept.entries.has(referenceOf(listed[5]!))).toBe(false)
    first.clock.now = before(-1)
    await readInto(kept, first.client)
    expect(kept.entries.get(referenceOf(listed[0]!))).toBeNull()
    expect(kept.entries.get(referenceOf(listed[5]!))).toEqual(['new'])
  })

  it('has a change that showed an hour after its time', async () => {
    const listed = entries(1)
    await using server = await startNcmecServer(AT, { entries: listed })
    const kept = nothingKept()
    await readInto(kept, client(server).client)
    listed.push(entry({ changedAt: before(48.9) }))
    await readInto(kept, client(server).client)
    expect(kept.entries.size).toBe(2)
  })

  it('is not carried past a change by a clock of ours that runs ahead', async () => {
    const listed = entries(4)
    await using server = await startNcmecServer(before(10), { entries: listed, pageSize: 2 })
    server.state.beforePage = (page) => {
      if (page !== 2) return
      // Ten hours are in the future of the server, not of ours.
      Object.assign(listed[0]!, { isDeleted: true, changedAt: before(9.9) })
      Object.assign(listed[3]!, { changedAt: before(2) })
    }
    const kept = nothingKept()
    await readInto(kept, client(server).client)
    expect(kept.checkpoint?.safeFrom).toBe(before(11).toISOString())
    await readInto(kept, client(server).client)
    expect(kept.entries.get(referenceOf(listed[0]!))).toBeNull()
  })

  it('begins nothing new on a list without changes', async () => {
    await using server = await startNcmecServer(AT)
    const pages = await readInto(nothingKept(), client(server).client)
    expect(pages).toEqual([
      {
        rows: [],
        isLast: true,
        checkpoint: { safeFrom: '1970-01-01T00:00:00.000Z' },
        setAside: nothingSetAside(),
      },
    ])
  })

  it.each(['half', 'garbage', 'nothing at all', 'page of a gateway'])(
    'leaves the checkpoint where it was after a damaged page: %s',
    async (name) => {
      const html = '<html><body>Bad day</body></html>'
      const body = { half: '', garbage: '\u0000\u0001', 'page of a gateway': html }[name] ?? ''
      const fault = name === 'half' ? 'half' : { status: 200, body }
      await using server = await startNcmecServer(AT, { entries: entries(4), pageSize: 2 })
      const kept = nothingKept()
      await readInto(kept, client(server).client, 1)
      const known = kept.checkpoint
      server.faults.push(fault, fault)
      await expect(readInto(kept, client(server).client)).rejects.toMatchObject({
        kind: 'invalid',
        code: 'exchange-page-malformed',
      })
      expect(kept.checkpoint).toEqual(known)
      await readInto(kept, client(server).client)
      expect(kept.entries.size).toBe(4)
    },
  )

  it('gets over a lost connection, a failure, and a request to wait', async () => {
    await using server = await startNcmecServer(AT, { entries: entries(4), pageSize: 2 })
    server.faults.push('cut', { status: 500, body: '' }, null, {
      status: 429,
      headers: { 'retry-after': '3' },
      body: '',
    })
    const kept = nothingKept()
    const { client: ncmec, waits } = client(server)
    await readInto(kept, ncmec)
    expect(kept.entries.size).toBe(4)
    expect(waits).toEqual([500, 1000, 3000])
  })

  it('ends when next leads in a circle', async () => {
    await using server = await startNcmecServer(AT)
    const page = (start: number) => ({
      status: 200,
      body: `<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><paging>
        <next>/v2/entries?start=${start}</next></paging></queryResult>`,
    })
    server.faults.push(page(1), page(2), page(1))
    await expect(readInto(nothingKept(), client(server).client)).rejects.toMatchObject({
      code: 'exchange-next-repeated',
    })
    expect(server.requests).toHaveLength(3)
  })

  it.each(['https://elsewhere.example/v2/entries', '//elsewhere.example/', '/v2/../../other'])(
    'takes its credentials nowhere else: %s',
    async (next) => {
      await using server = await startNcmecServer(AT)
      const body = `<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><paging>
        <next>${next}</next></paging></queryResult>`
      server.faults.push({ status: 200, body })
      const kept = nothingKept()
      await expect(readInto(kept, client(server).client)).rejects.toMatchObject({
        code: 'exchange-next-elsewhere',
      })
      expect(kept.checkpoint).toBeNull()
      expect(server.requests).toHaveLength(1)
    },
  )

  it('says what to do when the credentials are refused', async () => {
    await using server = await startNcmecServer(AT)
    const reading = readInto(nothingKept(), client(server, { password: 'wrong' }).client)
    await expect(reading).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'exchange-unauthorised',
      message: expect.not.stringMatching(/wrong|hotline|127/) as string,
    })
  })
})

describe('members and checkHealth', () => {
  it('reads who gives entries, and that we are known', async () => {
    const listed = [entry({ member: 42 }), entry({ member: 43 })]
    await using server = await startNcmecServer(AT, { entries: listed })
    const { client: ncmec } = client(server)
    expect(await ncmec.members(never())).toEqual([
      { id: 42, name: 'Member 42' },
      { id: 43, name: 'Member 43' },
    ])
    expect(await ncmec.checkHealth(never())).toEqual({ status: 'ok', clockAheadMs: 0 })
    expect(server.requests.map(({ path }) => path)).toEqual(['/npo/v2/members', '/npo/v2/status'])
  })

  it.each([
    ['exchange-unauthorised', { status: 401, body: '' }],
    ['exchange-busy', { status: 503, headers: { 'retry-after': '600' }, body: '' }],
    ['exchange-page-malformed', { status: 200, body: '<html/>' }],
    ['exchange-page-malformed', { status: 200, body: '<status><member id="1">' }],
  ])('says why it is not well: %s', async (code, fault) => {
    await using server = await startNcmecServer(AT)
    server.faults.push(fault, fault)
    expect(await client(server).client.checkHealth(never())).toEqual({ status: 'failed', code })
  })
})

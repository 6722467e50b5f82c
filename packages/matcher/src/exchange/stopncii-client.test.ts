import { describe, expect, it } from 'vitest'
import { nothingSetAside } from '../formats/list-row.ts'
import { createStopNciiClient, type StopNciiOptions } from './stopncii-client.ts'
import { drawHash, never, stillDeps, type ExchangeServer } from './testing-exchange.ts'
import { nothingKept, readInto } from './testing-run.ts'
import { STOPNCII_KEYS, startStopNciiServer, type StopNciiRecord } from './testing-stopncii.ts'

const AT = new Date('2026-05-01T00:00:00Z')
const NOW_S = AT.getTime() / 1000
const DAY_S = 86_400

const record = (over: Partial<StopNciiRecord> = {}): StopNciiRecord => ({
  signalType: 'ImagePDQ',
  hashValue: drawHash(),
  hashStatus: 'Active',
  lastModtimestamp: NOW_S - DAY_S,
  caseNumbers: {},
  ...over,
})

function client(server: ExchangeServer, over: Partial<StopNciiOptions> = {}) {
  const still = stillDeps(AT)
  const options = { baseUrl: server.url, ...STOPNCII_KEYS, ...over }
  return { ...still, client: createStopNciiClient(still.deps, options) }
}

const reference = ({ signalType, hashValue }: StopNciiRecord) => `${signalType}:${hashValue}`

describe('fetchPages', () => {
  it('turns records into rows by their state, and counts what it cannot compare', async () => {
    const md5 = drawHash(16)
    const records = [
      record(),
      record({ hashStatus: 'Received', caseNumbers: [] }),
      record({ signalType: 'VideoMD5', hashValue: md5, CSPFeedbacks: [{ feedbackValue: 'New' }] }),
      record({ hashStatus: 'Withdrawn' }),
      record({ hashStatus: 'Deleted' }),
      record({ hashStatus: 'Paused' }),
      record({ signalType: 'VideoTMK' }),
      record({ signalType: 'URL', hashStatus: 'Withdrawn' }),
    ]
    await using server = await startStopNciiServer(AT, { records })
    const [page] = await readInto(nothingKept(), client(server).client)
    const row = (line: number, algorithm: string) => ({
      status: 'row',
      line,
      hashes: [{ algorithm, text: records[line - 1]?.hashValue }],
      category: 'ncii',
      reference: reference(records[line - 1]!),
    })
    expect(page?.rows).toEqual([
      row(1, 'pdq'),
      row(2, 'pdq'),
      row(3, 'md5'),
      { status: 'removed', line: 4, reference: reference(records[3]!) },
      { status: 'removed', line: 5, reference: reference(records[4]!) },
      { status: 'unreadable', line: 6, reason: 'unknown-type' },
    ])
    expect(page?.setAside).toEqual({ ...nothingSetAside(), 'other-algorithm': 1 })
    expect(page?.isLast).toBe(true)
  })

  it('asks page by page with the token that it was given, and both keys', async () => {
    const records = Array.from({ length: 5 }, () => record())
    await using server = await startStopNciiServer(AT, { records, pageSize: 2 })
    const kept = nothingKept()
    const pages = await readInto(kept, client(server).client)
    expect(pages.map(({ isLast }) => isLast)).toEqual([false, false, true])
    expect(server.requests.map(({ path, query }) => [path, query])).toEqual([
      ['/v1/FetchHashes', { startTimestamp: '10', pageSize: '800' }],
      ['/v1/FetchHashes', { startTimestamp: '10', pageSize: '800', nextPageToken: 'Mg==' }],
      ['/v1/FetchHashes', { startTimestamp: '10', pageSize: '800', nextPageToken: 'NA==' }],
    ])
    expect(server.requests[1]?.headers).toMatchObject({
      'x-functions-key': 'fetch-key',
      'ocp-apim-subscription-key': 'subscription-key',
    })
    expect(kept.entries.size).toBe(5)
    // The latest change, less an hour.
    expect(kept.checkpoint).toEqual({ safeFrom: '2026-04-29T23:00:00.000Z' })
  })

  it('goes on in the middle of a run, and loses nothing', async () => {
    const records = Array.from({ length: 10 }, () => record())
    await using server = await startStopNciiServer(AT, { records, pageSize: 2 })
    const kept = nothingKept()
    await readInto(kept, client(server).client, 2)
    expect(kept.entries.size).toBe(4)
    expect(kept.checkpoint?.safeFrom).toBe('1970-01-01T00:00:00.000Z')
    await readInto(kept, client(server).client)
    expect(new Set(kept.entries.keys())).toEqual(new Set(records.map(reference)))
    expect(server.requests).toHaveLength(5)
  })

  it('begins the run again when its token has expired', async () => {
    const records = Array.from({ length: 6 }, () => record())
    await using server = await startStopNciiServer(AT, { records, pageSize: 2 })
    const kept = nothingKept()
    await readInto(kept, client(server).client, 1)
    server.state.forgotten.add(kept.checkpoint?.run?.position ?? '')
    server.state.pageSize = 3
    await readInto(kept, client(server).client)
    expect(kept.entries.size).toBe(6)
    expect(kept.checkpoint?.run).toBeUndefined()
  })

  it('has a withdrawal that comes while it reads, in the next run at the latest', async () => {
    const records = Array.from({ length: 6 }, () => record())
    await using server = await startStopNciiServer(AT, { records, pageSize: 2 })
    server.state.beforePage = (page) => {
      if (page !== 3) return
      Object.assign(records[0]!, { hashStatus: 'Withdrawn', lastModtimestamp: NOW_S + 60 })
      // Seen in this run and later than the withdrawal: must not carry the checkpoint past it.
      Object.assign(records[5]!, { lastModtimestamp: NOW_S + 3 * DAY_S })
    }
    const kept = nothingKept()
    await readInto(kept, client(server).client)
    expect(kept.checkpoint?.safeFrom).toBe('2026-04-30T23:00:00.000Z')
    await readInto(kept, client(server).client)
    expect(kept.entries.get(reference(records[0]!))).toBeNull()
  })

  it('never moves back, nor by a run that found nothing', async () => {
    await using server = await startStopNciiServer(AT, { records: [record()] })
    const safeFrom = '2026-04-30T12:00:00.000Z'
    const pages = client(server).client.fetchPages({ safeFrom }, never())
    for await (const page of pages) {
      expect(page).toMatchObject({ rows: [], isLast: true, checkpoint: { safeFrom } })
    }
  })

  it.each([
    ['no JSON', '{"hashRecords": ['],
    ['no records', '{"hasMoreRecords": false}'],
    [
      'an endless token',
      JSON.stringify({
        hashRecords: [],
        hasMoreRecords: true,
        nextPageToken: 'x'.repeat(20_000),
      }),
    ],
    ['more without a token', '{"hashRecords": [], "hasMoreRecords": true, "nextPageToken": null}'],
  ])('takes a page for damaged: %s', async (_name, body) => {
    await using server = await startStopNciiServer(AT)
    server.faults.push({ status: 200, body }, { status: 200, body })
    const kept = nothingKept()
    await expect(readInto(kept, client(server).client)).rejects.toMatchObject({
      code: 'exchange-page-malformed',
    })
    expect(kept.checkpoint).toBeNull()
  })

  it('passes a damaged record, so that what comes after it is not held up', async () => {
    const records = [null as unknown as StopNciiRecord, record({ hashStatus: 'Withdrawn' })]
    await using server = await startStopNciiServer(AT)
    const body = JSON.stringify({ hashRecords: records, hasMoreRecords: false })
    server.faults.push({ status: 200, body })
    const [page] = await readInto(nothingKept(), client(server).client)
    expect(page?.rows).toMatchObject([{ status: 'unreadable' }, { status: 'removed' }])
  })

  it('ends when a token comes twice', async () => {
    await using server = await startStopNciiServer(AT)
    const page = (nextPageToken: string) => ({
      status: 200,
      body: JSON.stringify({ hashRecords: [], hasMoreRecords: true, nextPageToken }),
    })
    server.faults.push(page('a'), page('b'), page('a'))
    const reading = readInto(nothingKept(), client(server).client)
    await expect(reading).rejects.toMatchObject({ code: 'exchange-next-repeated' })
  })
})

describe('sendFeedback', () => {
  const vote = (hash: string, verdict: 'confirm' | 'reject', reason = 'reviewed') =>
    ({ reference: `ImagePDQ:${hash}`, verdict, reason }) as const

  it('sends what was decided in one request', async () => {
    const [one, two] = [drawHash(), drawHash()]
    await using server = await startStopNciiServer(AT)
    const votes = [vote(one, 'confirm'), vote(two, 'reject', 'other-picture')]
    expect(await client(server).client.sendFeedback(votes, never())).toEqual(
      votes.map(({ reference }) => ({ reference, status: 'sent' })),
    )
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/SubmitFeedback' })
    expect(server.requests[0]?.headers['x-functions-key']).toBe('feedback-key')
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      count: 2,
      hashFeedbacks: [
        { tags: ['reviewed'], feedbackValue: 'Blocked', hashValue: one },
        { tags: ['other-picture'], feedbackValue: 'NotBlocked', hashValue: two },
      ],
    })
  })

  it('sends votes one by one when they are refused together', async () => {
    const [good, bad] = [drawHash(), drawHash()]
    await using server = await startStopNciiServer(AT, { unknownHashes: new Set([bad]) })
    const votes = [
      vote(good, 'confirm'),
      vote(bad, 'confirm'),
      { ...vote(bad, 'reject'), reference: 'elsewhere' },
    ]
    expect(await client(server).client.sendFeedback(votes, never())).toEqual([
      { reference: votes[0]?.reference, status: 'sent' },
      { reference: votes[1]?.reference, status: 'refused', code: 'exchange-refused-request' },
      { reference: 'elsewhere', status: 'refused', code: 'vote-reference-unknown' },
    ])
    expect(server.state.feedback.map(({ hashValue }) => hashValue)).toEqual([good])
  })

  it('says of votes that failed for another reason that they may be sent later', async () => {
    await using server = await startStopNciiServer(AT)
    server.faults.push(
      { status: 500, body: '' },
      { status: 429, headers: { 'retry-after': '300' }, body: '' },
    )
    const votes = [vote(drawHash(), 'confirm')]
    const { client: stopncii } = client(server)
    expect(await stopncii.sendFeedback(votes, never())).toMatchObject([
      { status: 'later', code: 'exchange-server-error' },
    ])
    expect(await stopncii.sendFeedback(votes, never())).toMatchObject([
      { status: 'later', code: 'exchange-busy', at: new Date(AT.getTime() + 300_000) },
    ])
    expect(server.requests).toHaveLength(2)
  })

  it('stops asking when it is asked to wait between single votes', async () => {
    const [bad, one, two] = [drawHash(), drawHash(), drawHash()]
    await using server = await startStopNciiServer(AT, { unknownHashes: new Set([bad]) })
    server.faults.push(null, null, { status: 429, headers: { 'retry-after': '300' }, body: '' })
    const votes = [vote(bad, 'confirm'), vote(one, 'confirm'), vote(two, 'confirm')]
    const results = await client(server).client.sendFeedback(votes, never())
    expect(results.map(({ status }) => status)).toEqual(['refused', 'later', 'later'])
    expect(results[2]?.reference).toBe(votes[2]?.reference)
    expect(server.requests).toHaveLength(3)
  })

  it('sends nothing without the key for it', async () => {
    await using server = await startStopNciiServer(AT)
    const { client: stopncii } = client(server, { functionKeys: { fetchHashes: 'fetch-key' } })
    expect(await stopncii.sendFeedback([vote(drawHash(), 'confirm')], never())).toMatchObject([
      { status: 'refused', code: 'vote-without-key' },
    ])
    expect(server.requests).toEqual([])
  })
})

describe('checkHealth', () => {
  it('asks for one record and compares the clocks', async () => {
    await using server = await startStopNciiServer(new Date(AT.getTime() - 5_000))
    expect(await client(server).client.checkHealth(never())).toEqual({
      status: 'ok',
      clockAheadMs: 5_000,
    })
    expect(server.requests[0]?.query).toEqual({ startTimestamp: String(NOW_S), pageSize: '1' })
  })

  it('says why not', async () => {
    await using server = await startStopNciiServer(AT)
    const { client: stopncii } = client(server, { subscriptionKey: 'wrong' })
    expect(await stopncii.checkHealth(never())).toEqual({
      status: 'failed',
      code: 'exchange-unauthorised',
    })
  })
})

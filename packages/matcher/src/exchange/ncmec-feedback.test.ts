import { describe, expect, it } from 'vitest'
import type { Vote } from './exchange-client.ts'
import { createNcmecClient, type NcmecOptions } from './ncmec-client.ts'
import { drawHash, never, stillDeps, type ExchangeServer } from './testing-exchange.ts'
import { NCMEC_LOGIN, referenceOf, startNcmecServer, type NcmecEntry } from './testing-ncmec.ts'

const AT = new Date('2026-05-01T00:00:00Z')
const GUID = '01234567-abcd-0123-4567-012345678900'
const OTHER_GUID = '01234567-abcd-0123-4567-012345678901'

const ENTRY: NcmecEntry = {
  number: 1,
  member: 42,
  id: 'image 1',
  type: 'image',
  changedAt: AT,
  isDeleted: false,
  fingerprints: { md5: drawHash(16), pdq: drawHash() },
}

const vote = (over: Partial<Vote> = {}): Vote => ({
  reference: referenceOf(ENTRY),
  verdict: 'confirm',
  reason: 'reviewed',
  algorithm: 'pdq',
  ...over,
})

const REASONS = {
  PDQ: { [GUID]: 'Not CSAM', [OTHER_GUID]: 'Wrong Hash' },
  MD5: { [GUID]: 'Not CSAM' },
}

const start = () => startNcmecServer(AT, { entries: [ENTRY], reasons: REASONS })

function client(server: ExchangeServer, over: Partial<NcmecOptions> = {}) {
  const { deps } = stillDeps(AT)
  return createNcmecClient(deps, { baseUrl: server.url, ...NCMEC_LOGIN, ...over })
}

describe('sendFeedback', () => {
  it('puts an affirmative vote on the fingerprint that matched', async () => {
    await using server = await start()
    expect(await client(server).sendFeedback([vote()], never())).toEqual([
      { reference: referenceOf(ENTRY), status: 'sent' },
    ])
    expect(server.requests).toHaveLength(1)
    const [seen] = server.requests
    expect(seen).toMatchObject({
      method: 'PUT',
      path: '/npo/v2/entries/42/image%201/PDQ/feedback',
      body:
        '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<feedbackSubmission xmlns="https://hashsharing.ncmec.org/hashsharing/v2">' +
        '<affirmative/></feedbackSubmission>',
    })
    expect(seen?.headers['content-type']).toBe('application/xml; charset=utf-8')
  })

  it('gives a negative vote a reason of theirs, by code, name or GUID, asked for once', async () => {
    await using server = await start()
    const ncmec = client(server, { feedbackReasons: { 'other-picture': 'Wrong Hash' } })
    const votes = ['other-picture', 'not csam', OTHER_GUID].map((reason) =>
      vote({ verdict: 'reject', reason }),
    )
    const results = await ncmec.sendFeedback(votes, never())
    expect(results.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent'])
    expect(server.state.feedback.map(({ kind, guids }) => [kind, guids])).toEqual([
      ['negative', [OTHER_GUID]],
      ['negative', [GUID]],
      ['negative', [OTHER_GUID]],
    ])
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'PUT', 'PUT', 'PUT'])
    expect(server.requests[0]?.path).toBe('/npo/v2/feedback/PDQ/reasons')
  })

  it('takes the only reason that there is', async () => {
    await using server = await start()
    const votes = [vote({ verdict: 'reject', reason: 'anything', algorithm: 'md5' })]
    expect(await client(server).sendFeedback(votes, never())).toMatchObject([{ status: 'sent' }])
    expect(server.state.feedback).toMatchObject([{ kind: 'negative', guids: [GUID] }])
  })

  it('refuses a vote that can come to nothing, and sends the others', async () => {
    await using server = await start()
    const { algorithm: _, ...without } = vote()
    const votes = [
      vote({ reference: 'elsewhere' }),
      without,
      vote({ algorithm: 'blockhash' }),
      vote({ verdict: 'reject', reason: 'unheard of' }),
      vote({ algorithm: 'sha1' }),
      vote({ reference: referenceOf({ ...ENTRY, id: 'gone' }) }),
      vote(),
    ]
    const results = await client(server).sendFeedback(votes, never())
    expect(results.map((result) => ('code' in result ? result.code : result.status))).toEqual([
      'vote-reference-unknown',
      'vote-without-algorithm',
      'vote-on-other-algorithm',
      'vote-reason-unknown',
      'exchange-not-found',
      'exchange-not-found',
      'sent',
    ])
    expect(results.slice(0, 6).every(({ status }) => status === 'refused')).toBe(true)
    expect(server.state.feedback).toHaveLength(1)
  })

  it('leaves a vote and those after it for later when they ask to wait', async () => {
    await using server = await start()
    server.faults.push(null, { status: 429, headers: { 'retry-after': '120' }, body: '' })
    const results = await client(server).sendFeedback([vote(), vote(), vote()], never())
    const later = {
      reference: referenceOf(ENTRY),
      status: 'later',
      code: 'exchange-busy',
      at: new Date(AT.getTime() + 120_000),
    }
    expect(results).toEqual([{ reference: referenceOf(ENTRY), status: 'sent' }, later, later])
    expect(server.requests).toHaveLength(2)
  })

  it('leaves votes for later when the credentials are refused', async () => {
    await using server = await start()
    const results = await client(server, { password: 'wrong' }).sendFeedback([vote()], never())
    expect(results).toMatchObject([{ status: 'later', code: 'exchange-unauthorised' }])
  })
})

describe('feedbackReasons', () => {
  it('reads the reasons of a fingerprint', async () => {
    await using server = await start()
    const ncmec = client(server)
    expect(await ncmec.feedbackReasons('pdq', never())).toEqual([
      { guid: GUID, name: 'Not CSAM' },
      { guid: OTHER_GUID, name: 'Wrong Hash' },
    ])
    expect(await ncmec.feedbackReasons('blockhash', never())).toEqual([])
  })

  it('takes no GUID that is none', async () => {
    await using server = await start()
    const body =
      '<availableFeedbackReasons><reason guid="&lt;/guid&gt;" name="x"/></availableFeedbackReasons>'
    server.faults.push({ status: 200, body }, { status: 200, body })
    await expect(client(server).feedbackReasons('pdq', never())).rejects.toMatchObject({
      code: 'exchange-page-malformed',
    })
  })
})

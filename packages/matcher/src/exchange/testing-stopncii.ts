import { startExchangeServer, type SeenRequest, type TestAnswer } from './testing-exchange.ts'

export const STOPNCII_KEYS = {
  subscriptionKey: 'subscription-key',
  functionKeys: { fetchHashes: 'fetch-key', submitFeedback: 'feedback-key' },
}

export type StopNciiRecord = {
  signalType: string
  hashValue: string
  hashStatus: string
  /** Unix time, seconds. */
  lastModtimestamp: number
  caseNumbers?: unknown
  CSPFeedbacks?: unknown
}

export type StopNciiState = {
  /** In the order in which pages give them, whatever their times are. */
  records: StopNciiRecord[]
  /** Records a page, however many are asked for. */
  pageSize: number
  /** Called before the page of this number, from 1, is answered. */
  beforePage: (page: number) => void
  /** Tokens of earlier runs that are no longer taken. */
  forgotten: Set<string>
  /** Hashes that may not be voted on. */
  unknownHashes: Set<string>
  feedback: { hashValue: string; feedbackValue: string; tags: string[] }[]
}

const json = (status: number, value: unknown): TestAnswer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

/**
 * StopNCII's FetchHashes and SubmitFeedback behind its gateway.
 *
 * Field names and pages are those of their public reference client and its tests; the body of the
 * 401 is what such a gateway says by default.
 */
export async function startStopNciiServer(at: Date, over: Partial<StopNciiState> = {}) {
  const state: StopNciiState = {
    records: [],
    pageSize: 800,
    beforePage: () => undefined,
    forgotten: new Set(),
    unknownHashes: new Set(),
    feedback: [],
    ...over,
  }
  let pages = 0
  const answer = (request: SeenRequest): TestAnswer => {
    if (request.headers['ocp-apim-subscription-key'] !== STOPNCII_KEYS.subscriptionKey) {
      const message = 'Access denied due to invalid subscription key.'
      return json(401, { statusCode: 401, message })
    }
    const key = request.headers['x-functions-key']
    const { functionKeys } = STOPNCII_KEYS
    if (request.method === 'GET' && request.path === '/v1/FetchHashes') {
      if (key !== functionKeys.fetchHashes) return { status: 401, body: '' }
      if (request.query['pageSize'] !== '1') state.beforePage(++pages)
      return fetchHashes(state, request.query)
    }
    if (request.method === 'POST' && request.path === '/v1/SubmitFeedback') {
      if (key !== functionKeys.submitFeedback) return { status: 401, body: '' }
      return submitFeedback(state, request.body)
    }
    return { status: 404, body: '' }
  }
  const server = await startExchangeServer(at, answer)
  return Object.assign(server, { url: `${server.url}/v1`, state })
}

function fetchHashes(state: StopNciiState, query: Record<string, string>): TestAnswer {
  const start = Number(query['startTimestamp'])
  const token = query['nextPageToken']
  if (!(start >= 0) || (token !== undefined && state.forgotten.has(token))) {
    return { status: 400, body: '' }
  }
  const found = state.records.filter((record) => record.lastModtimestamp >= start)
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString())
  const to = Math.min(from + state.pageSize, found.length)
  const hashRecords = found.slice(from, to)
  const hasMoreRecords = to < found.length
  return json(200, {
    count: hashRecords.length,
    nextPageToken: hasMoreRecords ? Buffer.from(String(to)).toString('base64') : null,
    nextSetTimestamp: Math.max(start, ...found.map((record) => record.lastModtimestamp)),
    hasMoreRecords,
    hashRecords,
  })
}

function submitFeedback(state: StopNciiState, body: string): TestAnswer {
  const { count, hashFeedbacks } = JSON.parse(body) as {
    count: number
    hashFeedbacks: StopNciiState['feedback']
  }
  const isGood =
    count === hashFeedbacks.length &&
    hashFeedbacks.every(
      ({ feedbackValue, hashValue }) =>
        ['Blocked', 'NotBlocked'].includes(feedbackValue) && !state.unknownHashes.has(hashValue),
    )
  if (!isGood) return { status: 400, body: '' }
  state.feedback.push(...hashFeedbacks)
  return json(200, {})
}

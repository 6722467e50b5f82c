import { startExchangeServer, type SeenRequest, type TestAnswer } from './testing-exchange.ts'

export const NCMEC_LOGIN = { user: 'hotline', password: 'correct horse' }

const NAMESPACE = 'https://hashsharing.ncmec.org/hashsharing/v2'

export type NcmecEntry = {
  /** Place in the order in which pages give entries; it says nothing about time. */
  number: number
  member: number
  id: string
  type: 'image' | 'video'
  changedAt: Date
  isDeleted: boolean
  classification?: string
  /** Element name -> text; an element without text is a link to a large fingerprint. */
  fingerprints: Record<string, string | null>
}

/** What a row of an entry is called. */
export const referenceOf = ({ member, id, type }: NcmecEntry): string => `${member}/${id}/${type}`

export type NcmecFeedback = { path: string; kind: 'affirmative' | 'negative'; guids: string[] }

export type NcmecState = {
  entries: NcmecEntry[]
  pageSize: number
  /** Called before the page of this number, from 1, is answered. */
  beforePage: (page: number) => void
  /** Fingerprint type in capitals -> GUID -> name. */
  reasons: Record<string, Record<string, string>>
  feedback: NcmecFeedback[]
  /** Every `next` that was given; one that is not in it is not taken. */
  positions: Set<string>
}

const xml = (status: number, body: string): TestAnswer => ({
  status,
  headers: { 'content-type': 'application/xml;charset=UTF-8' },
  body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${body}`,
})

/**
 * NCMEC's Hash Sharing API, version 2, below `/npo`.
 *
 * Documents are of the form of the samples in their public reference client. Pages go by the number
 * of an entry, not by its time, as that client guesses from `start`, `size` and `max`. A change
 * gives an entry a new time, so that it leaves the range of a run that is under way. What their
 * errors hold is not public: here they hold nothing.
 */
export async function startNcmecServer(at: Date, over: Partial<NcmecState> = {}) {
  const state: NcmecState = {
    entries: [],
    pageSize: 1000,
    beforePage: () => undefined,
    reasons: {},
    feedback: [],
    positions: new Set(),
    ...over,
  }
  const login = Buffer.from(`${NCMEC_LOGIN.user}:${NCMEC_LOGIN.password}`).toString('base64')
  let pages = 0
  const server = await startExchangeServer(at, (request) => {
    if (request.headers['authorization'] !== `Basic ${login}`) return { status: 401, body: '' }
    if (!request.path.startsWith('/npo/v2/')) return { status: 404, body: '' }
    const path = request.path.slice('/npo/v2'.length)
    if (request.method === 'PUT') return takeFeedback(state, path, request)
    if (request.method !== 'GET') return { status: 405, body: '' }
    if (path === '/status') return xml(200, statusOf())
    if (path === '/members') return xml(200, membersOf(state))
    const reasons = /^\/feedback\/([A-Z0-9_]+)\/reasons$/.exec(path)?.[1]
    if (reasons !== undefined) return giveReasons(state, reasons)
    if (path !== '/entries') return { status: 404, body: '' }
    const position = `/v2/entries?${String(new URLSearchParams(request.query))}`
    if (request.query['start'] !== undefined && !state.positions.has(position)) {
      return { status: 400, body: '' }
    }
    state.beforePage(++pages)
    return givePage(state, request.query)
  })
  return Object.assign(server, { url: `${server.url}/npo`, state })
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const statusOf = (): string => `<status xmlns="${NAMESPACE}">
    <ipAddress>127.0.0.1</ipAddress>
    <username>${NCMEC_LOGIN.user}</username>
    <member id="1">Hotline &amp; Sons</member>
</status>`

function membersOf(state: NcmecState): string {
  const ids = [...new Set(state.entries.map(({ member }) => member))]
  const members = ids.map((id) => `<member id="${id}">Member ${id}</member>`)
  return `<members xmlns="${NAMESPACE}">${members.join('')}</members>`
}

const second = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z')

function givePage(state: NcmecState, query: Record<string, string>): TestAnswer {
  const from = Date.parse(query['from'] ?? '')
  const to = Date.parse(query['to'] ?? '')
  if (Number.isNaN(from) || Number.isNaN(to)) return { status: 400, body: '' }
  const start = Number(query['start'] ?? 1)
  const inRange = state.entries
    .filter(({ changedAt }) => changedAt.getTime() >= from && changedAt.getTime() <= to)
    .sort((one, other) => one.number - other.number)
  const rest = inRange.filter(({ number }) => number >= start)
  const page = rest.slice(0, state.pageSize)
  const following = rest[state.pageSize]
  const next = following && nextOf(query, following.number, state.pageSize, inRange.at(-1)!.number)
  if (next !== undefined) state.positions.add(next)
  return xml(
    200,
    `<queryResult xmlns="${NAMESPACE}">
    ${groupOf('image', page)}
    ${groupOf('video', page)}
    ${next === undefined ? '' : `<paging><next>${escaped(next)}</next></paging>`}
</queryResult>`,
  )
}

const nextOf = (query: Record<string, string>, start: number, size: number, max: number): string =>
  `/v2/entries?${String(
    new URLSearchParams({
      from: query['from'] ?? '',
      to: query['to'] ?? '',
      start: String(start),
      size: String(size),
      max: String(max),
    }),
  )}`

function groupOf(type: NcmecEntry['type'], page: readonly NcmecEntry[]): string {
  const entries = page.filter((entry) => entry.type === type)
  if (entries.length === 0) return ''
  const latest = Math.max(...entries.map(({ changedAt }) => changedAt.getTime()))
  return `<${type}s count="${entries.length}" maxTimestamp="${second(new Date(latest))}">
    ${entries.map(elementOf).join('\n')}
</${type}s>`
}

function elementOf(entry: NcmecEntry): string {
  const member = `<member id="${entry.member}">Member ${entry.member}</member>`
  const changedAt = `<timestamp>${second(entry.changedAt)}</timestamp>`
  const id = `<id>${escaped(entry.id)}</id>`
  if (entry.isDeleted) {
    const name = entry.type === 'image' ? 'deletedImage' : 'deletedVideo'
    return `<${name}>${member}${id}${changedAt}</${name}>`
  }
  const fingerprints = Object.entries(entry.fingerprints).map(([name, text]) =>
    text === null
      ? `<${name} rel="self" href="/v2/entries/${entry.number}/fingerprints/${name}"/>`
      : `<${name}>${escaped(text)}</${name}>`,
  )
  const classification = entry.classification
    ? `<classification>${escaped(entry.classification)}</classification>`
    : ''
  return `<${entry.type}>${member}${changedAt}${id}${classification}
    <fingerprints>${fingerprints.join('')}</fingerprints>
    <feedback/></${entry.type}>`
}

function giveReasons(state: NcmecState, type: string): TestAnswer {
  const reasons = Object.entries(state.reasons[type] ?? {}).map(
    ([guid, name]) => `<reason guid="${guid}" name="${escaped(name)}" type="${type}"/>`,
  )
  return xml(
    200,
    `<availableFeedbackReasons xmlns="${NAMESPACE}">${reasons.join('')}</availableFeedbackReasons>`,
  )
}

const FEEDBACK_PATH = /^\/entries\/(\d+)\/([^/]+)\/(MD5|SHA1|PDNA|PDQ)\/feedback$/

function takeFeedback(state: NcmecState, path: string, request: SeenRequest): TestAnswer {
  const [, member, id, type] = FEEDBACK_PATH.exec(path) ?? []
  if (type === undefined) return { status: 404, body: '' }
  const entry = state.entries.find(
    (one) => one.member === Number(member) && one.id === decodeURIComponent(id ?? ''),
  )
  if (!entry || entry.isDeleted || !(type.toLowerCase() in entry.fingerprints)) {
    return { status: 404, body: '' }
  }
  const { body } = request
  const isXml = request.headers['content-type']?.startsWith('application/xml') === true
  const root = `<feedbackSubmission xmlns="${NAMESPACE}">`
  if (!isXml || !body.includes(root)) return { status: 400, body: '' }
  const kind = body.includes('<negative>') ? 'negative' : 'affirmative'
  const guids = [...body.matchAll(/<guid>([^<]*)<\/guid>/g)].map(([, guid]) => guid ?? '')
  const known = state.reasons[type] ?? {}
  const isGood =
    kind === 'affirmative'
      ? guids.length === 0 && body.includes('<affirmative/>')
      : guids.length > 0 && guids.every((guid) => guid in known)
  if (!isGood) return { status: 400, body: '' }
  state.feedback.push({ path, kind, guids })
  return xml(200, `<submissionResult xmlns="${NAMESPACE}"></submissionResult>`)
}

import { isIP } from 'node:net'
import { request, type Dispatcher } from 'undici'

export type RdapReply = {
  status: number
  /** Lower-case names. */
  headers: Readonly<Record<string, string | undefined>>
  body: Uint8Array
}

/** Fetches one URL without following redirects; may stop reading once a body is too big. */
export type RdapRequest = (url: URL, signal: AbortSignal) => Promise<RdapReply>

const MAX_REDIRECTS = 3

/** How the walk from one URL along its redirects ended. */
export type End =
  | { status: 'reply'; url: URL; reply: RdapReply }
  | { status: 'paused'; url: URL }
  | { status: 'failed'; url: null; reason: string }

type Following = {
  fetchOne: RdapRequest
  signal: AbortSignal
  isPaused: (origin: string) => boolean
}

/** Fetches `start` and follows at most three redirects, none that weakens what `start` promised. */
export async function follow(start: URL, { fetchOne, signal, isPaused }: Following): Promise<End> {
  let url = start
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (isPaused(url.origin)) return { status: 'paused', url }
    let reply: RdapReply
    try {
      reply = await fetchOne(url, signal)
    } catch {
      return failed(signal.aborted ? 'no answer in time' : 'no connection')
    }
    if (![301, 302, 303, 307, 308].includes(reply.status)) return { status: 'reply', url, reply }
    const next = redirectOf(url, reply.headers['location'])
    if (!next) return failed('redirect refused')
    url = next
  }
  return failed('too many redirects')
}

const failed = (reason: string): End => ({ status: 'failed', url: null, reason })

function redirectOf(from: URL, location: string | undefined): URL | null {
  if (location === undefined || !URL.canParse(location, from.href)) return null
  const to = new URL(location, from)
  const isHttp = to.protocol === 'http:' || to.protocol === 'https:'
  const isWeaker = from.protocol === 'https:' && to.protocol === 'http:'
  const leavesNames = isBareAddress(to) && !isBareAddress(from)
  return isHttp && !isWeaker && !leavesNames && to.username === '' ? to : null
}

const isBareAddress = ({ hostname }: URL) =>
  isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname === 'localhost'

/** A request over HTTP that stops reading with the chunk that exceeds `maxBytes`. */
export function requestWithin(
  maxBytes: number,
  {
    dispatcher,
    accept = 'application/rdap+json',
  }: { dispatcher?: Dispatcher; accept?: string } = {},
): RdapRequest {
  return async (url, signal) => {
    const headers = { accept, 'accept-encoding': 'identity' }
    const how = { headers, signal, reset: true, ...(dispatcher ? { dispatcher } : {}) }
    const reply = await request(url.href, how)
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of reply.body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk)
      size += chunk.length
      if (size > maxBytes) break
    }
    return { status: reply.statusCode, headers: plain(reply.headers), body: Buffer.concat(chunks) }
  }
}

/** JSON in UTF-8, or null for anything else. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return null
  }
}

function plain(headers: Record<string, string | string[] | undefined>): RdapReply['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat()[0]]),
  )
}

import { isIP } from 'node:net'
import type { Readable } from 'node:stream'
import { createAddressPolicy } from '@nightlight/runtime'
import { Client, type buildConnector } from 'undici'
import { checkedConnector } from '../recipients/checked-request.ts'

export type HttpRequest = {
  method: 'GET' | 'POST'
  url: string
  headers: Readonly<Record<string, string>>
  body?: string
}

/** How one call ended, seen from what the other side may have. */
export type HttpEnd =
  | {
      status: 'reply'
      code: number
      /** Lower-case names. */
      headers: Readonly<Record<string, string | undefined>>
      /** Cut off at 256 KiB; empty where it is not read. */
      body: string
    }
  /** The other side certainly does not have it. */
  | { status: 'unreached'; reason: string }
  /** It may have it: a reply did not come in whole. */
  | { status: 'cut-off'; reason: string }

/** Makes one call, follows no redirect, and never throws for what the network does. */
export type HttpCall = (request: HttpRequest, signal: AbortSignal) => Promise<HttpEnd>

const MAX_BYTES = 256 * 1024

/**
 * Calls to servers of providers: over TLS with a good certificate, to public addresses alone.
 *
 * @param options.allowNetworks  CIDR, opened although not public; plain HTTP goes to literal addresses
 *   in them and nowhere else
 * @param options.readsBody  whether an answer has to come in whole, as it does by default; else its status is the answer,
 *   and what follows is not waited for
 * @throws {DomainError} `bad-network`
 */
export function createHttpCall(options: {
  allowNetworks: readonly string[]
  timeoutMs: number
  readsBody?: boolean
}): HttpCall {
  const { readsBody = true } = options
  const policy = createAddressPolicy({ allowNetworks: options.allowNetworks })
  const isPublic = createAddressPolicy({ allowNetworks: [] })
  const connector = checkedConnector(policy, [])
  const mayBePlain = (host: string): boolean =>
    isIP(host) !== 0 && policy.mayConnect(host) && !isPublic.mayConnect(host)

  return async ({ method, url, headers, body }, signal) => {
    const { origin, protocol, hostname, pathname, search } = new URL(url)
    if (protocol !== 'https:' && !mayBePlain(hostname.replace(/^\[|\]$/g, ''))) {
      return { status: 'unreached', reason: 'not https' }
    }
    let isOpen = false
    const connect: buildConnector.connector = (target, done) =>
      connector(target, (...args: Parameters<buildConnector.Callback>) => {
        if (args[0] === null) isOpen = true
        done(...args)
      })
    // One connection a call: what went wrong on it is about this call.
    const client = new Client(origin, { connect, pipelining: 0 })
    const limit = AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)])
    try {
      const reply = await client.request({
        method,
        path: `${pathname}${search}`,
        headers: { 'accept-encoding': 'identity', ...headers },
        signal: limit,
        ...(body === undefined ? {} : { body }),
      })
      return {
        status: 'reply',
        code: reply.statusCode,
        headers: plain(reply.headers),
        body: readsBody ? await textOf(reply.body) : leave(reply.body),
      }
    } catch {
      const reason = limit.aborted ? 'no answer in time' : 'connection failed'
      return { status: isOpen ? 'cut-off' : 'unreached', reason }
    } finally {
      await client.destroy()
    }
  }
}

/** Breaks it off, which is an error of the body alone. */
function leave(body: Readable): string {
  body.on('error', () => undefined).destroy()
  return ''
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size > MAX_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, MAX_BYTES).toString('utf8')
}

const plain = (
  headers: Record<string, string | string[] | undefined>,
): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat()[0]]))

const LONGEST_WAIT_MS = 24 * 3_600_000

/** How long a `Retry-After` asks to wait, at most a day; null when it does not say. */
export function retryAfterMs(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null
  const seconds = /^\d{1,9}$/.test(value.trim()) ? Number(value) : null
  const until = new Date(value).getTime() - now.getTime()
  const ms = seconds === null ? until : seconds * 1000
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT_MS) : null
}

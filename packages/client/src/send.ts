import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, errorOf } from './api-error.ts'
import type { FileBody } from './file-body.ts'

/** After which failures a request is sent again: any, only when it was not begun, or none. */
export type Repeat = 'always' | 'when-refused' | 'never'

export type Wire = {
  url: string
  method: string
  headers: Record<string, string>
  body: FileBody | undefined
  repeat: Repeat
  /** Until the answer begins, and is there if it is JSON; null for as long as it takes. */
  timeoutMs: number | null
  signal: AbortSignal | undefined
}
/** JSON as a value, nothing as undefined, everything else as it arrives. */
export type Answered = { status: number; headers: Headers; body: unknown }
export type Patience = { tries: number; maxWaitMs: number }

const FIRST_WAIT_MS = 250
const PASSING = [429, 500, 502, 503, 504]

/**
 * Sends a request until it is answered, as often as its kind allows; follows no redirect.
 *
 * @returns the answer: a status of 2xx or 304
 * @throws {ApiError} for any other; what the caller's signal was aborted with
 */
export async function send(wire: Wire, { tries, maxWaitMs }: Patience): Promise<Answered> {
  for (let n = 1; ; n++) {
    const told = await sendOnce(wire)
    if (!(told instanceof ApiError)) return told
    const wait = told.retryAfterMs ?? Math.random() * FIRST_WAIT_MS * 2 ** n
    if (n >= tries || wait > maxWaitMs || !mayRepeat(wire, told)) throw told
    await sleep(wait, undefined, { signal: wire.signal }).catch(() => undefined)
    wire.signal?.throwIfAborted()
  }
}

function mayRepeat({ repeat }: Wire, { code, status }: ApiError): boolean {
  if (repeat === 'never') return false
  // Too many requests: refused before anything was done.
  if (status === 429) return true
  if (repeat === 'when-refused') return false
  return status === null ? code !== 'service-redirects' : PASSING.includes(status)
}

async function sendOnce(wire: Wire): Promise<Answered | ApiError> {
  const { url, method, headers, body, timeoutMs, signal } = wire
  signal?.throwIfAborted()
  const late = new AbortController()
  const timer = timeoutMs === null ? undefined : setTimeout(() => late.abort(), timeoutMs)
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
      ...bodyOf(body),
    })
    const { ok, status, headers: told } = response
    if (ok || status === 304) return { status, headers: told, body: await bodyIn(response) }
    if (status >= 300 && status < 400) {
      await response.body?.cancel()
      return new ApiError('service-redirects', 'it redirects, which is not followed')
    }
    return await errorOf(response)
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof ApiError) return error
    if (late.signal.aborted) return new ApiError('service-timed-out', 'it does not answer in time')
    return new ApiError('service-unreachable', 'it does not answer', { detail: why(error) })
  } finally {
    clearTimeout(timer)
  }
}

function bodyOf(body: FileBody | undefined): RequestInit {
  if (body === undefined) return {}
  if (typeof body === 'string' || body instanceof Uint8Array) return { body }
  return { body: ReadableStream.from(body), duplex: 'half' }
}

async function bodyIn(response: Response): Promise<unknown> {
  const { status, headers, body } = response
  if (status === 204 || status === 304 || body === null) return undefined
  if (!(headers.get('content-type') ?? '').startsWith('application/json')) return body
  const text = await response.text()
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new ApiError('answer-unreadable', 'its answer is no JSON', { status })
  }
}

/** The code of a failed connection: its message names the host. */
function why(error: unknown): { reason?: string } {
  const { code }: { code?: unknown } = Object((error as { cause?: unknown }).cause)
  return typeof code === 'string' ? { reason: code } : {}
}

import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError, RetryLater } from '@nightlight/contract'
import { ExchangeUnavailable, malformedPage, refusal } from './exchange-errors.ts'
import { retryAfterMs } from './retry-after.ts'

export type ExchangeDeps = {
  now: () => Date
  /** Waits between two attempts; a test gives one that does not. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

export type ExchangeLimits = {
  /** For one attempt, from the request to the last byte of the answer. */
  timeoutMs: number
  /** Of one answer, decoded. */
  maxBytes: number
  /** How often one request is made at most. */
  attempts: number
}

/**
 * A page of 1,000 entries is about a megabyte. The public reference client of NCMEC's and
 * StopNCII's interfaces waits 60 s between two bytes and makes five attempts.
 */
export const DEFAULT_LIMITS: Readonly<ExchangeLimits> = {
  timeoutMs: 120_000,
  maxBytes: 64 * 2 ** 20,
  attempts: 5,
}

export type ExchangeRequest = {
  method: 'GET' | 'PUT' | 'POST'
  /** Below the base URL, with its query. */
  path: string
  headers?: Readonly<Record<string, string>>
  body?: { type: string; text: string }
  /** Whether making it twice is harmless; one that is not is made again only when it was not taken. */
  isRepeatable: boolean
}

/** What an answer held, and the time of their clock where they said it. */
export type ExchangeAnswer<T> = { value: T; answeredAt: Date | null }

/** Reads an answer to its end; throws `exchange-page-malformed` when it is damaged. */
export type ReadAnswer<T> = (bytes: AsyncIterable<Uint8Array>) => Promise<T>

export type ExchangeHttp = {
  ask<T>(
    request: ExchangeRequest,
    read: ReadAnswer<T>,
    signal: AbortSignal,
  ): Promise<ExchangeAnswer<T>>
}

/** A pause up to this is waited for; a longer one is handed up as `RetryLater`. */
const LONGEST_WAIT_MS = 30_000
const FIRST_PAUSE_MS = 500
const BUSY_PAUSE_MS = 60_000

/**
 * Makes requests of one exchange: no redirect is followed, time and decoded bytes are bounded.
 *
 * A broken connection, a time-out, a 5xx and a 429 are tried again after 0.5, 1, 2 ... seconds or
 * what `Retry-After` says; a damaged page once. No error holds a URL, a credential or a part of an
 * answer.
 */
export function createExchangeHttp(
  deps: ExchangeDeps,
  options: {
    /** Name of the exchange in messages. */
    service: string
    baseUrl: string
    headers: Readonly<Record<string, string>>
    limits?: Partial<ExchangeLimits> | undefined
  },
): ExchangeHttp {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const { service } = options
  const wait = deps.wait ?? ((ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }))

  const attempt = async <T>(
    request: ExchangeRequest,
    read: ReadAnswer<T>,
    signal: AbortSignal,
  ): Promise<Outcome<T>> => {
    const timeout = AbortSignal.timeout(limits.timeoutMs)
    let response: Response
    try {
      response = await fetch(options.baseUrl + request.path, {
        method: request.method,
        headers: {
          'user-agent': 'Nightlight',
          ...options.headers,
          ...request.headers,
          ...(request.body && { 'content-type': request.body.type }),
        },
        ...(request.body && { body: request.body.text }),
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      })
    } catch (error) {
      signal.throwIfAborted()
      return { status: 'broken', error: transportError(service, error, timeout.aborted) }
    }
    if (!response.ok) {
      await response.body?.cancel().catch(() => undefined)
      return { status: 'turned-down', httpStatus: response.status, headers: response.headers }
    }
    const source = bounded(response.body, limits.maxBytes, service)
    try {
      const value = await read(source.bytes)
      return { status: 'answered', answer: { value, answeredAt: dateOf(response.headers) } }
    } catch (error) {
      signal.throwIfAborted()
      const cause = source.failure() ?? error
      if (cause instanceof DomainError) {
        if (cause.code !== 'exchange-page-malformed') throw cause
        return { status: 'malformed', error: cause }
      }
      if (source.failure() === undefined) throw error
      return { status: 'broken', error: transportError(service, cause, timeout.aborted) }
    } finally {
      await source.close()
    }
  }

  return {
    async ask(request, read, signal) {
      let malformed = 0
      for (let count = 1; ; count++) {
        signal.throwIfAborted()
        const outcome = await attempt(request, read, signal)
        if (outcome.status === 'answered') return outcome.answer
        const isLast = count >= limits.attempts
        if (outcome.status === 'malformed') {
          if (++malformed > 1 || isLast || !request.isRepeatable) throw outcome.error
        }
        const verdict = judge(outcome, { service, request, isLast, count, now: deps.now() })
        if ('error' in verdict) throw verdict.error
        await wait(verdict.pauseMs, signal).catch((error: unknown) => {
          signal.throwIfAborted()
          throw error
        })
      }
    },
  }
}

type Outcome<T> =
  | { status: 'answered'; answer: ExchangeAnswer<T> }
  | { status: 'turned-down'; httpStatus: number; headers: Headers }
  | { status: 'malformed'; error: DomainError }
  | { status: 'broken'; error: ExchangeUnavailable }

type Asked = {
  service: string
  request: ExchangeRequest
  isLast: boolean
  count: number
  now: Date
}

/** Whether to try again, and after how long. */
function judge(
  outcome: Exclude<Outcome<unknown>, { status: 'answered' }>,
  asked: Asked,
): { error: Error } | { pauseMs: number } {
  const backOffMs = Math.min(FIRST_PAUSE_MS * 2 ** (asked.count - 1), LONGEST_WAIT_MS)
  if (outcome.status === 'malformed') return { pauseMs: backOffMs }
  if (outcome.status === 'broken') {
    const mayRepeat = asked.request.isRepeatable && !asked.isLast
    return mayRepeat ? { pauseMs: backOffMs } : { error: outcome.error }
  }
  const { httpStatus } = outcome
  if (httpStatus === 429 || httpStatus === 503) return judgeBusy(outcome, asked, backOffMs)
  if (httpStatus < 500 && httpStatus !== 408) return { error: refusal(asked.service, httpStatus) }
  if (asked.request.isRepeatable && !asked.isLast) return { pauseMs: backOffMs }
  return {
    error: new ExchangeUnavailable(asked.service, 'exchange-server-error', String(httpStatus)),
  }
}

/** 429 and 503 were not taken, so that any request may be made again. */
function judgeBusy(
  { httpStatus, headers }: { httpStatus: number; headers: Headers },
  asked: Asked,
  backOffMs: number,
): { error: Error } | { pauseMs: number } {
  const askedForMs = retryAfterMs(headers.get('retry-after'), asked.now)
  const pauseMs = askedForMs ?? backOffMs
  if (!asked.isLast && pauseMs <= LONGEST_WAIT_MS) return { pauseMs }
  if (httpStatus === 503 && askedForMs === null) {
    return { error: new ExchangeUnavailable(asked.service, 'exchange-server-error', '503') }
  }
  const at = new Date(asked.now.getTime() + (askedForMs ?? BUSY_PAUSE_MS))
  return { error: new RetryLater(at, `Asking ${asked.service}: asked to wait (${httpStatus})`) }
}

/** The bytes of a body up to `maxBytes`, and why they ended early if they did. */
function bounded(body: ReadableStream<Uint8Array> | null, maxBytes: number, service: string) {
  let failure: unknown
  const reader = body?.getReader()
  async function* read(): AsyncIterable<Uint8Array> {
    let total = 0
    for (;;) {
      let next: Awaited<ReturnType<NonNullable<typeof reader>['read']>> | undefined
      try {
        next = await reader?.read()
      } catch (error) {
        failure = error
        throw error
      }
      if (!next || next.done) return
      total += next.value.length
      if (total > maxBytes) {
        failure = tooLarge(service, maxBytes)
        throw failure
      }
      yield next.value
    }
  }
  return {
    bytes: read(),
    failure: () => failure,
    // A stream that has ended or failed refuses to be cancelled, which is all the same.
    close: () => reader?.cancel().catch(() => undefined) ?? Promise.resolve(),
  }
}

const tooLarge = (service: string, maxBytes: number): DomainError =>
  new DomainError(
    'invalid',
    'exchange-answer-too-large',
    `Reading ${service}: an answer over ${maxBytes} bytes; raise the limit if their pages have grown`,
  )

function transportError(service: string, error: unknown, timedOut: boolean): ExchangeUnavailable {
  if (timedOut) return new ExchangeUnavailable(service, 'exchange-timeout', 'no answer in time')
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const reason = /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : 'connection lost'
  return new ExchangeUnavailable(service, 'exchange-unreachable', reason)
}

function dateOf(headers: Headers): Date | null {
  const ms = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(ms) ? null : new Date(ms)
}

/** Reads an answer as JSON. */
export function readJson<T>(service: string, check: (value: unknown) => T): ReadAnswer<T> {
  return async (bytes) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of bytes) chunks.push(chunk)
    let value: unknown
    try {
      value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)))
    } catch {
      throw malformedPage(service)
    }
    return check(value)
  }
}

/** Passes over an answer whose content says nothing. */
export const ignoreAnswer: ReadAnswer<null> = async (bytes) => {
  for await (const chunk of bytes) void chunk
  return null
}

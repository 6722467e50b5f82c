import { DomainError, type ErrorKind } from '@nightlight/contract'

const KIND: Readonly<Record<number, ErrorKind>> = {
  401: 'forbidden',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  412: 'conflict',
  429: 'conflict',
}

/**
 * A request that came to nothing.
 *
 * `code` is that of the problem, or `service-unreachable`, `service-timed-out`, `service-redirects`,
 * `answer-unreadable`, or `http-` and a status where an answer is no problem of ours. `detail` has
 * what the problem says of `field`, `index`, `reason` and `roles`. Never has an address in it.
 */
export class ApiError extends DomainError {
  override name = 'ApiError'
  /** Of the answer; null when there was none. */
  readonly status: number | null
  /** How long the service asks to wait, milliseconds; null when it does not say. */
  readonly retryAfterMs: number | null

  constructor(
    code: string,
    told: string,
    facts: { status?: number; retryAfterMs?: number | null; detail?: DomainError['detail'] } = {},
  ) {
    const { status = null, retryAfterMs = null, detail = {} } = facts
    const kind = status === null || status >= 500 ? 'conflict' : (KIND[status] ?? 'invalid')
    super(kind, code, `Asking the service: ${told}`, { detail })
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

/** Reads RFC 9457 problem details; of another answer there is the status only. */
export async function errorOf(response: Response): Promise<ApiError> {
  const { status, headers } = response
  const retryAfterMs = readRetryAfter(headers.get('retry-after'), Date.now())
  const isProblem = /^application\/(problem\+)?json\b/.test(headers.get('content-type') ?? '')
  const body: unknown = isProblem ? await response.json().catch(() => null) : null
  if (!isProblem) await response.body?.cancel()
  const { code, detail, title, ...rest } = Object(body) as Record<string, unknown>
  if (typeof code !== 'string') {
    return new ApiError(`http-${status}`, `status ${status}`, { status, retryAfterMs })
  }
  const told = [detail, title].find((one) => typeof one === 'string') ?? `status ${status}`
  const facts = Object.entries(rest).filter(([name]) => FACTS.includes(name))
  return new ApiError(code, told, {
    status,
    retryAfterMs,
    detail: Object.fromEntries(facts) as DomainError['detail'],
  })
}

const FACTS = ['field', 'index', 'reason', 'roles']

/** @returns milliseconds from `now`; null for none and for what is neither seconds nor a date @see RFC 9110 10.2.3 */
export function readRetryAfter(text: string | null, now: number): number | null {
  if (text === null) return null
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

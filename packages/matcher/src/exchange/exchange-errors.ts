import { DomainError, RetryLater } from '@nightlight/contract'

/** Why an exchange gave no answer that could be used. */
export type UnavailableCode = 'exchange-unreachable' | 'exchange-timeout' | 'exchange-server-error'

/** An exchange could not be reached, or failed, as often as it was asked; the next try may succeed. */
export class ExchangeUnavailable extends Error {
  override name = 'ExchangeUnavailable'
  readonly code: UnavailableCode
  /** HTTP status or code of the system, such as 502 or ECONNREFUSED. */
  readonly reason: string

  // No `cause`: the error of a connection names the address.
  constructor(service: string, code: UnavailableCode, reason: string) {
    super(`Asking ${service}: ${code.replace('exchange-', '')}, ${reason}`)
    this.code = code
    this.reason = reason
  }
}

/** A page that breaks off or is not what it should be; it may have been damaged on its way. */
// No `cause`: the error of a parser quotes what it read.
export const malformedPage = (service: string): DomainError =>
  new DomainError(
    'invalid',
    'exchange-page-malformed',
    `Reading a page of ${service}: it is damaged or of another form; nothing of it was taken. If it stays so, ask them`,
  )

/** A page whose next one would lie elsewhere; credentials must not follow. */
export const nextElsewhere = (service: string): DomainError =>
  new DomainError(
    'invalid',
    'exchange-next-elsewhere',
    `Reading ${service}: a page leads to a place that is none of its own; ask them`,
  )

/** The error for an answer that asking again cannot mend. */
export function refusal(service: string, status: number): DomainError {
  const detail = { status }
  if (status === 401) {
    return new DomainError(
      'forbidden',
      'exchange-unauthorised',
      `Asking ${service}: they refuse the credentials (401); check them against what was given out for this environment`,
      { detail },
    )
  }
  if (status === 403) {
    return new DomainError(
      'forbidden',
      'exchange-forbidden',
      `Asking ${service}: they refuse this use (403); ask them to open the list and this machine's address for the account`,
      { detail },
    )
  }
  if (status >= 300 && status < 400) {
    return new DomainError(
      'invalid',
      'exchange-redirected',
      `Asking ${service}: they send us elsewhere (${status}), where credentials must not follow; configure the new base URL`,
      { detail },
    )
  }
  if (status === 404 || status === 410) {
    return new DomainError(
      'not-found',
      'exchange-not-found',
      `Asking ${service}: no such thing there (${status}); check the base URL and its environment`,
      { detail },
    )
  }
  return new DomainError(
    'invalid',
    'exchange-refused-request',
    `Asking ${service}: they refuse the request (${status}); their interface may have changed`,
    { detail },
  )
}

/**
 * The stable code of an error of an exchange.
 *
 * @throws the error itself when it is another: a bug is no state of an exchange
 */
export function codeOf(error: unknown): string {
  if (error instanceof DomainError || error instanceof ExchangeUnavailable) return error.code
  if (error instanceof RetryLater) return 'exchange-busy'
  throw error
}

/** Whether an error says that what was asked for is refused or not there, and not who asks. */
export const isAboutRequest = (error: unknown): error is DomainError =>
  error instanceof DomainError &&
  (error.code === 'exchange-refused-request' || error.code === 'exchange-not-found')

/** What went wrong, seen from the caller; `api` maps it to an HTTP status, the queue to "do not retry". */
export type ErrorKind = 'invalid' | 'not-found' | 'conflict' | 'forbidden'

/**
 * A condition that trying again cannot mend.
 *
 * `code` is stable and part of the public surface; `message` says the action, then the value, and
 * never carries a URL, an address or a hash.
 */
export class DomainError extends Error {
  override name = 'DomainError'
  readonly kind: ErrorKind
  readonly code: string
  /** Facts a caller may act on; the same rule holds as for the message. */
  readonly detail: Readonly<Record<string, string | number | boolean | readonly string[]>>

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    options: { cause?: unknown; detail?: DomainError['detail'] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.code = code
    this.detail = options.detail ?? {}
  }
}

/** The other side asked us to wait until `at`; the job is put off and no attempt is counted. */
export class RetryLater extends Error {
  override name = 'RetryLater'
  readonly at: Date

  constructor(at: Date, message: string) {
    super(message)
    this.at = at
  }
}

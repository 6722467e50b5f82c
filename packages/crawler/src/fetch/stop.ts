import type { FailureCode, RefusalCode } from './outcome.ts'

type Refused = { status: 'refused'; code: RefusalCode }
type Failed = { status: 'failed'; code: FailureCode }

/**
 * Ends a fetch from any depth, also as the reason of an abort; becomes the outcome in one place.
 *
 * Never leaves this folder.
 */
export class FetchStop extends Error {
  override name = 'FetchStop'
  readonly result: Refused | Failed

  constructor(result: Refused | Failed, message: string) {
    super(message)
    this.result = result
  }
}

/** A stop that says the other side, or the way to it, failed. */
export function failed(code: FailureCode, message: string): FetchStop {
  return new FetchStop({ status: 'failed', code }, message)
}

/** A stop that says our rules forbid going on. */
export function refused(code: RefusalCode, message: string): FetchStop {
  return new FetchStop({ status: 'refused', code }, message)
}

/** `code` of a system, parser or TLS error, else its name; never its message, which may hold a URL. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

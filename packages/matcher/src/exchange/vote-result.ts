import { RetryLater } from '@nightlight/contract'
import type { VoteResult } from './exchange-client.ts'
import { codeOf } from './exchange-errors.ts'

export const sent = (reference: string): VoteResult => ({ reference, status: 'sent' })

export const refused = (reference: string, code: string): VoteResult => ({
  reference,
  status: 'refused',
  code,
})

/** The result of a vote whose sending failed for a reason that lies not in it. */
export const laterOf = (reference: string, error: unknown): VoteResult => ({
  reference,
  status: 'later',
  code: codeOf(error),
  ...(error instanceof RetryLater && { at: error.at }),
})

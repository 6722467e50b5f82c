import { createBuckets } from '../token-buckets.ts'
import { networkOf } from './sign-in-limit.ts'

/** Sign-ins that may begin for each one that may fail: those who work at one place begin theirs at one time. */
const STARTS_A_TRY = 12

/** Says whether whoever shows nothing yet may begin to sign in. @returns seconds to wait; null to go on */
export type SignInStarts = (from: { ip: string }) => number | null

/**
 * How many sign-ins begin in a network in a minute: each keeps a row for minutes, and one at a provider may ask it
 * something. In memory only, for each process by itself.
 */
export function createSignInStarts(now: () => Date, triesPerMinute: number): SignInStarts {
  const networks = createBuckets(STARTS_A_TRY * triesPerMinute, now)
  return ({ ip }) => {
    const { isTaken, nextInSeconds } = networks.take(networkOf(ip))
    return isTaken ? null : nextInSeconds
  }
}

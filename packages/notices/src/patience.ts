const HOUR_MS = 3_600_000
const UNSENT_HOURS = 6
const HOST_HOURS = 24
const REFUSAL_HOURS = 7 * 24
const STALE_HOURS = 30 * 24
const LONGEST_RETRY_HOURS = 4
/**
 * An outage that is shorter than this ends before a mail would have been read; until a person would be asked
 * (`UNSENT_HOURS`) there is time for the mail to be taken.
 */
export const CHANNEL_HOURS = 2
const LEAST_RETRY_MS = 500
const HINT_HOURS = 20 / 3_600
/** The queue needs it to get to a hint, however fast the hours of the policies pass. */
const LEAST_HINT_MS = 500

/** How long we bear with mail servers, registries and providers; milliseconds. */
export type Patience = {
  /** A notice that did not get out for so long is for a person to see. */
  unsentMs: number
  /** How long an answer of the registry is believed. */
  hostMs: number
  /** A mailbox that refused a mail is tried again when it is still named after so long. */
  refusalMs: number
  /** A mailbox that no source has named for so long is written to only for want of another. */
  staleMs: number
  /** A hint that a sweep has left is taken for lost after so long, and left again. */
  hintMs: number
  /** How long a way other than mail is tried before a notice that it has not taken goes by mail. */
  channelMs: number
  /** Pause after the n-th attempt that did not succeed, n from 1. */
  retryInMs: (attempt: number) => number
}

/**
 * @param pace          length of a policy hour in real hours, 1 in service; see `createDeadlines`
 * @param channelHours  for `channelMs`, 0 for ever
 */
export function createPatience(pace: number, channelHours = CHANNEL_HOURS): Patience {
  const ms = (hours: number): number => hours * HOUR_MS * pace
  return {
    unsentMs: ms(UNSENT_HOURS),
    hostMs: ms(HOST_HOURS),
    refusalMs: ms(REFUSAL_HOURS),
    staleMs: ms(STALE_HOURS),
    hintMs: Math.max(LEAST_HINT_MS, ms(HINT_HOURS)),
    channelMs: channelHours === 0 ? Infinity : ms(channelHours),
    retryInMs: (attempt) =>
      Math.max(LEAST_RETRY_MS, Math.min(2 ** attempt * ms(1 / 120), ms(LONGEST_RETRY_HOURS))),
  }
}

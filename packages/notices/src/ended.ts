import type { DeliveryOutcome } from './channels/mailer.ts'

/** How an attempt to send a notice ended. */
export type Ended =
  | DeliveryOutcome
  /** An earlier attempt had reached the other side, says its ledger. */
  | { status: 'recovered' }
  /** Nothing of it is up or holds any more. */
  | { status: 'withdrawn' }
  /** No mail can be made of it; trying again does not help. */
  | { status: 'unsendable' }
  /**
   * A way other than mail did not take it and will not: it goes on by mail. `code` is the HTTP status,
   * null when the way was not even tried; `closes` when no other notice is to go that way either.
   */
  | { status: 'turned-away'; code: number | null; response: string; closes: boolean }
  /** A way other than mail has certainly not taken it for as long as we bear with that: it goes on by mail. */
  | { status: 'fallen-back' }
  /**
   * An earlier attempt was cut off, and nobody but a person can find out what became of it; `shut` is the
   * HTTP status when no other notice is to go that way either.
   */
  | { status: 'doubtful'; shut?: number }

/** So many refusals that are not the mailbox's are for a person to see. */
export const NOT_ACCEPTED_LIMIT = 3

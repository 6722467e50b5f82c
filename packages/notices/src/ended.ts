import type { DeliveryOutcome } from './channels/mailer.ts'

/** How an attempt to send a notice ended. */
export type Ended =
  | DeliveryOutcome
  /** An earlier attempt had reached the mail gate, says its ledger. */
  | { status: 'recovered' }
  /** Nothing of it is up or holds any more. */
  | { status: 'withdrawn' }
  /** No mail can be made of it; trying again does not help. */
  | { status: 'unsendable' }

/** So many refusals that are not the mailbox's are for a person to see. */
export const NOT_ACCEPTED_LIMIT = 3

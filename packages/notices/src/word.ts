/** Whose word it is that a host may be told of what was handed over. */
export const WORD_FROM = ['police', 'partner'] as const
export type WordFrom = (typeof WORD_FROM)[number]

/** By which way it came, where nobody said it here. */
export const WORD_WAYS = ['mail', 'phone', 'letter', 'in-person', 'iccam'] as const
export type WordWay = (typeof WORD_WAYS)[number]

/** The word of whoever had a case handed over, as a person of the hotline took it down. */
export type Word = {
  from: WordFrom
  way: WordWay
  /** Number of their answer, or of the note of the call: who spoke stands there. */
  reference: string
  saidAt: Date
}

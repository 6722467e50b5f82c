/**
 * What became of a notice at whoever was told; domain 6, a superset of the codes that large hosts use.
 *
 * `auto-reply` tells nothing of the content. `actioned` and `already-gone` are claims: only a check
 * closes. `unsorted` is a reply in somebody's own words that a person has to read.
 */
export const RESPONSE_CLASSES = [
  'auto-reply',
  'acknowledged',
  'actioned',
  'already-gone',
  'not-theirs',
  'forwarded',
  'origin-disclosed',
  'needs-information',
  'disputed',
  'refused',
  'impossible',
  'unsorted',
  'mailbox-dead',
  'mailbox-full',
  'spam-rejected',
  'delayed',
] as const
export type ResponseClass = (typeof RESPONSE_CLASSES)[number]

/** Those that a provider can give as its answer, in the order in which a page asks for them. */
export const ANSWERS = [
  'actioned',
  'already-gone',
  'acknowledged',
  'forwarded',
  'not-theirs',
  'origin-disclosed',
  'needs-information',
  'disputed',
  'refused',
  'impossible',
] as const satisfies readonly ResponseClass[]
export type Answer = (typeof ANSWERS)[number]

/** Answers that say nothing without words: whose it is, where it is, what is missing, why. */
export const ANSWERS_WITH_DETAIL = [
  'not-theirs',
  'origin-disclosed',
  'needs-information',
  'disputed',
  'refused',
  'impossible',
] as const satisfies readonly Answer[]

export const needsDetail = (answer: string): boolean =>
  ANSWERS_WITH_DETAIL.some((name) => name === answer)

/** Longest detail of an answer, characters. */
export const MAX_DETAIL = 2000

/** By which way a reply came. */
export const REPLY_WAYS = ['link', 'api', 'csv', 'webhook', 'mail', 'person', 'portal'] as const
export type ReplyWay = (typeof REPLY_WAYS)[number]

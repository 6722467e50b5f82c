/** Where a report stands; derived from what the other packages wrote, stored nowhere. */
export const REPORT_STATES = [
  'received',
  'refused',
  'queued',
  'crawled',
  'incomplete',
  'unreachable',
  'matched',
  'in-takedown',
  'removed',
  'closed',
] as const
export type ReportState = (typeof REPORT_STATES)[number]

export type ReportFacts = {
  /** The crawler has taken it in. */
  accepted: boolean
  refused: boolean
  /** A crawl of its address has ended. */
  crawled: boolean
  /** Its address was asked at least once. */
  visited: boolean
  /** Its address has answered at least once. */
  reached: boolean
  /** Something on its pages could not be looked at. */
  unseen: boolean
  matched: boolean
  /** A match on its page waits for a person. */
  undecided: boolean
  /** A match on its page may open a takedown: certain by its list, or confirmed. */
  actionable: boolean
  takedownOpen: boolean
  takedownRemoved: boolean
  takedownClosed: boolean
}

/** The furthest thing that is still open decides; only then what has ended. */
export function reportState(facts: ReportFacts): ReportState {
  if (!facts.accepted) return 'received'
  if (facts.refused) return 'refused'
  if (facts.takedownOpen) return 'in-takedown'
  if (facts.undecided) return 'matched'
  if (facts.takedownRemoved) return 'removed'
  if (facts.takedownClosed) return 'closed'
  if (facts.actionable) return 'matched'
  if (facts.matched) return 'closed'
  if (facts.reached && !facts.crawled) return 'queued'
  if (facts.reached) return facts.unseen ? 'incomplete' : 'crawled'
  return facts.visited ? 'unreachable' : 'queued'
}

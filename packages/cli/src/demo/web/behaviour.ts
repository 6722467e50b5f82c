/** How a demo host answers notices. */
export const BEHAVIOURS = [
  'removes-at-once',
  'removes-after-second-notice',
  'recompresses',
  'unavailable',
  'moves',
  'returns',
] as const
export type Behaviour = (typeof BEHAVIOURS)[number]

/** What removal checks should find in the end. */
export type ExpectedOutcome = 'removed' | 'still-present' | 'unknown' | 'resurfaced'

/** What a host does with its matching pictures at one moment. */
export type Phase = 'shown' | 'removed' | 'recompressed' | 'unavailable' | 'moved'

/** What decides the phase: counts, never the time. */
export type PhaseFacts = {
  /** Mails that reached the abuse mailbox. */
  notices: number
  /** Looks at the page since the first of them, the present one included. */
  looks: number
}

/** What each behaviour is to end in, and how many notices that takes at least. */
export const EXPECTED: Readonly<Record<Behaviour, { outcome: ExpectedOutcome; notices: number }>> =
  {
    'removes-at-once': { outcome: 'removed', notices: 1 },
    'removes-after-second-notice': { outcome: 'removed', notices: 2 },
    recompresses: { outcome: 'still-present', notices: 1 },
    unavailable: { outcome: 'unknown', notices: 1 },
    moves: { outcome: 'still-present', notices: 1 },
    returns: { outcome: 'resurfaced', notices: 1 },
  }

/**
 * Looks that find nothing before a host that returns has everything back: two verify the removal, and
 * one may be lost with a crawler that was killed between its look and its record.
 */
export const LOOKS_BEFORE_RETURN = 3

/** The phase of a host; pictures that match nothing stay up in all of them but `unavailable`. */
export function phaseOf(behaviour: Behaviour, facts: PhaseFacts): Phase {
  const { notices, looks } = facts
  if (notices === 0) return 'shown'
  switch (behaviour) {
    case 'removes-at-once':
      return 'removed'
    case 'removes-after-second-notice':
      return notices >= 2 ? 'removed' : 'shown'
    case 'recompresses':
      return 'recompressed'
    case 'unavailable':
      return 'unavailable'
    case 'moves':
      return 'moved'
    case 'returns':
      return looks <= LOOKS_BEFORE_RETURN ? 'removed' : 'shown'
  }
}

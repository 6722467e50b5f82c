import { broken, withNegative } from './negatives.ts'
import type { TakedownEvent } from './takedown-event.ts'
import type { Base, Clocks } from './takedown.ts'

/** What one more look changes of what is known. */
export function afterCheck(base: Base, event: TakedownEvent & { type: 'checked' }): Partial<Base> {
  const { at, verdict } = event
  const seen = { checks: base.checks + 1, lastCheckId: event.checkId, lastVerdict: verdict }
  if (verdict === 'unknown') {
    const unknownAlike = withUnknown(base.unknownAlike ?? null, event.codes)
    const blind = { ...seen, unknownSince: base.unknownSince ?? at, unknownAlike }
    if (event.unreached || !base.negatives) return blind
    return { ...blind, negatives: broken(base.negatives), clocks: notYetGone(base) }
  }
  const told = {
    ...seen,
    lastConclusive: { verdict, at },
    unknownSince: null,
    unknownAlike: null,
    asked: base.asked?.reason === 'cannot-be-checked' ? null : base.asked,
  }
  if (verdict === 'present') return { ...told, negatives: null, clocks: notYetGone(base) }
  return { ...told, negatives: withNegative(base.negatives, at, event.from) }
}

/** "First seen gone" is the first of the looks that led to the verified removal. */
const notYetGone = ({ clocks }: Base): Clocks =>
  clocks.t10 === null ? { ...clocks, t9: null } : clocks

/** One more look that could not tell; another reason begins a new row. */
function withUnknown(before: Base['unknownAlike'], reasons: readonly string[]) {
  const codes = reasons.toSorted().join(' ')
  return { codes, count: before?.codes === codes ? before.count + 1 : 1 }
}

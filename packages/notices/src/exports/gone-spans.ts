import type { TakedownEvent } from '../takedown-event.ts'

/** A time in which content was gone, as looks had it: from first seen gone, once that was verified, until seen again. */
export type GoneSpan = {
  from: Date
  /** Null while it is gone. */
  until: Date | null
}

/** Each time that the content of one takedown went and came back, in order; the clocks keep the first of each alone. */
export function goneSpans(events: readonly TakedownEvent[]): GoneSpan[] {
  const spans: GoneSpan[] = []
  let seenGone: Date | null = null
  for (const { type, at } of events) {
    const open = spans.at(-1)?.until === null
    if (type === 'seen-gone') seenGone = at
    if (type === 'removal-verified' || type === 'gone-before-notice') {
      if (!open) spans.push({ from: seenGone ?? at, until: null })
      seenGone = null
    }
    // What is opened anew was seen again, whatever it had been closed for.
    if (type === 'resurfaced' || type === 'reopened') {
      if (open) spans[spans.length - 1] = { ...spans.at(-1)!, until: at }
      seenGone = null
    }
  }
  return spans
}

/** When content went that was there at an instant, or had gone by then and was not back; null where it is there still. */
export const goneSince = (spans: readonly GoneSpan[], at: Date): Date | null =>
  spans.find(({ until }) => until === null || until > at)?.from ?? null

export const wasGone = (spans: readonly GoneSpan[], at: Date): boolean => {
  const gone = goneSince(spans, at)
  return gone !== null && gone < at
}

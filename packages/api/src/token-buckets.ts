const MINUTE_MS = 60_000
/** Nobody fills the memory by coming from ever new places. */
const MOST_BUCKETS = 20_000

export type Taken = {
  isTaken: boolean
  /** What may be taken now. */
  left: number
  /** Until as much may be taken as ever. */
  fullInSeconds: number
  /** Until one more may be taken; 0 when one may be now. */
  nextInSeconds: number
}
export type Buckets = { perMinute: number; take(whose: string): Taken }

/** Buckets of `perMinute` tokens each that fill up evenly within a minute; in memory only. */
export function createBuckets(perMinute: number, now: () => Date): Buckets {
  const perMs = perMinute / MINUTE_MS
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    perMinute,
    take(whose) {
      const at = now().getTime()
      const before = buckets.get(whose) ?? { tokens: perMinute, at }
      const filled = Math.min(perMinute, before.tokens + Math.max(0, at - before.at) * perMs)
      const isTaken = filled >= 1
      const tokens = isTaken ? filled - 1 : filled
      // Written anew, so that the first ones are those that were used longest ago.
      buckets.delete(whose)
      buckets.set(whose, { tokens, at })
      if (buckets.size > MOST_BUCKETS) buckets.delete([...buckets.keys().take(1)].join())
      return {
        isTaken,
        left: Math.floor(tokens),
        fullInSeconds: Math.ceil((perMinute - tokens) / perMs / 1_000),
        nextInSeconds: tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs / 1_000),
      }
    },
  }
}

/** Looks that found it gone, one after the other. */
export type Negatives = {
  first: Date
  last: Date
  count: number
  /** Names of the vantage points that looked, each once; absent in what was stored before they counted. */
  from?: readonly string[]
}

/** The row of negative looks, with one more. */
export function withNegative(before: Negatives | null, at: Date, from?: string): Negatives {
  const points = new Set(before?.from)
  if (from !== undefined) points.add(from)
  const { first, count } = before ?? { first: at, count: 0 }
  return { first, last: at, count: count + 1, from: [...points] }
}

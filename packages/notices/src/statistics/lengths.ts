/**
 * How many took how long, shortest first, each length once: `ended` came to their end, `closed` are not waited for any more,
 * `open` still are. `before` ended before they began and are in none of these.
 */
export type Lengths = {
  ms: number[]
  ended: number[]
  closed: number[]
  open: number[]
  before: number
}

/** What became of one, as its place among the counts of a length. */
export const [ENDED, CLOSED, OPEN, BEFORE] = [0, 1, 2, 3] as const
export const STATES = 4

const MINUTE_S = 60
const HOUR_S = 3600
const DAY_S = 86_400
/** Whole minutes up to two days, whole hours up to four hundred, whole days after: looks are further apart than that. */
const MINUTES = 2 * 1440
const HOURS = 398 * 24
const DAYS = 12_000
const LAST_BIN = MINUTES + HOURS + DAYS

export function binOf(seconds: number): number {
  if (seconds <= MINUTES * MINUTE_S) return Math.ceil(seconds / MINUTE_S)
  const hours = Math.ceil(seconds / HOUR_S) - MINUTES / 60
  if (hours <= HOURS) return MINUTES + hours
  return Math.min(MINUTES + HOURS + Math.ceil(seconds / DAY_S) - 400, LAST_BIN)
}

/** Until which second, itself one of them, what began in a second keeps the bin that it has at a moment. */
export function binEndsAt(since: number, at: number): number {
  if (at <= since) return since
  const seconds = at - since
  const unit =
    seconds <= MINUTES * MINUTE_S
      ? MINUTE_S
      : seconds <= (HOURS + MINUTES / 60) * HOUR_S
        ? HOUR_S
        : DAY_S
  return since + Math.ceil(seconds / unit) * unit
}

function msOf(bin: number): number {
  if (bin <= MINUTES) return bin * MINUTE_S * 1000
  if (bin <= MINUTES + HOURS) return (bin - MINUTES + MINUTES / 60) * HOUR_S * 1000
  return (bin - MINUTES - HOURS + 400) * DAY_S * 1000
}

/** How many there are of each number; as long as the greatest one asks for. */
export type Counts = { of: Int32Array<ArrayBuffer> }

export const noCounts = (): Counts => ({ of: new Int32Array(0) })

export function count(counts: Counts, number: number, by: 1 | -1): void {
  if (number >= counts.of.length) {
    const longer = new Int32Array(Math.max(number + 1, counts.of.length * 2))
    longer.set(counts.of)
    counts.of = longer
  }
  counts.of[number]! += by
}

export const copyOf = ({ of }: Counts): Counts => ({ of: of.slice() })

/** Lengths of what is counted by `bin * STATES + state`. */
export function lengthsIn({ of }: Counts): Lengths {
  const found: Lengths = { ms: [], ended: [], closed: [], open: [], before: 0 }
  for (let at = 0; at < of.length; at += STATES) {
    const ended = of[at]!
    const closed = of[at + CLOSED] ?? 0
    const open = of[at + OPEN] ?? 0
    found.before += of[at + BEFORE] ?? 0
    if (ended === 0 && closed === 0 && open === 0) continue
    found.ms.push(msOf(at / STATES))
    found.ended.push(ended)
    found.closed.push(closed)
    found.open.push(open)
  }
  return found
}

/** The length that this share of what is counted by its bin keeps to; null of nothing. */
export function quantileIn({ of }: Counts, share: number): number | null {
  const all = of.reduce((sum, one) => sum + one, 0)
  let [bin, below] = [-1, 0]
  while (bin < of.length - 1 && below < share * all) below += of[++bin]!
  return bin < 0 || all === 0 ? null : msOf(bin)
}

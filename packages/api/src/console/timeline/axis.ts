const HOUR_MS = 3_600_000
/** Marks, hours: each as far from the next, so that the first hours are seen beside months. */
const MARKS = [0, 1, 6, 24, 72, 168, 672, 2160, 8760, 26_280, 87_600] as const

export type Axis = {
  /** Where a moment stands, percent; what is before or behind stands at the end. */
  x: (at: Date) => number
  /** Hours since the beginning, as far as they are marked. */
  ticks: readonly { hours: number; x: number }[]
}

/** The axis of all that happened between two moments: marks at equal distances, time goes evenly between two of them. */
export function axisOf(from: Date, to: Date): Axis {
  const hours = (to.getTime() - from.getTime()) / HOUR_MS
  const last = MARKS.findIndex((mark, index) => index > 0 && mark >= hours)
  const marks = last === -1 ? MARKS : MARKS.slice(0, last + 1)
  const steps = marks.length - 1
  return {
    x: (at) => percent(placeOf((at.getTime() - from.getTime()) / HOUR_MS, marks) / steps),
    ticks: marks.map((mark, index) => ({ hours: mark, x: percent(index / steps) })),
  }
}

const percent = (share: number): number => Math.round(share * 10_000) / 100

/** In steps of the axis. */
function placeOf(hours: number, marks: readonly number[]): number {
  if (hours <= 0) return 0
  const next = marks.findIndex((mark) => mark >= hours)
  if (next === -1) return marks.length - 1
  const before = marks[next - 1] ?? 0
  return next - 1 + (hours - before) / ((marks[next] ?? hours) - before)
}

/** Something that is shown at a moment of a video, counted in whole seconds. */
export type Timed = { second: number }

/**
 * Keeps at most `most` of what comes by, spread evenly over a video whose length nobody knows yet.
 *
 * At most one for each second; whenever there are too many, every other one is dropped and from then on
 * the distance doubles. The first is always kept.
 */
export function createSampler<T extends Timed>(most: number) {
  let kept: T[] = []
  let stride = 1
  return {
    offer(one: T): void {
      const last = kept.at(-1)
      if (last !== undefined && one.second < last.second + stride) return
      kept.push(one)
      if (kept.length <= most) return
      kept = kept.filter((_, at) => at % 2 === 0)
      stride *= 2
    },
    get kept(): readonly T[] {
      return kept
    },
    /** Whether some were dropped for being too many. */
    get isThinned(): boolean {
      return stride > 1
    },
  }
}

/**
 * Two samplings of one video as one: by time, one for each second, at most `most`, the first among them.
 */
export function mergeSamples<T extends Timed>(a: readonly T[], b: readonly T[], most: number): T[] {
  const bySecond = new Map<number, T>()
  for (const one of [...a, ...b]) {
    if (!bySecond.has(one.second)) bySecond.set(one.second, one)
  }
  const all = [...bySecond.values()].toSorted((x, y) => x.second - y.second)
  if (all.length <= most) return all
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)]!)
}

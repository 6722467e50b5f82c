/** Numbers that follow from a seed alone. */
export type Random = {
  /** From `least` up to, not including, `most`. */
  between(least: number, most: number): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  pick<T>(items: readonly T[]): T
}

/**
 * A seeded source of numbers: the same seed gives the same numbers on every machine.
 *
 * For pictures and filler, never for secrets.
 *
 * @see mulberry32, a 32-bit generator in the public domain
 */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let v = Math.imul(state ^ (state >>> 15), state | 1)
    v ^= v + Math.imul(v ^ (v >>> 7), v | 61)
    return ((v ^ (v >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (least: number, most: number): number =>
    least + Math.floor(next() * (most - least + 1))
  return {
    between: (least, most) => least + next() * (most - least),
    whole,
    pick<T>(items: readonly T[]): T {
      const item = items[whole(0, items.length - 1)]
      if (item === undefined) throw new RangeError('pick an item: none to pick from')
      return item
    },
  }
}

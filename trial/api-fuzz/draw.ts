import { drawNumbers } from '../../packages/matcher/src/index/drawn-hashes.ts'

export type Draw = {
  below: (n: number) => number
  one: <T>(from: readonly T[]) => T
  chance: (share: number) => boolean
}

/** Seeded choices. */
export function createDraw(seed: number): Draw {
  const { below } = drawNumbers(seed)
  return {
    below,
    one: (from) => from[below(from.length)]!,
    chance: (share) => below(1_000) < share * 1_000,
  }
}

import { LEGAL_CLASSES, TIERS, type LegalClass, type Tier } from '@nightlight/contract'
import { AGES, ageOf, type Age } from './queue-filter.ts'
import type { Waiting } from './queue-store.ts'

/** Matches of one media: the most urgent is shown, the others are named beside it. */
export type MediaGroup = { first: Waiting; others: Waiting[] }

/** Matches of one media as one, in the order of the most urgent of each. */
export function byMedia(waiting: readonly Waiting[]): MediaGroup[] {
  const groups = new Map<string, MediaGroup>()
  for (const one of waiting) {
    const group = groups.get(one.mediaId)
    if (group) group.others.push(one)
    else groups.set(one.mediaId, { first: one, others: [] })
  }
  return [...groups.values()]
}

/** How many of the matches have each value: of a tier, class and age all there are, in their order; of others the most frequent first. */
export type Facets = {
  risk: number
  tier: readonly (readonly [Tier, number])[]
  class: readonly (readonly [LegalClass, number])[]
  age: readonly (readonly [Age, number])[]
  host: readonly (readonly [string, number])[]
  country: readonly (readonly [string, number])[]
  list: readonly (readonly [id: string, count: number, name: string])[]
}

/** Matches that are alike in what they are counted by. */
export type Alike = Pick<
  Waiting,
  'tier' | 'legalClass' | 'listId' | 'list' | 'atRisk' | 'host' | 'country'
> & {
  age: Age
  n: number
}

export const facetsOf = (waiting: readonly Waiting[], now: Date): Facets =>
  facetsOfAlike(waiting.map((one) => ({ ...one, age: ageOf(one.matchedAt, now), n: 1 })))

export function facetsOfAlike(alike: readonly Alike[]): Facets {
  const names = new Map(alike.map(({ listId, list }) => [listId, list]))
  const sums = <Value extends string>(of: (one: Alike) => Value | null) => summed(alike, of)
  return {
    risk: alike.reduce((sum, { atRisk, n }) => sum + (atRisk ? n : 0), 0),
    tier: inOrder(
      TIERS,
      sums(({ tier }) => tier),
    ),
    class: inOrder(
      LEGAL_CLASSES,
      sums(({ legalClass }) => legalClass),
    ),
    age: inOrder(
      AGES,
      sums(({ age }) => age),
    ),
    host: frequent(sums(({ host }) => host)),
    country: frequent(sums(({ country }) => country)),
    list: frequent(sums(({ listId }) => listId)).map(
      ([id, count]) => [id, count, names.get(id) ?? id] as const,
    ),
  }
}

function summed<Value extends string>(
  alike: readonly Alike[],
  of: (one: Alike) => Value | null,
): Map<Value, number> {
  const sums = new Map<Value, number>()
  for (const one of alike) {
    const value = of(one)
    if (value !== null) sums.set(value, (sums.get(value) ?? 0) + one.n)
  }
  return sums
}

const frequent = (sums: ReadonlyMap<string, number>): [string, number][] =>
  [...sums].sort((a, b) => b[1] - a[1])

const inOrder = <Value extends string>(
  values: readonly Value[],
  sums: ReadonlyMap<Value, number>,
): [Value, number][] => values.map((value) => [value, sums.get(value) ?? 0])

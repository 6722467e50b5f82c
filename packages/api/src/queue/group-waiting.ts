import type { Tier } from '@nightlight/contract'
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

/** What waits at one host. */
export type HostGroup = {
  host: string
  country: string | null
  atRisk: number
  tiers: Record<Tier, number>
  matches: number
  /** Pictures and videos: fewer than matches where one is on several lists. */
  media: number
  oldest: Date
}

/** Matches of one host as one, in the order of the most urgent of each; those of no host are left out. */
export function byHost(waiting: readonly Waiting[]): HostGroup[] {
  const groups = new Map<string, { group: HostGroup; seen: Set<string> }>()
  for (const { host, country, tier, atRisk, mediaId, matchedAt } of waiting) {
    if (host === null) continue
    const { group, seen } = groups.get(host) ?? {
      group: {
        host,
        country,
        atRisk: 0,
        tiers: { exact: 0, near: 0, probable: 0 },
        matches: 0,
        media: 0,
        oldest: matchedAt,
      },
      seen: new Set<string>(),
    }
    groups.set(host, { group, seen })
    group.matches += 1
    group.tiers[tier] += 1
    if (atRisk) group.atRisk += 1
    if (matchedAt < group.oldest) group.oldest = matchedAt
    seen.add(mediaId)
    group.media = seen.size
  }
  return [...groups.values()].map(({ group }) => group)
}

/** How many of the matches have each value, the most frequent first; ages in their own order. */
export type Facets = {
  risk: number
  tier: readonly (readonly [string, number])[]
  class: readonly (readonly [string, number])[]
  age: readonly (readonly [Age, number])[]
  host: readonly (readonly [string, number])[]
  country: readonly (readonly [string, number])[]
  list: readonly (readonly [id: string, count: number, name: string])[]
}

const TIERS: readonly Tier[] = ['exact', 'near', 'probable']

export function facetsOf(waiting: readonly Waiting[], now: Date): Facets {
  const ages = counted(waiting.map(({ matchedAt }) => ageOf(matchedAt, now)))
  const tiers = counted(waiting.map(({ tier }) => tier))
  const names = new Map(waiting.map(({ listId, list }) => [listId, list]))
  return {
    risk: waiting.filter(({ atRisk }) => atRisk).length,
    tier: TIERS.flatMap((tier) => pairOf(tiers, tier)),
    class: frequent(waiting.map(({ legalClass }) => legalClass)),
    age: AGES.flatMap((age) => pairOf(ages, age)),
    host: frequent(waiting.flatMap(({ host }) => host ?? [])),
    country: frequent(waiting.flatMap(({ country }) => country ?? [])),
    list: frequent(waiting.map(({ listId }) => listId)).map(
      ([id, count]) => [id, count, names.get(id) ?? id] as const,
    ),
  }
}

function counted<Value extends string>(values: readonly Value[]): Map<Value, number> {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

const frequent = (values: readonly string[]): [string, number][] =>
  [...counted(values)].sort((a, b) => b[1] - a[1])

function pairOf<Value extends string>(counts: Map<Value, number>, value: Value): [Value, number][] {
  const count = counts.get(value)
  return count === undefined ? [] : [[value, count]]
}

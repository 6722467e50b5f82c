import { FEWEST } from './measures.ts'

/** A group of which figures may be told, and how many items these are of. */
export type Sized = { n: number }

const sum = (some: readonly Sized[]): number => some.reduce((all, { n }) => all + n, 0)

/** Whether so many are neither nobody nor enough to tell of. */
export const isFew = (n: number): boolean => n > 0 && n < FEWEST

/**
 * Whether times are of so few that they are not told.
 *
 * @param before  what ended before its clock began: in no time, but it could be all there is
 */
export const isOfFew = ({ n, before }: { n: number; before: number }): boolean =>
  isFew(n) || (n === 0 && isFew(before))

/**
 * Those groups that may stand by themselves, the greatest first: each of ten items or more, and so that all others together are
 * ten or more too, or nobody. A total stands above them, and what is taken away from it would be figures of the others.
 *
 * @param groups  all there are; those that cannot have a name of their own are among the others
 */
export function standingAlone<Group extends Sized>(
  groups: readonly Group[],
  canStand: (group: Group) => boolean = () => true,
): Group[] {
  const alone = groups
    .filter((group) => group.n >= FEWEST && canStand(group))
    .toSorted((a, b) => b.n - a.n)
  let rest = sum(groups) - sum(alone)
  while (isFew(rest) && alone.length > 0) rest += alone.pop()!.n
  return alone
}

/**
 * Shares of the greatest 1, 3 and 10. One is told only where what it adds to the one before, and what it leaves, is of ten items
 * or more, or of nothing.
 *
 * @param sizes  the greatest first; what is not known is in none
 */
export function sharesOf(sizes: readonly Sized[], all: number): { most: number; share: number }[] {
  const told: { most: number; share: number }[] = []
  let before = 0
  for (const most of [1, 3, 10]) {
    const these = sum(sizes.slice(0, most))
    if (these === 0 || isFew(these - before) || isFew(all - these)) break
    told.push({ most, share: these / all })
    before = these
  }
  return told
}

/** Of fewer providers, or where one has more than half of the items, a figure of all would be one of somebody. */
const FEWEST_PROVIDERS = 5

/**
 * Whether one figure of several providers together may be told to another one.
 *
 * @param providers  items of each
 */
export function isOfMany(providers: readonly Sized[]): boolean {
  const n = sum(providers)
  const most = Math.max(0, ...providers.map((one) => one.n))
  return providers.length >= FEWEST_PROVIDERS && n >= FEWEST && most <= n / 2
}

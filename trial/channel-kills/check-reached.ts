import type { Case } from '../notice-kills/rows.ts'

/** One notice, or one report, that somebody took: by which way, under which id, and of which addresses. */
export type Taken = { way: 'mail' | 'webhook' | 'aws'; id: string; urls: readonly string[] }

/** Cases that nobody was told of, and cases that somebody was told of under more than one id. */
export function checkReached(
  cases: readonly Case[],
  taken: readonly Taken[],
): { lost: string[]; doubled: string[] } {
  const by = new Map<string, Set<string>>()
  for (const { way, id, urls } of taken) {
    for (const url of urls) by.set(url, (by.get(url) ?? new Set()).add(`${way} ${id}`))
  }
  const idsOf = ({ urls }: Case) => urls.map((url) => by.get(url)?.size ?? 0)
  return {
    lost: cases
      .filter((one) => idsOf(one).includes(0))
      .map(({ name }) => `${name}: an address that nobody was told of`),
    doubled: cases
      .filter((one) => idsOf(one).some((count) => count > 1))
      .map(({ name }) => `${name}: an address that somebody was told of twice`),
  }
}

/** Planted faults that the check must find. @returns what it did not */
export function checkTheCheck(): string[] {
  const one: Case = { name: 'planted', mediaId: 'm', pageLocationId: 'p', urls: ['a', 'b'] }
  const told: Taken = { way: 'aws', id: '1', urls: ['a', 'b'] }
  const findings = {
    'a sound case': checkReached([one], [told, told]),
    'a lost address': checkReached([one], [{ ...told, urls: ['a'] }]),
    'a second id': checkReached([one], [told, { ...told, id: '2' }]),
    'a second way': checkReached([one], [told, { ...told, way: 'mail' }]),
  }
  const counts = Object.entries(findings).map(([name, { lost, doubled }]) => [
    name,
    lost.length,
    doubled.length,
  ])
  const wanted = [
    ['a sound case', 0, 0],
    ['a lost address', 1, 0],
    ['a second id', 0, 1],
    ['a second way', 0, 1],
  ]
  return JSON.stringify(counts) === JSON.stringify(wanted)
    ? []
    : ['the check misses planted faults']
}

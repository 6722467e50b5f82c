import type { Case } from './case.ts'
import type { Looked } from './play.ts'

/** What one case came to. */
export type Judged = {
  family: string
  name: string
  isUp: boolean
  /** Looks after which the takedown counted as removed while somebody could reach the content. */
  falseRemovals: number
  /** Looks that found it gone although somebody could reach it: from there it was. */
  deceived: number
  /** It was gone, and the takedown counted as removed in the end or before it came back. */
  isFound: boolean
  faults: string[]
  /** What the last look said, for a case that stays open. */
  codes: string[]
}

const REMOVED = new Set(['removed', 'watching'])

/** Holds what looks said against what is true. */
export function judge(one: Case, looks: readonly Looked[]): Judged {
  const isGone = looks.some(({ look }) => !one.isUp(look))
  const wrong = looks.filter(({ look, status }) => one.isUp(look) && REMOVED.has(status))
  const deceived = looks.filter(({ look, verdict }) => one.isUp(look) && verdict === 'gone')
  const isFound = looks.some(({ look, status }) => !one.isUp(look) && REMOVED.has(status))
  const last = looks.at(-1)
  const isDue = isGone && one.find === 'must' && !isFound
  const isBack = looks.some(({ look }) => one.isUp(look)) && isFound
  return {
    family: one.family,
    name: one.name,
    isUp: !isGone,
    falseRemovals: wrong.length,
    deceived: deceived.length,
    isFound,
    codes: [...new Set(last?.detail.map(({ outcome, code }) => `${outcome} ${code}`))],
    faults: [
      ...wrong.map(({ look }) => `removed after look ${look} while it is up`),
      ...(one.lies ? [] : deceived.map(({ look }) => `gone by look ${look} without a clear sign`)),
      ...(isDue ? ['gone and not found'] : []),
      ...(isBack && last && one.isUp(last.look) && last.status !== 'resurfaced'
        ? ['back and not seen']
        : []),
      ...(one.mustSee ? looks.filter(({ verdict }) => verdict !== 'present') : []).map(
        ({ look }) => `not seen elsewhere by look ${look}`,
      ),
      ...looks.flatMap(({ look, detail }) =>
        detail.every(({ evidence = [] }) => evidence.length > 0)
          ? []
          : [`look ${look} has a line without evidence`],
      ),
    ],
  }
}

/** Counts by family: how many were tried, found, left open and seen wrongly, and why they stay open. */
export function byFamily(judged: readonly Judged[]): Record<string, unknown>[] {
  return [...new Set(judged.map(({ family }) => family))].map((family) => {
    const own = judged.filter((one) => one.family === family)
    const gone = own.filter(({ isUp }) => !isUp)
    const open = gone.filter(({ isFound }) => !isFound)
    return {
      family,
      tried: own.length,
      falseRemovals: sum(own.map(({ falseRemovals }) => falseRemovals)),
      ...(gone.length > 0
        ? { gone: gone.length, found: gone.length - open.length, open: open.length }
        : { deceivedLooks: sum(own.map(({ deceived }) => deceived)) }),
      ...(open.length > 0 ? { openFor: mostOften(open.flatMap(({ codes }) => codes)) } : {}),
    }
  })
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

function mostOften(codes: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code}: ${count}`)
}

import { valuesOf, type Sealed } from './needles.ts'
import { searchMany } from './search-many.ts'

/** What was kept of one process and kind of place, or of a file of another program (`file NAME`). */
export type Copy = { place: string; text: Buffer }

/** That a value was found, told without it: in which place, for which column it was sealed, in which form. */
export type SuiteFind = { place: string; column: string; form: string; times: number }

/** Each way that the planted test leaks by, and where that must be found. */
const PLANTED: Readonly<Record<string, RegExp>> = {
  log: /^log of .*leaks\.planted/,
  'silent-log': /^log of .*leaks\.planted/,
  'output-of-child': /^output of .*leaking-process/,
  'log-of-child': /^log of .*leaking-process/,
  'answer-of-server': /^answer of .*leaks\.planted/,
  'answer-of-app': /^answer of .*leaks\.planted/,
  'queue-on-postgres': /^queue of .*leaks\.planted/,
  'queue-on-redis': /^queue of .*leaks\.planted/,
  'server-log': /^file .*postgres\.log/,
}
/** A command whose answer is the hashes of the files that it is given. */
const TELLS_HASHES = /^output of .*packages\/cli\/src\/main\.ts (?:hash|compare)$/
const OF_HASHES = ['entry_page.hashes_ct', 'media.fingerprint_ct', 'entry_hash.value_ct']

/** Host of what is leaked on purpose; the way comes next in the path. */
const PLANTED_IN = 'planted.example/'

/**
 * Looks for whatever was sealed in everything else that was kept.
 *
 * @returns finds, in order of their places; ways of the planted test that were not found
 */
export function judge(copies: readonly Copy[]): {
  finds: SuiteFind[]
  missed: string[]
  counts: { sealed: number; lookedFor: number; nothingToLookFor: number; notKept: number }
  bytes: Record<string, number>
} {
  const isSearched = ({ place }: Copy): boolean => place !== 'sealed' && place !== 'lost'
  const { values, sealed, empty } = valuesIn(copies.filter(({ place }) => place === 'sealed'))
  const search = searchMany(values)
  const finds = new Map<string, SuiteFind>()
  const planted = new Set<string>()
  for (const copy of copies.filter(isSearched)) {
    for (const { value, form, at } of search(copy.text)) {
      const place = placeOf(copy, at)
      if (value.value.startsWith(PLANTED_IN)) {
        const way = value.value.split('/')[1]!
        if (PLANTED[way]?.test(place)) planted.add(way)
        continue
      }
      if (TELLS_HASHES.test(place) && OF_HASHES.includes(value.column)) continue
      const id = JSON.stringify([place, value.column, form])
      const known = finds.get(id) ?? { place, column: value.column, form, times: 0 }
      known.times++
      finds.set(id, known)
    }
  }
  const lost = copies.filter(({ place }) => place === 'lost').map(({ text }) => text.toString())
  return {
    finds: [...finds.values()].toSorted((a, b) => (a.place < b.place ? -1 : 1)),
    missed: Object.keys(PLANTED).filter((way) => !planted.has(way)),
    counts: {
      sealed,
      lookedFor: values.length,
      nothingToLookFor: empty,
      notKept: lost.join('').match(/^(?!@@)./gm)?.length ?? 0,
    },
    bytes: bytesOf(copies.filter(isSearched)),
  }
}

/** What kind of place it is, and which program or test wrote there: the last that said so above. */
function placeOf({ place, text }: Copy, at: number): string {
  if (place.startsWith('file ')) return place
  const head = text.lastIndexOf('\n@@ ', at)
  if (head < 0) return place
  return `${place} of ${text.toString('utf8', head + 4, text.indexOf('\n', head + 4))}`
}

function valuesIn(copies: readonly Copy[]): { values: Sealed[]; sealed: number; empty: number } {
  const known = new Map<string, Sealed>()
  let sealed = 0
  let empty = 0
  for (const { text } of copies) {
    for (const line of text.toString('latin1').split('\n')) {
      const [, column, digits] = /^(\w+\.\w+) ([\w+/=]*)$/.exec(line) ?? []
      if (column === undefined) continue
      sealed++
      const values = valuesOf(column, Buffer.from(digits!, 'base64'))
      if (values.length === 0) empty++
      for (const value of values) if (!known.has(value)) known.set(value, { column, value })
    }
  }
  return { values: [...known.values()], sealed, empty }
}

function bytesOf(copies: readonly Copy[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { place, text } of copies) {
    const kind = place.replace(/^file \d+-\d+-/, '')
    sums[kind] = (sums[kind] ?? 0) + text.length
  }
  return sums
}

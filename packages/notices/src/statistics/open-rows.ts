import { openPlace } from './cohort.ts'
import { binEndsAt } from './lengths.ts'

/** Rows that are open until something is written of them, each at the place of its length so far. */
export type OpenRows = {
  /** @returns its place at that moment */
  add: (row: number, since: number, atSeconds: number) => number
  /** @returns the place that it had; null where it is none of them */
  delete: (row: number) => number | null
  /** @returns its place; null where it is none of them */
  placeOf: (row: number) => number | null
  /** Lets time go on from what it was told last, and tells of each row that changes its place. */
  goOn: (atSeconds: number, moved: (row: number, was: number, is: number) => void) => void
}

const FIRST = 256
const NONE = -1
/** All bins but the first ones end on a whole hour of their row, so that the second of the hour tells when a row moves. */
const SLOTS = 3600

/**
 * A wheel of the seconds of an hour: who moves in a second hangs there, so that a question goes through those alone that
 * moved since the last one. Of 380,000 that is a hundred for each second.
 *
 * A line that was taken out hangs on until its second comes.
 */
export function keepOpenRows(): OpenRows {
  let [rows, since, places, after] = [column(), column(), column(), column()]
  let lineOf = column()
  const first = column(SLOTS)
  let [lines, free, asOf] = [0, NONE, 0]

  const hang = (line: number, at: number): void => {
    const slot = binEndsAt(since[line]!, at) % SLOTS
    after[line] = first[slot]!
    first[slot] = line
  }
  const newLine = (): number => {
    if (free !== NONE) {
      const line = free
      free = after[line]!
      return line
    }
    if (lines === rows.length) {
      ;[rows, since, places, after] = [
        doubled(rows),
        doubled(since),
        doubled(places),
        doubled(after),
      ]
    }
    return lines++
  }
  const lineAt = (row: number): number => (row < lineOf.length ? lineOf[row]! : NONE)

  return {
    add(row, begun, at) {
      const line = newLine()
      while (row >= lineOf.length) lineOf = doubled(lineOf)
      lineOf[row] = line
      rows[line] = row
      since[line] = begun
      places[line] = openPlace(at - begun)
      hang(line, at)
      return places[line]
    },
    delete(row) {
      const line = lineAt(row)
      if (line === NONE) return null
      lineOf[row] = NONE
      rows[line] = NONE
      return places[line]!
    },
    placeOf(row) {
      const line = lineAt(row)
      return line === NONE ? null : places[line]!
    },
    goOn(at, moved) {
      const last = Math.ceil(at) - 1
      for (let second = Math.max(Math.floor(asOf), last - SLOTS + 1); second <= last; second++) {
        let line = first[second % SLOTS]!
        first[second % SLOTS] = NONE
        while (line !== NONE) {
          const next = after[line]!
          if (rows[line] === NONE) {
            after[line] = free
            free = line
          } else {
            const was = places[line]!
            const is = openPlace(at - since[line]!)
            if (is !== was) {
              places[line] = is
              moved(rows[line]!, was, is)
            }
            hang(line, at)
          }
          line = next
        }
      }
      asOf = at
    },
  }
}

const column = (length = FIRST): Int32Array<ArrayBuffer> => new Int32Array(length).fill(NONE)

function doubled(short: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = column(short.length * 2)
  longer.set(short)
  return longer
}

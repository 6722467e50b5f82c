/** Rows that have no place that holds, each with its place at the moment for which they were gone through last. */
export type RowsGoingOn = {
  /** @returns whether it was among them; it is not any more */
  delete: (row: number) => boolean
  add: (row: number, place: number) => void
  /** Goes through all of them. @param placeOf  the place of a row now, null where it is not among them any more */
  renew: (placeOf: (row: number) => number | null) => void
  /** All of them until something is added, taken out or renewed, for loops of their own: a call for each takes five times as long. */
  lines: () => { rows: Int32Array; places: Int32Array }
}

const FIRST = 256

/**
 * Keeps them in columns: hundreds of thousands are gone through for every question, which a set takes twenty times as long for.
 *
 * What is taken out leaves its line, which goes when all are gone through; nothing may be added before that which was taken out.
 */
export function keepRowsGoingOn(): RowsGoingOn {
  let [rows, places] = [new Int32Array(FIRST), new Int32Array(FIRST)]
  let isIn = new Uint8Array(FIRST)
  let lines = 0
  return {
    delete(row) {
      const was = isIn[row] === 1
      if (was) isIn[row] = 0
      return was
    },
    add(row, place) {
      if (lines === rows.length) [rows, places] = [doubled(rows), doubled(places)]
      while (row >= isIn.length) isIn = doubledBytes(isIn)
      rows[lines] = row
      places[lines++] = place
      isIn[row] = 1
    },
    renew(placeOf) {
      let kept = 0
      for (let line = 0; line < lines; line++) {
        const row = rows[line]!
        if (isIn[row] === 0) continue
        const place = placeOf(row)
        if (place === null) {
          isIn[row] = 0
          continue
        }
        rows[kept] = row
        places[kept++] = place
      }
      lines = kept
    },
    lines: () => ({ rows: rows.subarray(0, lines), places: places.subarray(0, lines) }),
  }
}

function doubled(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(column.length * 2)
  longer.set(column)
  return longer
}

function doubledBytes(column: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(column.length * 2)
  longer.set(column)
  return longer
}

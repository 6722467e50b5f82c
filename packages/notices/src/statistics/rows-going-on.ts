/** Rows that have no place that holds, each with its place at the moment for which they were gone through last. */
export type RowsGoingOn = {
  /** @returns whether it was among them; it is not any more */
  delete: (row: number) => boolean
  add: (row: number, place: number) => void
  /**
   * Goes through all of them.
   *
   * @param placeOf  its place, null where it is not among them any more
   * @returns how many of them have begun
   */
  renew: (placeOf: (row: number) => number | null) => number
  /** All of them until something is added, taken out or renewed, for loops of their own: a call for each takes five times as long. */
  lines: () => { rows: Int32Array; places: Int32Array }
}

const FIRST = 256

/**
 * Keeps them in columns: all are gone through for every question, which a set takes twenty times as long for.
 *
 * What is taken out leaves its line, which goes when all are gone through; nothing may be added before that which was taken out.
 */
export function keepRowsGoingOn(): RowsGoingOn {
  let [rows, places] = [column(), column()]
  let isIn = new Uint8Array(FIRST)
  let lines = 0
  return {
    delete(row) {
      const was = isIn[row] === 1
      if (was) isIn[row] = 0
      return was
    },
    add(row, place) {
      if (lines === rows.length) {
        ;[rows, places] = [doubled(rows), doubled(places)]
      }
      while (row >= isIn.length) isIn = doubledBytes(isIn)
      rows[lines] = row
      places[lines++] = place
      isIn[row] = 1
    },
    renew(placeOf) {
      let [kept, begun] = [0, 0]
      for (let line = 0; line < lines; line++) {
        const row = rows[line]!
        if (isIn[row] === 0) continue
        const place = placeOf(row)
        if (place === null) {
          isIn[row] = 0
          continue
        }
        if (place >= 0) begun++
        rows[kept] = row
        places[kept++] = place
      }
      lines = kept
      return begun
    },
    lines: () => ({ rows: rows.subarray(0, lines), places: places.subarray(0, lines) }),
  }
}

const column = (): Int32Array<ArrayBuffer> => new Int32Array(FIRST)

function doubled(short: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(short.length * 2)
  longer.set(short)
  return longer
}

function doubledBytes(short: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const longer = new Uint8Array(short.length * 2)
  longer.set(short)
  return longer
}

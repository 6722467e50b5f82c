/** When things happened to a takedown, in the order of `CLOCK_NAMES`. */
export const CLOCK_NAMES = [
  't0',
  't3',
  't4',
  't5',
  't6',
  't8',
  't9',
  't10',
  't11',
  'up_at',
  'closed_at',
  'elsewhere_at',
] as const
export type ClockName = (typeof CLOCK_NAMES)[number]

/** What takedowns are told apart by: keys that are ids, and keys that are texts. */
export const ID_NAMES = ['provider', 'registrar', 'list'] as const
export const TEXT_NAMES = ['country', 'asn', 'cdn', 'class', 'channel'] as const
export type DimensionName = (typeof ID_NAMES)[number] | (typeof TEXT_NAMES)[number]

/** What stands where nothing is known. */
export const UNKNOWN = '?'

/** Keys of a dimension by their number; rows hold the number. */
export type Coded = { codes: Int32Array; keys: string[] }

/**
 * What is known of all items of a kind, takedowns where nothing else is said, a column for each thing: a pass over 200,000 rows
 * takes milliseconds, and one table less than 20 MB.
 */
export type FactColumns<
  Clock extends string = ClockName,
  Dimension extends string = DimensionName,
> = {
  /** How many rows there are; columns are longer. */
  n: number
  /** Whole seconds since `EPOCH_S`; 0 where it has not happened. */
  clocks: Readonly<Record<Clock, Int32Array>>
  dimensions: Readonly<Record<Dimension, Coded>>
}

/** Which columns there are. */
export type FactShape<Clock extends string, Dimension extends string> = {
  clocks: readonly Clock[]
  ids: readonly Dimension[]
  texts: readonly Dimension[]
}

/** 2020-01-01: seconds since fit in 31 bits until 2088. */
export const EPOCH_S = 1_577_836_800

export type GrowingFacts<
  Clock extends string = ClockName,
  Dimension extends string = DimensionName,
> = {
  columns: FactColumns<Clock, Dimension>
  /** The row of an item, which is made where there was none. */
  rowOf: (id: string) => number
  /** The number of a key; `keyOf` writes it out where it is seen for the first time. */
  codeOf: (dimension: Dimension, raw: string, keyOf?: (raw: string) => string) => number
}

const FIRST_ROWS = 1024
export const TAKEDOWN_SHAPE: FactShape<ClockName, DimensionName> = {
  clocks: CLOCK_NAMES,
  ids: ID_NAMES,
  texts: TEXT_NAMES,
}

/** Facts without a row. */
export function growingFacts<Clock extends string, Dimension extends string>(
  shape: FactShape<Clock, Dimension>,
): GrowingFacts<Clock, Dimension> {
  let size = FIRST_ROWS
  const rows = new Map<string, number>()
  const known = new Map<Dimension, Map<string, number>>()
  const clocks = Object.fromEntries(
    shape.clocks.map((name) => [name, new Int32Array(size)]),
  ) as Record<Clock, Int32Array>
  const dimensions = Object.fromEntries(
    [...shape.ids, ...shape.texts].map((name) => [name, { codes: new Int32Array(size), keys: [] }]),
  ) as unknown as Record<Dimension, Coded>
  const columns: FactColumns<Clock, Dimension> = { n: 0, clocks, dimensions }
  const grow = (): void => {
    size *= 2
    for (const name of shape.clocks) clocks[name] = longer(clocks[name], size)
    for (const one of Object.values<Coded>(dimensions)) one.codes = longer(one.codes, size)
  }
  return {
    columns,
    rowOf(id) {
      const there = rows.get(id)
      if (there !== undefined) return there
      if (columns.n === size) grow()
      const row = columns.n++
      rows.set(id, row)
      return row
    },
    codeOf(dimension, raw, keyOf = (text) => text) {
      let codes = known.get(dimension)
      if (!codes) known.set(dimension, (codes = new Map()))
      let code = codes.get(raw)
      if (code === undefined) {
        code = dimensions[dimension].keys.push(keyOf(raw)) - 1
        codes.set(raw, code)
      }
      return code
    },
  }
}

function longer(column: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(size)
  next.set(column)
  return next
}

import { kernelBytes, kernels } from './kernels.ts'

/**
 * How one axis of a picture becomes samples: sample i weighs the `length[i]` pixels from `start[i]`
 * on by the values of `weight` from `i * stride` on. Starts and ends do not decrease.
 */
export type Axis = {
  start: Int32Array
  length: Int32Array
  weight: Float64Array | Float32Array
  stride: number
}

/** An axis in the kernels' memory: what `address` holds stands in `assembly/axis.ts`. */
export type AxisTable = {
  address: number
  start: Int32Array
  /** One behind the last pixel of each sample. */
  end: Int32Array
}

const HEADER_BYTES = 528
const LENGTHS = 256
const STRIDE = 512
const CACHED_BYTES = 8 * 2 ** 20
const CACHED_TABLES = 256
// Two axes in two flavours of PDQ: no kernel uses more at once, so that a table in use is never
// dropped. Those of the longest pictures take 66 MB each, so no more than needed are kept.
const USED_AT_ONCE = 4

type Held = AxisTable & { bytes: number }

const tables = new Map<string, Held>()
let heldBytes = 0

/**
 * The table of an axis, made at first use.
 *
 * Valid until four other tables have been asked for: tables unused for longest are dropped, and
 * their memory given back, above 8 MiB or 256 tables.
 *
 * @param key   tells axes apart
 * @param kind  how weights are stored: `float` for PDQ, `whole` numbers for blockhash
 */
export function axisTable(key: string, kind: 'float' | 'whole', make: () => Axis): AxisTable {
  const known = tables.get(key)
  if (known !== undefined) {
    tables.delete(key)
    tables.set(key, known)
    return known
  }
  const table = writeTable(make(), kind)
  tables.set(key, table)
  heldBytes += table.bytes
  dropUnused()
  return table
}

function writeTable({ start, length, weight, stride }: Axis, kind: 'float' | 'whole'): Held {
  const padded = Math.ceil(stride / 4) * 4
  const bytes = HEADER_BYTES + start.length * padded * 4
  const address = kernels().reserve(bytes)
  const memory = kernelBytes()
    .subarray(address, address + bytes)
    .fill(0)
  const words = new Int32Array(memory.buffer, address, bytes / 4)
  words.set(start)
  words.set(length, LENGTHS / 4)
  words[STRIDE / 4] = padded
  const Stored = kind === 'float' ? Float32Array : Int32Array
  const weights = new Stored(memory.buffer, address + HEADER_BYTES, start.length * padded)
  for (let i = 0; i < start.length; i++) {
    weights.set(weight.subarray(i * stride, i * stride + length[i]!), i * padded)
  }
  return { address, bytes, start, end: start.map((first, i) => first + length[i]!) }
}

function dropUnused(): void {
  for (const [key, table] of tables) {
    if (tables.size <= USED_AT_ONCE) return
    if (tables.size <= CACHED_TABLES && heldBytes <= CACHED_BYTES) return
    tables.delete(key)
    heldBytes -= table.bytes
    kernels().release(table.address)
  }
}

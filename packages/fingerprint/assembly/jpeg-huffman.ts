// Huffman codes: kept as the file defines them, and turned into look-up tables when a scan begins.

/** Bits that the look-up tables are indexed with: many AC symbols, one, and DC. */
export const WINDOW = 12
export const SINGLE_WINDOW = 10
export const DC_WINDOW = 10
export const ENTRIES = 1 << WINDOW
export const SINGLE_ENTRIES = 1 << SINGLE_WINDOW
const DC_ENTRIES = 1 << DC_WINDOW

/** As defined: 16 counts, 256 values. */
const DEFINITION = 272
const DEFINITIONS: usize = memory.data(8 * DEFINITION, 16)
const DEFINED: usize = memory.data(8, 8)

/** For codes longer than the window: for each length its highest code, and code to value. */
const LONG = 17 * 8
const LONGS: usize = memory.data(8 * LONG, 16)

/** What the look-up tables were made from, to keep them while files use the same codes. */
const BUILT: usize = memory.data(8 * DEFINITION, 16)
const IS_BUILT: usize = memory.data(8, 8)

/**
 * One u32 a window: bits of code and value, value from bit 8. Where the value does not fit, no bits in
 * the lowest six, bits of code from bit 8, of value from bit 16; 0 where the code does not fit.
 */
const DC_TABLES: usize = memory.data(4 * DC_ENTRIES * 5, 16)
/** Bits of code and value alone: a byte a window behind the words. */
export const DC_BITS = DC_ENTRIES * 4
/** A byte a window: bits of one symbol; places it moves on; bits of its value. */
const SINGLE_TABLES: usize = memory.data(4 * 3 * SINGLE_ENTRIES, 16)
/** A byte a window: bits of as many symbols as it shows; places they move on. */
const MANY_TABLES: usize = memory.data(4 * 2 * ENTRIES, 16)
/** The first symbol of a window, as of `findAc`, and the length of its code. */
const FIRSTS: usize = memory.data(ENTRIES * 4, 16)
const LENGTHS: usize = memory.data(ENTRIES, 16)

/** Added to the places of an end-of-block symbol. */
export const END_OF_BLOCK = 128

/** Most bits of the symbols of one entry: so many are left behind any DC symbol of a full window. */
const MOST_BITS = 28

/** Largest sizes that 8-bit pictures need. */
const DC_SIZE = 11
const AC_SIZE = 10

export function forgetCodes(): void {
  memory.fill(DEFINED, 0, 8)
}

/**
 * Keeps the definition at `from`, a counts byte list and its values, both inside the file.
 *
 * @param slot  0–3 DC, 4–7 AC
 * @returns false when it is no prefix code
 */
export function defineCode(slot: i32, from: usize, values: i32): bool {
  const to = DEFINITIONS + slot * DEFINITION
  const long = LONGS + slot * LONG
  memory.fill(to, 0, DEFINITION)
  memory.copy(to, from, 16 + values)
  let code = 0
  let index = 0
  for (let length = 1; length <= 16; length++) {
    const count = <i32>load<u8>(to + length - 1)
    store<i32>(long + (length << 3), count ? code + count - 1 : -1)
    store<i32>(long + (length << 3) + 4, index - code)
    code += count
    index += count
    if (code > 1 << length) return false
    code <<= 1
  }
  store<u8>(DEFINED + slot, 1)
  return true
}

/** Makes the look-up table of DC code `id`; false when it is undefined or of another precision. */
export function prepareDc(id: i32): bool {
  if (!load<u8>(DEFINED + id)) return false
  const definition = DEFINITIONS + id * DEFINITION
  if (isCurrent(id)) return true
  store<u8>(IS_BUILT + id, 0)
  const table = dcTable(id)
  memory.fill(table, 0, DC_ENTRIES * 5)
  let window = 0
  let value = definition + 16
  for (let length = 1; length <= DC_WINDOW; length++) {
    for (let n = <i32>load<u8>(definition + length - 1); n > 0; n--) {
      const size = <i32>load<u8>(value++)
      if (size > DC_SIZE) return false
      const end = window + (1 << (DC_WINDOW - length))
      const total = length + size
      if (total <= DC_WINDOW) {
        for (let i = window; i < end; i++) {
          const bits = (i >> (DC_WINDOW - total)) & ((1 << size) - 1)
          store<i32>(table + (i << 2), total | (extend(bits, size) << 8))
          store<u8>(table + i, total, DC_BITS)
        }
      } else {
        for (let i = window; i < end; i++)
          store<i32>(table + (i << 2), (length << 8) | (size << 16))
      }
      window = end
    }
  }
  markCurrent(id)
  return true
}

/** Makes the look-up tables of AC code `id`; false when it is undefined. */
export function prepareAc(id: i32): bool {
  const slot = id + 4
  if (!load<u8>(DEFINED + slot)) return false
  if (isCurrent(slot)) return true
  store<u8>(IS_BUILT + slot, 0)
  fillFirsts(id)
  fillSingle(id)
  fillMany(id)
  markCurrent(slot)
  return true
}

export function dcTable(id: i32): usize {
  return DC_TABLES + id * (DC_ENTRIES * 5)
}

export function singleTable(id: i32): usize {
  return SINGLE_TABLES + id * (3 * SINGLE_ENTRIES)
}

export function manyTable(id: i32): usize {
  return MANY_TABLES + id * (2 * ENTRIES)
}

/** The signed number that `size` bits stand for. */
function extend(bits: i32, size: i32): i32 {
  return size && bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits
}

/**
 * The signed number of a symbol, without a branch.
 *
 * @param window  the next bits, from the top down
 * @param length  bits of code and value, 0 to 63
 * @param size    bits of value
 */
// @ts-ignore: decorator
@inline
export function valueOf(window: u64, length: i32, size: i32): i32 {
  const bits = window << (<u64>(length - size))
  const negative = (<i64>~bits >> 63) & (((<i64>-1) << size) + 1)
  return <i32>((bits >> 1) >> (63 - size)) + <i32>negative
}

/**
 * Finds a DC symbol of any length, with its value.
 *
 * @param window  the next bits, from the top down
 * @param entry   what the table says
 * @returns bits of code and value, value from bit 8; 0 when no code begins so
 */
export function findDc(id: i32, window: u64, entry: i32): i32 {
  let length = (entry >> 8) & 31
  let size = entry >> 16
  if (entry == 0) {
    const found = findSymbol(id, <i32>(window >> 48))
    length = found >> 8
    size = found & 255
    if (!found || size > DC_SIZE) return 0
  }
  return (length + size) | (valueOf(window, length + size, size) << 8)
}

/** Finds an AC symbol of any length; returns its bits, places from bit 6, bits of value from bit 16; 0 for none. */
export function findAc(id: i32, window: u64): i32 {
  const found = findSymbol(id + 4, <i32>(window >> 48))
  return found ? acEntry(found >> 8, found & 255) : 0
}

/** Length from bit 8 and value of the code at the top of 16 bits; 0 when no code begins so. */
function findSymbol(slot: i32, window: i32): i32 {
  const long = LONGS + slot * LONG
  for (let length = 1; length <= 16; length++) {
    const code = window >> (16 - length)
    if (code <= load<i32>(long + (length << 3))) {
      const index = (code + load<i32>(long + (length << 3) + 4)) & 255
      return (length << 8) | load<u8>(DEFINITIONS + slot * DEFINITION + 16 + index)
    }
  }
  return 0
}

/** Places and bits of an AC symbol as an entry of the tables, 0 for one that no picture needs. */
function acEntry(length: i32, symbol: i32): i32 {
  const run = symbol >> 4
  const size = symbol & 15
  if (size > AC_SIZE) return 0
  if (size) return (length + size) | ((run + 1) << 6) | (size << 16)
  if (run == 15) return length | (16 << 6)
  return run ? 0 : length | (END_OF_BLOCK << 6)
}

function fillFirsts(id: i32): void {
  const definition = DEFINITIONS + (id + 4) * DEFINITION
  memory.fill(FIRSTS, 0, ENTRIES * 4)
  memory.fill(LENGTHS, <u8>(WINDOW + 1), ENTRIES)
  let window = 0
  let value = definition + 16
  for (let length = 1; length <= WINDOW; length++) {
    for (let n = <i32>load<u8>(definition + length - 1); n > 0; n--) {
      const entry = acEntry(length, load<u8>(value++))
      const count = 1 << (WINDOW - length)
      memory.fill(LENGTHS + window, <u8>length, count)
      for (const end = window + count; window < end; window++) {
        store<i32>(FIRSTS + (window << 2), entry)
      }
    }
  }
}

function fillSingle(id: i32): void {
  const table = singleTable(id)
  for (let i = 0; i < SINGLE_ENTRIES; i++) {
    const window = i << (WINDOW - SINGLE_WINDOW)
    const isShown = <i32>load<u8>(LENGTHS + window) <= SINGLE_WINDOW
    const entry = isShown ? load<i32>(FIRSTS + (window << 2)) : 0
    store<u8>(table + i, entry & 63)
    store<u8>(table + i, entry >> 6, SINGLE_ENTRIES)
    store<u8>(table + i, entry >> 16, 2 * SINGLE_ENTRIES)
  }
}

function fillMany(id: i32): void {
  const many = manyTable(id)
  for (let i = 0; i < ENTRIES; i++) {
    const first = load<i32>(FIRSTS + (i << 2))
    let bits = first & 63
    let places = (first >> 6) & 255
    while (first && places < 64 && bits < WINDOW) {
      const rest = (i << bits) & (ENTRIES - 1)
      const next = load<i32>(FIRSTS + (rest << 2))
      // the code must show in full; the bits of its value need not, being skipped
      if (!next || <i32>load<u8>(LENGTHS + rest) > WINDOW - bits) break
      if (bits + (next & 63) > MOST_BITS || places + ((next >> 6) & 127) > 63) break
      bits += next & 63
      places += (next >> 6) & 255
    }
    store<u8>(many + i, bits)
    store<u8>(many + i, places, ENTRIES)
  }
}

function isCurrent(slot: i32): bool {
  const same = !memory.compare(
    BUILT + slot * DEFINITION,
    DEFINITIONS + slot * DEFINITION,
    DEFINITION,
  )
  return load<u8>(IS_BUILT + slot) != 0 && same
}

function markCurrent(slot: i32): void {
  memory.copy(BUILT + slot * DEFINITION, DEFINITIONS + slot * DEFINITION, DEFINITION)
  store<u8>(IS_BUILT + slot, 1)
}

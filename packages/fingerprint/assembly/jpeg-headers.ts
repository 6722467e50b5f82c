// Marker segments up to the first scan, and the look at those behind it. Every length is checked
// against the file before a byte of it is read; whatever is unusual is refused.

import { defineCode, forgetCodes } from './jpeg-huffman'

/** Why a file is left to the full decoder. */
export const NOT_JPEG = -1
export const BAD_SEGMENT = -2
export const BAD_CODE = -3
export const OTHER_KIND = -4
export const OTHER_COLOUR = -5
export const TOO_LARGE = -6
export const HAS_PROFILE = -7
export const SECOND_PICTURE = -8
export const BAD_SCAN = -9
export const CUT_SHORT = -10

/** Least short side of a picture whose low frequencies are enough, and where only means are read. */
const SHORTEST_SIDE = 512
const SHORTEST_OF_MEANS = 1024

const QUANTISERS: usize = memory.data(4 * 64 * 2, 16)
const QUANTISERS_KNOWN: usize = memory.data(4, 4)
const COMPONENT = 6
const COMPONENTS: usize = memory.data(3 * COMPONENT, 8)

export let frameWidth: i32 = 0
export let frameHeight: i32 = 0
export let components: i32 = 0
export let isProgressive: bool = false
/** MCUs between restart markers, 0 for none. */
export let restartInterval: i32 = 0
/** Bits that the first DC scan of a progressive file leaves out. */
export let shift: i32 = 0
/** First entropy-coded byte. */
export let scanStart: usize = 0
let colourTransform: i32 = -1

// Of each component: id, sampling across and down, quantiser, DC code, AC code.
export function across(component: i32): i32 {
  return <i32>load<u8>(COMPONENTS + component * COMPONENT, 1)
}
export function down(component: i32): i32 {
  return <i32>load<u8>(COMPONENTS + component * COMPONENT, 2)
}
export function dcCode(component: i32): i32 {
  return <i32>load<u8>(COMPONENTS + component * COMPONENT, 4)
}
export function acCode(component: i32): i32 {
  return <i32>load<u8>(COMPONENTS + component * COMPONENT, 5)
}
/** Quantiser of a coefficient by its place in zigzag order; 0 when never defined. */
export function quantiser(component: i32, place: i32): i32 {
  const table = <i32>load<u8>(COMPONENTS + component * COMPONENT, 3)
  if (!load<u8>(QUANTISERS_KNOWN + table)) return 0
  return <i32>load<u16>(QUANTISERS + (((table << 6) + place) << 1))
}

function u16At(at: usize): i32 {
  return ((<i32>load<u8>(at)) << 8) | <i32>load<u8>(at, 1)
}

/**
 * Reads up to the first scan.
 *
 * @returns 0, or why not
 */
export function readHeaders(from: usize, end: usize, maxPixels: f64): i32 {
  forgetCodes()
  memory.fill(QUANTISERS_KNOWN, 0, 4)
  frameWidth = 0
  restartInterval = 0
  colourTransform = -1
  if (from + 4 > end || u16At(from) != 0xffd8) return NOT_JPEG
  let at = from + 2
  while (at + 4 <= end) {
    if (load<u8>(at) != 0xff) return BAD_SEGMENT
    const marker = <i32>load<u8>(at, 1)
    if (marker == 0xff) {
      at++
      continue
    }
    const length = u16At(at + 2)
    if (length < 2 || at + 2 + length > end) return BAD_SEGMENT
    const body = at + 4
    const bodyEnd = at + 2 + length
    if (marker == 0xda) return readScan(body, bodyEnd)
    const refusal = readSegment(marker, body, bodyEnd, maxPixels)
    if (refusal) return refusal
    at = bodyEnd
  }
  return BAD_SEGMENT
}

function readSegment(marker: i32, at: usize, end: usize, maxPixels: f64): i32 {
  if (marker == 0xdb) return readQuantisers(at, end)
  if (marker == 0xc4) return readCodes(at, end)
  if (marker >= 0xc0 && marker <= 0xc2) return readFrame(marker, at, end, maxPixels)
  if (marker == 0xdd) {
    if (end - at != 2) return BAD_SEGMENT
    restartInterval = u16At(at)
    return 0
  }
  if (marker == 0xe2) return isProfile(at, end) ? HAS_PROFILE : 0
  if (marker == 0xee) {
    if (end - at >= 12 && load<u32>(at) == 0x626f6441) {
      const transform = <i32>load<u8>(at, 11)
      if (colourTransform >= 0 && colourTransform != transform) return OTHER_COLOUR
      colourTransform = transform
    }
    return 0
  }
  return (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe ? 0 : OTHER_KIND
}

/** `ICC_PROFILE` and a zero. */
function isProfile(at: usize, end: usize): bool {
  return end - at >= 12 && load<u64>(at) == 0x464f52505f434349 && load<u32>(at, 8) == 0x00454c49
}

function readQuantisers(at: usize, end: usize): i32 {
  while (at < end) {
    const head = <i32>load<u8>(at++)
    const isWide = head >> 4
    const table = head & 15
    if (isWide > 1 || table > 3 || at + (64 << isWide) > end) return BAD_SEGMENT
    for (let place = 0; place < 64; place++) {
      const value = isWide ? u16At(at + (place << 1)) : <i32>load<u8>(at + place)
      if (!value) return BAD_SEGMENT
      store<u16>(QUANTISERS + (((table << 6) + place) << 1), value)
    }
    store<u8>(QUANTISERS_KNOWN + table, 1)
    at += 64 << isWide
  }
  return 0
}

function readCodes(at: usize, end: usize): i32 {
  while (at < end) {
    if (at + 17 > end) return BAD_SEGMENT
    const kind = <i32>load<u8>(at) >> 4
    const id = <i32>load<u8>(at) & 15
    let values = 0
    for (let i = 1; i <= 16; i++) values += <i32>load<u8>(at + i)
    if (kind > 1 || id > 3 || values > 256 || at + 17 + values > end) return BAD_SEGMENT
    if (!defineCode((kind << 2) + id, at + 1, values)) return BAD_CODE
    at += 17 + values
  }
  return 0
}

function readFrame(marker: i32, at: usize, end: usize, maxPixels: f64): i32 {
  if (frameWidth) return SECOND_PICTURE
  if (end - at < 6) return BAD_SEGMENT
  components = <i32>load<u8>(at, 5)
  if (load<u8>(at) != 8 || (components != 1 && components != 3)) return OTHER_KIND
  if (end - at != 6 + 3 * components) return BAD_SEGMENT
  frameHeight = u16At(at + 1)
  frameWidth = u16At(at + 3)
  if (<f64>frameWidth * <f64>frameHeight > maxPixels) return TOO_LARGE
  isProgressive = marker == 0xc2
  const shortest = isProgressive ? SHORTEST_OF_MEANS : SHORTEST_SIDE
  if (min(frameWidth, frameHeight) < shortest) return OTHER_KIND
  for (let i = 0; i < components; i++) {
    const to = COMPONENTS + i * COMPONENT
    const from = at + 6 + 3 * i
    const sampling = <i32>load<u8>(from, 1)
    store<u8>(to, load<u8>(from))
    // alone in its scan, a component has one block a unit whatever its sampling
    store<u8>(to, components == 1 ? 1 : sampling >> 4, 1)
    store<u8>(to, components == 1 ? 1 : sampling & 15, 2)
    store<u8>(to, load<u8>(from, 2), 3)
    if (load<u8>(from, 2) > 3 || !isUsual(sampling >> 4) || !isUsual(sampling & 15))
      return OTHER_KIND
    if (across(i) > across(0) || down(i) > down(0)) return OTHER_KIND
    for (let j = 0; j < i; j++) {
      if (load<u8>(to) == load<u8>(COMPONENTS + j * COMPONENT)) return BAD_SEGMENT
    }
  }
  return 0
}

function isUsual(sampling: i32): bool {
  return sampling == 1 || sampling == 2 || sampling == 4
}

/** The first scan must hold all components, and the DC of all blocks. */
function readScan(at: usize, end: usize): i32 {
  if (!frameWidth) return BAD_SEGMENT
  if (end - at != 4 + 2 * components || <i32>load<u8>(at) != components) return OTHER_KIND
  if (components == 3 && !isYCbCr()) return OTHER_COLOUR
  for (let i = 0; i < components; i++) {
    const component = COMPONENTS + i * COMPONENT
    const codes = <i32>load<u8>(at + 2 + 2 * i)
    if (load<u8>(at + 1 + 2 * i) != load<u8>(component)) return OTHER_KIND
    if (codes >> 4 > 3 || (codes & 15) > 3) return BAD_SEGMENT
    store<u8>(component, codes >> 4, 4)
    store<u8>(component, codes & 15, 5)
    if (!quantiser(i, 0)) return BAD_SEGMENT
  }
  const tail = end - 3
  const approximation = <i32>load<u8>(tail, 2)
  shift = approximation & 15
  scanStart = end
  if (isProgressive) {
    // what later scans add to the means must stay small
    for (let i = 0; i < components; i++) {
      if (shift && quantiser(i, 0) << shift > COARSEST) return BAD_SCAN
    }
    return load<u16>(tail) || approximation >> 4 || shift > 2 ? BAD_SCAN : 0
  }
  return load<u8>(tail) || load<u8>(tail, 1) != 63 || approximation ? BAD_SCAN : 0
}

/** Largest step of a mean, in eighths of a level, in a scan that later ones refine. */
const COARSEST = 128

/** As decoders guess it: RGB by its ids or by Adobe's marker. */
function isYCbCr(): bool {
  const isRgb =
    load<u8>(COMPONENTS) == 0x52 &&
    load<u8>(COMPONENTS + COMPONENT) == 0x47 &&
    load<u8>(COMPONENTS + 2 * COMPONENT) == 0x42
  return !isRgb && (colourTransform < 0 || colourTransform == 1)
}

/**
 * Looks through what follows the first scan, up to the end of the picture.
 *
 * What a viewer shows must be what was read: nothing may set DC again, change a quantiser or begin
 * another picture.
 *
 * @returns 0, or why not
 */
export function checkRest(from: usize, end: usize): i32 {
  let at = from
  while (true) {
    at = nextMarker(at, end)
    if (at + 2 > end) return CUT_SHORT
    const marker = <i32>load<u8>(at, 1)
    if (marker == 0xd9) return 0
    if (!isProgressive) return SECOND_PICTURE
    if (at + 4 > end) return CUT_SHORT
    const length = u16At(at + 2)
    const body = at + 4
    const bodyEnd = at + 2 + length
    if (length < 2 || bodyEnd > end) return CUT_SHORT
    if (marker == 0xda) {
      const count = <i32>load<u8>(body)
      if (count < 1 || count > 3 || length != 6 + 2 * count) return BAD_SEGMENT
      // a later DC scan may only refine, by the bits that the first one left out
      if (!load<u8>(bodyEnd - 3)) {
        const bits = <i32>load<u8>(bodyEnd - 1)
        const high = bits >> 4
        if (high == 0 || high > shift || (bits & 15) != high - 1) return SECOND_PICTURE
      }
    } else if (marker != 0xc4 && marker != 0xdd && marker != 0xfe) {
      if (marker < 0xe0 || marker > 0xef) return SECOND_PICTURE
    }
    at = bodyEnd
  }
}

/** Address of the next marker that is no restart, or `end`. */
function nextMarker(from: usize, end: usize): usize {
  let at = from
  while (true) {
    at = nextFf(at, end)
    if (at + 1 >= end) return end
    const next = load<u8>(at, 1)
    if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) return at
    at += next == 0xff ? 1 : 2
  }
}

/** Address of the next byte 0xff, or `end`. */
function nextFf(from: usize, end: usize): usize {
  const ff = i8x16.splat(-1)
  let at = from
  for (; at + 64 <= end; at += 64) {
    const a = i8x16.eq(v128.load(at), ff)
    const b = i8x16.eq(v128.load(at, 16), ff)
    const c = i8x16.eq(v128.load(at, 32), ff)
    const d = i8x16.eq(v128.load(at, 48), ff)
    if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) continue
    const low = i8x16.bitmask(a) | (i8x16.bitmask(b) << 16)
    if (low) return at + ctz(low)
    return at + 32 + ctz(i8x16.bitmask(c) | (i8x16.bitmask(d) << 16))
  }
  while (at < end && load<u8>(at) != 0xff) at++
  return at
}

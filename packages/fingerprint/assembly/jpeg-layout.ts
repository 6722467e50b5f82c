// Where the values of the first scan go: the planes, and the blocks of an MCU.

import {
  acCode,
  across,
  components,
  dcCode,
  down,
  frameHeight,
  frameWidth,
  isProgressive,
  quantiser,
  shift,
} from './jpeg-headers'
import { dcTable } from './jpeg-huffman'
import { layOutTerms } from './jpeg-terms'
import { Scratch } from './memory'

/** Short sides from which fewer terms are enough: three values a side, two, one. */
const TWO_A_SIDE = 800
const ONE_A_SIDE = 1536

/** Most blocks of an MCU, as the format has it. */
const MOST_BLOCKS = 10
/** One block of an MCU, with its fields: DC table, predictor, where its next value goes, bytes from
 * there to the next MCU, where its first value went, codes, whether terms are wanted, scale and largest amount of DC. */
export const BLOCK = 48
export const BLOCKS: usize = memory.data(MOST_BLOCKS * BLOCK, 16)
export const DC = 0
export const PREDICTOR = 4
export const TARGET = 8
export const STEP = 12
const ORIGIN = 16
const ROW_STEP = 20
export const DC_CODE = 24
export const AC = 28
export const HAS_TERMS = 32
export const SCALE = 36
export const LIMIT = 40
/** For a reader of DC alone: true for every other block, as a full window holds two symbols. */
export const REFILLS = 44

/** Farthest that the mean of a block may lie from the middle, 128, with what rounding adds. */
const FARTHEST = 160

const PREDICTORS: usize = memory.data(3 * 4, 16)

const planes = new Scratch()
let plane: usize = 0
export let blocksInMcu: i32 = 0
export let mcusAcross: i32 = 0
export let mcusDown: i32 = 0
/** Values a row of the luma plane, and rows. */
export let lumaStride: i32 = 0
let lumaRows: i32 = 0
/** Values a row of a chroma plane, and rows; 0 for grey pictures. */
export let chromaStride: i32 = 0
export let chromaRows: i32 = 0

/** Values across and down that a luma block has in its plane. */
export function lumaTerms(): i32 {
  const side = min(frameWidth, frameHeight)
  if (isProgressive || side >= ONE_A_SIDE) return 1
  return side < TWO_A_SIDE ? 3 : 2
}

/** Amplitudes in pixels, the first of a block its mean. */
export function lumaPlane(): usize {
  return plane
}

/** Block means of a chroma component, 1 or 2, 128 for no colour. */
export function chromaPlane(component: i32): usize {
  return plane + ((lumaStride * lumaRows + (component - 1) * chromaStride * chromaRows) << 2)
}

/** Sizes and reserves the planes and lists the blocks of an MCU; false for unusual sampling. */
export function layOut(): bool {
  const side = lumaTerms()
  const hasChroma = components == 3
  if (hasChroma && (across(1) != across(2) || down(1) != down(2))) return false
  let blocks = 0
  for (let i = 0; i < components; i++) blocks += across(i) * down(i)
  if (blocks > MOST_BLOCKS) return false
  mcusAcross = (frameWidth + 8 * across(0) - 1) / (8 * across(0))
  mcusDown = (frameHeight + 8 * down(0) - 1) / (8 * down(0))
  lumaStride = mcusAcross * across(0) * side
  lumaRows = mcusDown * down(0) * side
  chromaStride = hasChroma ? mcusAcross * across(1) : 0
  chromaRows = hasChroma ? mcusDown * down(1) : 0
  plane = planes.atLeast((lumaStride * lumaRows + 2 * chromaStride * chromaRows) << 2)
  if (side > 1) {
    layOutTerms(side, lumaStride)
    // terms that a block leaves out are zero
    memory.fill(plane, 0, (lumaStride * lumaRows) << 2)
  }
  blocksInMcu = 0
  for (let i = 0; i < components; i++) layOutBlocks(i, i == 0 ? side : 1)
  return true
}

function layOutBlocks(component: i32, side: i32): void {
  const stride = component ? chromaStride : lumaStride
  const origin = component ? chromaPlane(component) : plane
  const step = quantiser(component, 0) << (isProgressive ? shift : 0)
  for (let y = 0; y < down(component); y++) {
    for (let x = 0; x < across(component); x++) {
      const block = BLOCKS + blocksInMcu++ * BLOCK
      store<i32>(block, blocksInMcu & 1, REFILLS)
      store<usize>(block, dcTable(dcCode(component)), DC)
      store<usize>(block, PREDICTORS + (component << 2), PREDICTOR)
      store<usize>(block, origin + (((y * stride + x) * side) << 2), ORIGIN)
      store<i32>(block, (across(component) * side) << 2, STEP)
      store<i32>(block, (down(component) * side * stride) << 2, ROW_STEP)
      store<i32>(block, dcCode(component), DC_CODE)
      store<i32>(block, acCode(component), AC)
      store<i32>(block, side > 1 ? 1 : 0, HAS_TERMS)
      store<f32>(block, <f32>step / 8, SCALE)
      store<i32>(block, (FARTHEST * 8) / step + 1, LIMIT)
    }
  }
}

/** Points every block to its first value in a row of MCUs. */
export function aim(row: i32): void {
  for (let i = 0; i < blocksInMcu; i++) {
    const block = BLOCKS + i * BLOCK
    store<usize>(block, load<usize>(block, ORIGIN) + row * load<i32>(block, ROW_STEP), TARGET)
  }
}

export function forgetPredictors(): void {
  memory.fill(PREDICTORS, 0, 12)
}

import { planeView, type LowFrequencies } from './jpeg-kernel.ts'

/**
 * Mean distance of luma from that of the outermost blocks, in levels, up to which blocks may be those
 * of a border: above what `withoutBorder` allows, 18 levels over three channels, all of which may be
 * green.
 */
const TOLERANCE = 11
/** A border takes at least this part of its side. */
const THINNEST_PART = 64
const BLOCK = 8

/** Blocks of one side of a picture: `depth` lines of `count` blocks, steps in values of the plane. */
type Side = { first: number; alongStep: number; count: number; inwardStep: number; depth: number }

/**
 * True when all blocks that a border of any side would cover are about equally bright.
 *
 * A border counts from 1/64 of its side up, so where sides have 512 pixels or more it covers at least
 * the outermost row or column of blocks. Many a sky is taken for one, here and by the full decoder.
 */
export function hasPlainEdge(picture: LowFrequencies): boolean {
  const { luma, terms, width, height } = picture
  const values = planeView(luma)
  const [columns, rows] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)]
  const [across, down] = [terms, terms * luma.stride]
  const [inRows, inColumns] = [depthOf(height), depthOf(width)]
  const alongRow = { alongStep: across, count: columns, depth: inRows }
  const alongColumn = { alongStep: down, count: rows, depth: inColumns }
  const sides: Side[] = [
    { ...alongRow, first: 0, inwardStep: down },
    { ...alongRow, first: (rows - 1) * down, inwardStep: -down },
    { ...alongColumn, first: 0, inwardStep: across },
    { ...alongColumn, first: (columns - 1) * across, inwardStep: -across },
  ]
  return sides.some((side) => isPlain(values, side))
}

/** Whole blocks within the thinnest border; the outermost of an uneven side may be a part of one. */
function depthOf(side: number): number {
  return Math.floor(side / THINNEST_PART / BLOCK)
}

function isPlain(values: Float32Array, { first, alongStep, count, inwardStep, depth }: Side) {
  let mean = 0
  for (let i = 0; i < count; i++) mean += values[first + i * alongStep]! / count
  for (let line = 0; line < depth; line++) {
    const from = first + line * inwardStep
    let distance = 0
    for (let i = 0; i < count; i++) distance += Math.abs(values[from + i * alongStep]! - mean)
    if (distance > TOLERANCE * count) return false
  }
  return true
}

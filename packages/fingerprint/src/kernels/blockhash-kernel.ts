import { axisTable, type Axis } from './axis-tables.ts'
import { kernelBytes, kernels } from './kernels.ts'
import { visitPieces, type Values, type Visit } from './picture-pieces.ts'

const BLOCKS = 16
const SIXTEENTHS = 16

/**
 * Sums of red, green and blue over the 16x16 blocks of a picture, exact, row-major.
 *
 * @param values      bytes; with four channels a pixel whose fourth is 0 counts as white
 * @param pieceBytes  as of `visitPieces`; decides nothing about the sums
 */
export function blockSums(values: Values, pieceBytes?: number): Float64Array {
  const { blockSums: sum, blockSumsAddress } = kernels()
  const axes = { columns: blockTable(values.width), rows: blockTable(values.height) }
  const visit: Visit = (_, address, rowBytes, piece) => {
    const { rowFrom, rowTo, columnFrom, columnTo } = piece
    const tables = [axes.columns.address, axes.rows.address] as const
    sum(address, rowBytes, values.channels, ...tables, rowFrom, rowTo, columnFrom, columnTo)
  }
  visitPieces(values, [axes], BLOCKS, visit, pieceBytes)
  const at = blockSumsAddress()
  return new Float64Array(kernelBytes().buffer, at, BLOCKS * BLOCKS).slice()
}

function blockTable(length: number) {
  return axisTable(`blocks ${length}`, 'whole', () => blockAxis(length))
}

/** For each of the 16 blocks of an axis: how many sixteenths of every pixel are its own. */
function blockAxis(length: number): Axis {
  const size = length / BLOCKS
  const start = Int32Array.from({ length: BLOCKS }, (_, block) => Math.floor(block * size))
  const lengths = start.map((first, block) => Math.ceil((block + 1) * size) - first)
  const stride = Math.max(...lengths)
  const weight = new Float32Array(BLOCKS * stride)
  const give = (block: number, at: number, share: number) => {
    const offset = at - start[block]!
    if (offset < lengths[block]!) weight[block * stride + offset]! += share * SIXTEENTHS
  }
  for (let at = 0; at < length; at++) {
    // A pixel across an edge is split. Below 16 pixels it spans more than two blocks, of which
    // blockhash-core fills the nearest ones only.
    const beyond = (at + 1) % size
    const share = beyond < 1 && at + 1 < length ? beyond : 0
    give(Math.floor(at / size), at, 1 - share)
    if (share > 0) give(Math.ceil(at / size), at, share)
  }
  return { start, length: lengths, weight, stride }
}

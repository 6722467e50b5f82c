import { HASH_BYTES, shardSizes, TABLES } from './layout.ts'
import { Shard } from './shard.ts'

const MAGIC = 0x4e4c4832 // "NLH2"
const VERSION = 1
const HEADER_BYTES = 64
const LINE = 32
const BUCKETS = 65_536

/**
 * A snapshot is a header of 64 bytes (magic, version, hashes as two words, seed, words unused, checksum)
 * and for each shard its hashes and its tables, each piece padded to 32 bytes, little-endian.
 */
type Piece = { at: number; bytes: number }

/** Bytes of the pieces of a shard of so many hashes. */
function pieceBytes(count: number): number[] {
  const table = [(BUCKETS + 1) * 4, count * 2, count * 4]
  return [count * HASH_BYTES, ...Array.from({ length: TABLES }, () => table).flat()]
}

const bodyBytes = (count: number): number =>
  pieceBytes(count).reduce((sum, bytes) => sum + padded(bytes), 0)

/** Where a shard keeps its pieces. */
function piecesOf({ layout, count }: Shard): Piece[] {
  const tables = layout.tables.slice(0, TABLES)
  const places = tables.flatMap(({ start, signatures, numbers }) => [start, signatures, numbers])
  const sizes = pieceBytes(count)
  return [layout.hashes, ...places].map((at, which) => ({ at, bytes: sizes[which]! }))
}

const padded = (bytes: number): number => Math.ceil(bytes / LINE) * LINE

/** The shards of a sealed index as one buffer. */
export function writeSnapshot(shards: readonly Shard[], seed: number): ArrayBuffer {
  const pieces = shards.map(piecesOf)
  const body = shards.reduce((sum, { count }) => sum + bodyBytes(count), 0)
  const buffer = new ArrayBuffer(HEADER_BYTES + body)
  const out = new Uint8Array(buffer)
  const count = shards.reduce((all, shard) => all + shard.count, 0)
  let at = HEADER_BYTES
  let sum = firstSum(count, seed)
  for (const [index, shard] of shards.entries()) {
    for (const piece of pieces[index]!) {
      out.set(shard.bytes.subarray(piece.at, piece.at + piece.bytes), at)
      sum = checksumOf(shard, piece, sum)
      at += padded(piece.bytes)
    }
  }
  writeHeader(buffer, { count, seed, sum })
  return buffer
}

/**
 * The shards of a buffer.
 *
 * @throws {RangeError} another version, another length, or damage
 */
export function readSnapshot(
  buffer: ArrayBuffer,
  threads: number,
): { shards: Shard[]; seed: number } {
  const { count, seed, sum } = readHeader(buffer)
  // before any memory is reserved for what a damaged header asks for
  const body = shardSizes(count).reduce((all, size) => all + bodyBytes(size), 0)
  if (buffer.byteLength !== HEADER_BYTES + body) {
    throw new RangeError(`read snapshot: ${buffer.byteLength} bytes, not those of ${count} hashes`)
  }
  const shards: Shard[] = []
  let at = HEADER_BYTES
  let found = firstSum(count, seed)
  for (const capacity of shardSizes(count)) {
    const shard = Shard.create({ capacity, isLive: false, threads }, seed)
    shard.adopt(capacity)
    for (const piece of piecesOf(shard)) {
      if (at + piece.bytes > buffer.byteLength) {
        throw new RangeError(
          `read snapshot: ${buffer.byteLength} bytes, too few for ${count} hashes`,
        )
      }
      shard.bytes.set(new Uint8Array(buffer, at, piece.bytes), piece.at)
      found = checksumOf(shard, piece, found)
      at += padded(piece.bytes)
    }
    shards.push(shard)
  }
  if (found !== sum) throw new RangeError('read snapshot: checksum does not agree, it is damaged')
  for (const shard of shards) {
    const { count: filed, layout } = shard
    const tables = layout.tables.slice(0, TABLES)
    shard.publish({ filed, tables, recentFrom: filed, recentTo: filed, recent: [] })
  }
  return { shards, seed }
}

/** What the header says is summed up as well. */
const firstSum = (count: number, seed: number): bigint => (BigInt(seed) << 32n) | BigInt(count)

/** Of a piece in the memory of a shard, whose padding is zero. */
function checksumOf({ kernels }: Shard, { at, bytes }: Piece, sum: bigint): bigint {
  return BigInt.asUintN(64, kernels.checksum(at, padded(bytes), sum))
}

function writeHeader(
  buffer: ArrayBuffer,
  { count, seed, sum }: { count: number; seed: number; sum: bigint },
): void {
  const words = new Uint32Array(buffer, 0, HEADER_BYTES / 4)
  words.set([MAGIC, VERSION, count, 0, seed])
  new BigUint64Array(buffer, HEADER_BYTES - 8, 1).set([sum])
}

function readHeader(buffer: ArrayBuffer): { count: number; seed: number; sum: bigint } {
  if (buffer.byteLength < HEADER_BYTES) {
    throw new RangeError(`read snapshot: ${buffer.byteLength} bytes`)
  }
  const [magic, version, low, high, seed] = new Uint32Array(buffer, 0, HEADER_BYTES / 4)
  if (magic !== MAGIC) throw new RangeError('read snapshot: not a snapshot of an index')
  if (version !== VERSION) {
    throw new RangeError(`read snapshot: version ${version}, only ${VERSION} is read here`)
  }
  const [sum] = new BigUint64Array(buffer, HEADER_BYTES - 8, 1)
  if (high !== 0) throw new RangeError('read snapshot: more hashes than an index holds')
  return { count: low!, seed: seed!, sum: sum! }
}

import type { FieldCrypto } from '@nightlight/runtime'
import type { KeptPart } from './kept-parts.ts'
import { readSealed, UnreadableFile, writeSealed } from './sealed-file.ts'
import { DIGESTS, LiveLists, PERCEPTUAL, type LiveListsOptions } from './live-lists.ts'

/** 2: entries name their submission. */
const VERSION = 2
/** In a piece: what it is, then how many, then numbers of entries, then values. */
const HEAD = 8
const KINDS = ['entries', ...PERCEPTUAL, ...DIGESTS] as const

type Meta = { version: number; epoch: string; seed: number; lists: string[] }

/**
 * Writes what the lists hold to a file, encrypted, a few thousand entries at a time, so that searches go on
 * meanwhile. Entries that went are left out. Changes after the call may or may not be in it: its epoch is
 * that of the call, and what came later is to be asked for again.
 *
 * @throws what the system says of a write
 */
export function writeSnapshot(file: string, crypto: FieldCrypto, lists: LiveLists): Promise<void> {
  const { seed, lists: names, parts } = lists.keep()
  const meta: Meta = { version: VERSION, epoch: String(lists.epoch), seed, lists: names }
  return writeSealed(file, crypto, piecesOf(meta, parts()))
}

async function* piecesOf(meta: Meta, parts: Iterable<KeptPart>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(JSON.stringify(meta))
  for (const part of parts) {
    yield encode(part)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/**
 * Lists from a file.
 *
 * @throws {UnreadableFile} it is damaged, foreign or of another version
 * @throws what the system says of a read
 */
export async function readSnapshot(
  file: string,
  crypto: FieldCrypto,
  options: LiveListsOptions = {},
): Promise<LiveLists> {
  const parts: KeptPart[] = []
  let meta: Meta | undefined
  for await (const piece of readSealed(file, crypto)) {
    if (meta === undefined) meta = parseMeta(piece)
    else parts.push(decode(piece))
  }
  if (meta === undefined) throw new UnreadableFile('read lists: nothing in the file')
  return LiveLists.restore({ ...meta, epoch: BigInt(meta.epoch), parts }, options)
}

function parseMeta(piece: Buffer): Meta {
  const meta = JSON.parse(piece.toString()) as Meta
  if (meta.version !== VERSION) throw new UnreadableFile(`read lists: version ${meta.version}`)
  return meta
}

function encode({ kind, entries, values }: KeptPart): Uint8Array {
  const piece = new Uint8Array(HEAD + entries.byteLength + values.length)
  const words = new Uint32Array(piece.buffer, 0, HEAD / 4)
  words.set([KINDS.indexOf(kind), entries.length])
  new Uint32Array(piece.buffer, HEAD, entries.length).set(entries)
  piece.set(values, HEAD + entries.byteLength)
  return piece
}

function decode(piece: Buffer): KeptPart {
  const kind = KINDS[piece.readUInt32LE(0)]
  const count = piece.readUInt32LE(4)
  if (kind === undefined || HEAD + count * 4 > piece.length) {
    throw new UnreadableFile('read lists: a piece of no known kind')
  }
  const entries = Uint32Array.from({ length: count }, (_, at) => piece.readUInt32LE(HEAD + at * 4))
  return { kind, entries, values: piece.subarray(HEAD + count * 4) }
}

import { DomainError } from '@nightlight/contract'

/** A file of an archive, whose length and CRC-32 are known before it is written. */
export type ZipEntry = {
  /** ASCII, without a folder. */
  name: string
  bytes: number
  crc32: number
  content: () => AsyncIterable<Uint8Array>
}

const LOCAL = 0x04_03_4b_50
const CENTRAL = 0x02_01_4b_50
const END = 0x06_05_4b_50
const VERSION = 20
/** Made on a system with permissions, so that what is unpacked can be read by its owner and group. */
const MADE_BY = 0x03_14
const MODE = (0o100_644 << 16) >>> 0
/** 1 January 1980, the first day that there is. */
const FIRST_DAY = 0x00_21
/** What a field of 32 bits holds, but for the value that stands for "see elsewhere". */
const MOST_BYTES = 0xff_ff_ff_fe

/**
 * An archive of stored files in the order given: the same files always give the same bytes.
 *
 * Nothing is compressed and no time is kept, so that whoever has the files can write the archive again and compare.
 *
 * @param mostBytes  of the archive, what its format holds by default
 * @throws {DomainError} `case-too-large`, when it is called
 * @see APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16
 */
export function writeZip(
  entries: readonly ZipEntry[],
  mostBytes = MOST_BYTES,
): AsyncGenerator<Uint8Array> {
  mustFit(entries, mostBytes)
  return piecesOf(entries)
}

async function* piecesOf(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const head = Buffer.concat([words(LOCAL), shorts(VERSION), common(entry)])
    directory.push(centralOf(entry, offset))
    offset += head.length + entry.bytes
    yield head
    yield* entry.content()
  }
  const central = Buffer.concat(directory)
  const count = entries.length
  yield Buffer.concat([
    central,
    words(END),
    shorts(0, 0, count, count),
    words(central.length, offset),
    shorts(0),
  ])
}

const OVERHEAD = 46 + 30 + 22

function mustFit(entries: readonly ZipEntry[], mostBytes: number): void {
  const total = entries.reduce((sum, one) => sum + one.bytes + 2 * one.name.length + OVERHEAD, 0)
  if (total <= mostBytes && entries.length < 0xff_ff) return
  throw new DomainError(
    'conflict',
    'case-too-large',
    `Exporting a case: ${total} bytes, ${mostBytes} at most`,
  )
}

/** What a file has before its content and in the directory alike: from the flags to its name. */
const common = ({ name, bytes, crc32 }: ZipEntry, between = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    shorts(0, 0, 0, FIRST_DAY),
    words(crc32, bytes, bytes),
    shorts(name.length, 0),
    between,
    Buffer.from(name, 'latin1'),
  ])

const centralOf = (entry: ZipEntry, offset: number): Buffer =>
  Buffer.concat([
    words(CENTRAL),
    shorts(MADE_BY, VERSION),
    common(entry, Buffer.concat([shorts(0, 0, 0), words(MODE, offset)])),
  ])

function shorts(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value, at * 2)
  return bytes
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * 4)
  return bytes
}

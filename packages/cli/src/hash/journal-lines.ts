import { read } from 'node:fs'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import type { FileRecord } from './file-record.ts'

const readAt = promisify(read)
const CHUNK_BYTES = 64 * 1024
const LONGEST_LINE = 4 * 2 ** 20

/** Begins the lines of one run. `places`: of each root that is a folder, which one it was. */
export type RunLine = {
  journal: 'nightlight-hash'
  version: 1
  roots: string[]
  places: string[]
  pipeline: string
}

/** One file that was read to its end. Paths have one character a byte. */
export type DoneLine = { root: number; size: number; times: string; record: FileRecord }

/** A line as it stands in the file: CRC-32 of the JSON as 8 hex digits, a space, the JSON. */
export function journalLine(value: RunLine | DoneLine): string {
  const json = JSON.stringify(value)
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`
}

/** A whole and undamaged line, or null. */
export function parseJournalLine(line: Buffer): RunLine | DoneLine | null {
  const json = line.subarray(9)
  if (line[8] !== 0x20 || crc32(json) !== Number.parseInt(line.toString('latin1', 0, 8), 16)) {
    return null
  }
  return JSON.parse(json.toString('utf8')) as RunLine | DoneLine
}

export const isRunLine = (line: RunLine | DoneLine): line is RunLine => 'journal' in line

/**
 * The lines of a part of a file with the place where each ends, without the last one when it is torn.
 */
export async function* linesOf(
  file: number,
  from: number,
  to: number,
): AsyncIterable<{ line: Buffer; end: number }> {
  let rest: Buffer = Buffer.alloc(0)
  let at = from
  while (at < to) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - at))
    const { bytesRead } = await readAt(file, chunk, 0, chunk.length, at)
    if (bytesRead === 0) return
    const text = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
    const begin = at - rest.length
    at += bytesRead
    let used = 0
    for (let end = text.indexOf(0x0a); end >= 0; end = text.indexOf(0x0a, used)) {
      yield { line: text.subarray(used, end), end: begin + end + 1 }
      used = end + 1
    }
    rest = text.subarray(used)
    if (rest.length > LONGEST_LINE) return
  }
}

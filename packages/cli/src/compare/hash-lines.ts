import { createReadStream } from 'node:fs'
import { DomainError, HASH_DIGITS, type HashAlgorithm } from '@nightlight/contract'
import { fileUnreadable } from '../unreadable-file.ts'

/** Hashes of a file, one behind the other, and the line of each, counted from 0. */
export type HashLines = { hashes: Uint8Array; lines: number[] }

const BATCH = 8_192
const LONGEST_LINE = 4_096
const BYTE_ORDER_MARK = '\ufeff'

/**
 * Reads a file of hashes in hexadecimal digits of either case, one a line, in batches.
 *
 * Empty lines are counted and passed over; lines may end as on any system.
 *
 * @param what  of the two files, for messages
 * @throws {DomainError} `file-unreadable`; `hash-line-invalid` with the number of the line
 */
export async function* readHashLines(
  file: string,
  algorithm: HashAlgorithm,
  what: string,
): AsyncGenerator<HashLines> {
  const digits = HASH_DIGITS[algorithm]
  const isHash = new RegExp(`^[0-9a-f]{${digits}}$`, 'i')
  let batch = emptyBatch(digits)
  let line = 0
  for await (const text of linesOf(file, what)) {
    const hash = text.trim()
    if (hash !== '') {
      if (!isHash.test(hash)) throw invalidLine(what, line, digits)
      batch.hashes.write(hash, batch.lines.length * (digits / 2), 'hex')
      batch.lines.push(line)
    }
    line++
    if (batch.lines.length < BATCH) continue
    yield batch
    batch = emptyBatch(digits)
  }
  if (batch.lines.length === 0) return
  yield { hashes: batch.hashes.subarray(0, (batch.lines.length * digits) / 2), lines: batch.lines }
}

const emptyBatch = (digits: number) => ({
  hashes: Buffer.alloc((BATCH * digits) / 2),
  lines: [] as number[],
})

const invalidLine = (what: string, line: number, digits: number): DomainError =>
  new DomainError(
    'invalid',
    'hash-line-invalid',
    `Comparing: line ${line} of the ${what} file, counted from 0, is no hash; each must be ${digits} hexadecimal digits and nothing else; --algorithm says of what`,
  )

async function* linesOf(file: string, what: string): AsyncGenerator<string> {
  let rest = ''
  let isFirst = true
  try {
    for await (const chunk of createReadStream(file, { encoding: 'latin1' })) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop()!
      // so that a file without lines does not fill the memory
      if (rest.length > LONGEST_LINE) rest = rest.slice(0, LONGEST_LINE)
      for (const line of lines) {
        yield isFirst ? withoutMark(line) : line
        isFirst = false
      }
    }
  } catch (error) {
    throw fileUnreadable(`Comparing: the ${what} file`, error)
  }
  if (rest !== '') yield isFirst ? withoutMark(rest) : rest
}

/** The mark as it looks when its three bytes are read one by one. */
const withoutMark = (line: string): string =>
  line.startsWith(Buffer.from(BYTE_ORDER_MARK).toString('latin1')) ? line.slice(3) : line

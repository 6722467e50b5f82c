import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
  type BigIntStats,
} from 'node:fs'
import { DomainError } from '@nightlight/contract'
import { writeError } from './writing.ts'

/** Where the records go. */
export type Output = {
  write(text: string): Promise<void>
  /** Writes what is held back. */
  flush(): Promise<void>
  /** Ends it: everything is written, and what an earlier run wrote beyond is cut off. */
  finish(): Promise<void>
  /** Whether a file is this one. */
  isAt(status: BigIntStats): boolean
}

const FLUSH_BYTES = 64 * 1024
const FLUSH_MS = 200
const LEAST_COMMON_BYTES = 8

/**
 * Opens the output.
 *
 * @param path         file to make, or undefined for standard output
 * @param isContinued  an earlier run may have written the beginning
 * @throws {DomainError} `output-exists`, `output-not-empty`, or why it cannot be written
 */
export function openOutput(path: string | undefined, isContinued: boolean): Output {
  try {
    return path === undefined ? openStandardOutput(isContinued) : openFile(path, isContinued)
  } catch (error) {
    throw writeError('the output', error)
  }
}

function openStandardOutput(isContinued: boolean): Output {
  const status = fstatSync(1, { bigint: true })
  if (!status.isFile()) {
    // Each write hears of its own failure; the event would end the process.
    process.stdout.on('error', () => undefined)
    return buffered(writeToPipe, () => undefined, undefined)
  }
  if (isContinued && status.size > 0n) {
    throw new DomainError(
      'conflict',
      'output-not-empty',
      'Hashing: a continued run writes the whole output again; redirect with > instead of >>, or use --out',
    )
  }
  const write = (bytes: Buffer): void => writeAll(1, bytes, null)
  return buffered(write, () => undefined, status)
}

/**
 * A file that is written from its beginning in every run. What an earlier run wrote is compared and
 * kept as far as it is the same, so that a torn last record needs no care.
 */
function openFile(path: string, isContinued: boolean): Output {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  let at = 0
  let isNew = fstatSync(file).size === 0
  if (!isNew && !isContinued) throw anotherFile()
  const write = (bytes: Buffer): void => {
    const same = isNew ? 0 : commonLength(file, bytes, at)
    if (same < bytes.length) {
      const { size } = fstatSync(file)
      if (at === 0 && same < Math.min(size, LEAST_COMMON_BYTES)) throw anotherFile()
      if (size > at + same) ftruncateSync(file, at + same)
      isNew = true
      writeAll(file, bytes.subarray(same), at + same)
    }
    at += bytes.length
  }
  const finish = (): void => {
    ftruncateSync(file, at)
    fsyncSync(file)
    closeSync(file)
  }
  return buffered(write, finish, fstatSync(file, { bigint: true }))
}

const anotherFile = (): DomainError =>
  new DomainError(
    'conflict',
    'output-exists',
    'Hashing: the file given with --out holds something already; it was left alone, choose another name',
  )

function buffered(
  writeBytes: (bytes: Buffer) => void | Promise<void>,
  finish: () => void,
  place: BigIntStats | undefined,
): Output {
  let parts: string[] = []
  let length = 0
  let flushed = performance.now()
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(parts.join(''))
    parts = []
    length = 0
    try {
      if (bytes.length > 0) await writeBytes(bytes)
    } catch (error) {
      throw writeError('the output', error)
    }
    flushed = performance.now()
  }
  return {
    async write(text) {
      parts.push(text)
      length += text.length
      if (length >= FLUSH_BYTES || performance.now() - flushed > FLUSH_MS) await flush()
    },
    flush,
    async finish() {
      await flush()
      try {
        finish()
      } catch (error) {
        throw writeError('the output', error)
      }
    },
    isAt: ({ dev, ino }) => place !== undefined && dev === place.dev && ino === place.ino,
  }
}

function commonLength(file: number, bytes: Buffer, at: number): number {
  const there = Buffer.allocUnsafe(bytes.length)
  let length = 0
  while (length < bytes.length) {
    const read = readSync(file, there, length, bytes.length - length, at + length)
    if (read === 0) break
    length += read
  }
  if (there.subarray(0, length).equals(bytes.subarray(0, length))) return length
  let same = 0
  while (there[same] === bytes[same]) same++
  return same
}

function writeAll(file: number, bytes: Buffer, position: number | null): void {
  for (let at = 0; at < bytes.length;) {
    at += writeSync(file, bytes, at, bytes.length - at, position === null ? null : position + at)
  }
}

const writeToPipe = (bytes: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()))
  })

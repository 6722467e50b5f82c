import {
  closeSync,
  constants,
  fdatasync,
  fstatSync,
  ftruncateSync,
  openSync,
  writeSync,
  type BigIntStats,
} from 'node:fs'
import { promisify } from 'node:util'
import { DomainError } from '@nightlight/contract'
import type { FileRecord } from './file-record.ts'
import {
  isRunLine,
  journalLine,
  linesOf,
  parseJournalLine,
  type DoneLine,
  type RunLine,
} from './journal-lines.ts'
import { orderKey, type Found, type Root } from './walk.ts'
import { writeError } from './writing.ts'

const sync = promisify(fdatasync)
const SYNC_MS = 1_000

type FoundFile = Found & { kind: 'file' }
type Run = { from: number; to: number; pipeline: string }

/**
 * What earlier runs did, and where this one writes what it does.
 *
 * Append-only. Each run begins with a line of its own and adds its files in the order of the walk,
 * so that all runs can be read side by side along with the next walk, in constant memory; of a file
 * in several the last counts. A torn line at the end, as a kill or a power cut leaves it, is cut off.
 */
export class Journal implements AsyncDisposable {
  readonly #file: number
  readonly #cursors: readonly RunCursor[]
  readonly #begin: RunLine
  readonly #places: readonly bigint[]
  #synced = performance.now()

  /** Whether earlier runs began, and so may have written some of the output. */
  readonly isContinued: boolean

  private constructor(file: number, runs: readonly Run[], begin: RunLine) {
    this.#file = file
    this.#cursors = runs
      .filter(({ pipeline }) => pipeline === begin.pipeline)
      .map((run) => new RunCursor(file, run))
      .toReversed()
    this.#begin = begin
    this.isContinued = runs.length > 0
    const { dev, ino } = fstatSync(file, { bigint: true })
    this.#places = [dev, ino]
  }

  /**
   * Opens a journal or begins one.
   *
   * @param roots     those of this run
   * @param pipeline  version of everything that decides the hashes; files done under another are done
   *                  again
   * @throws {DomainError} `journal-is-another-file`, `journal-of-another-run`,
   *   `journal-of-another-medium`, or why it cannot be written
   */
  static async open(path: string, roots: readonly Root[], pipeline: string): Promise<Journal> {
    const file = opened(path)
    try {
      const begin: RunLine = {
        journal: 'nightlight-hash',
        version: 1,
        roots: roots.map((root) => root.path),
        places: roots.map(placeOf),
        pipeline,
      }
      const { runs, end } = await readRuns(file, begin)
      ftruncateSync(file, end)
      return new Journal(file, runs, begin)
    } catch (error) {
      closeSync(file)
      throw writeError('the journal', error)
    }
  }

  /** Begins this run; to be called once, when its output is open. */
  async begin(): Promise<void> {
    await this.#add(this.#begin)
    await this.#sync()
  }

  /** Whether a file is this one. */
  isAt({ dev, ino }: BigIntStats): boolean {
    return dev === this.#places[0] && ino === this.#places[1]
  }

  /**
   * The record of a file that has not changed since it was done, or null. To be asked in the order
   * of the walk.
   */
  async recordOf(found: FoundFile): Promise<FileRecord | null> {
    let record: FileRecord | null = null
    for (const cursor of this.#cursors) {
      const done = await cursor.doneAt(found)
      if (record || done?.size !== found.size || done.times !== found.times) continue
      record = done.record
    }
    return record
  }

  /** Notes a file as done; to be called in the order of the walk. */
  async add({ root, size, times }: FoundFile, record: FileRecord): Promise<void> {
    await this.#add({ root, size, times, record })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sync().catch(() => undefined)
    closeSync(this.#file)
  }

  async #add(line: RunLine | DoneLine): Promise<void> {
    const bytes = Buffer.from(journalLine(line))
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at)
      if (performance.now() - this.#synced > SYNC_MS) await this.#sync()
    } catch (error) {
      throw writeError('the journal', error)
    }
  }

  async #sync(): Promise<void> {
    await sync(this.#file)
    this.#synced = performance.now()
  }
}

/** Reads the files of one run, along with a walk in the same order. */
class RunCursor {
  readonly #lines: AsyncIterator<{ line: Buffer }>
  #next: { done: DoneLine; key: string } | null | undefined

  constructor(file: number, { from, to }: Run) {
    this.#lines = linesOf(file, from, to)[Symbol.asyncIterator]()
  }

  async doneAt({ root, path }: FoundFile): Promise<DoneLine | null> {
    const key = orderKey(path)
    if (this.#next === undefined) await this.#step()
    while (this.#next) {
      const { done } = this.#next
      if (done.root > root || (done.root === root && this.#next.key >= key)) break
      await this.#step()
    }
    return this.#next?.done.root === root && this.#next.key === key ? this.#next.done : null
  }

  async #step(): Promise<void> {
    const next = await this.#lines.next()
    const line = next.done === true ? null : parseJournalLine(next.value.line)
    const done = line && !isRunLine(line) ? line : null
    this.#next = done && { done, key: orderKey(done.record.path) }
  }
}

function opened(path: string): number {
  try {
    // Appends go to the end even where two runs were started by mistake; the lines are then whole.
    return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND, 0o600)
  } catch (error) {
    throw writeError('the journal', error)
  }
}

async function readRuns(file: number, begin: RunLine): Promise<{ runs: Run[]; end: number }> {
  const { size } = fstatSync(file)
  const runs: Run[] = []
  let end = 0
  for await (const found of linesOf(file, 0, size)) {
    const line = parseJournalLine(found.line)
    if (line === null) break
    if (isRunLine(line)) {
      if (line.roots.join('\0') !== begin.roots.join('\0')) throw anotherRun()
      if (line.places.join() !== begin.places.join()) throw anotherMedium()
      runs.push({ from: found.end, to: found.end, pipeline: line.pipeline })
    } else if (runs.length === 0) break
    end = found.end
    const run = runs.at(-1)
    if (run) run.to = end
  }
  if (size > 0 && runs.length === 0) throw anotherFile()
  return { runs, end }
}

/** Tells a folder from another one that stands at the same path later, as where media are mounted. */
function placeOf({ status }: Root): string {
  return status.isDirectory() ? `${status.ino} ${status.birthtimeNs}` : ''
}

const anotherFile = (): DomainError =>
  new DomainError(
    'conflict',
    'journal-is-another-file',
    'Hashing: the file given with --resume is not a journal of this command; it was left alone',
  )

const anotherRun = (): DomainError =>
  new DomainError(
    'conflict',
    'journal-of-another-run',
    'Hashing: the journal belongs to a run over other paths; give the same ones in the same order, or another journal',
  )

const anotherMedium = (): DomainError =>
  new DomainError(
    'conflict',
    'journal-of-another-medium',
    'Hashing: the journal was begun over another folder or medium at the same path; give another journal and output',
  )

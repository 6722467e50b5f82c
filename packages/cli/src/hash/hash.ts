import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { DomainError } from '@nightlight/contract'
import {
  PIPELINE_VERSION,
  createDecoder,
  explainSandbox,
  type Decoder,
} from '@nightlight/fingerprint'
import { callerDirectory } from '../caller-directory.ts'
import { countFiles } from './count-files.ts'
import type { FileRecord } from './file-record.ts'
import { hashFile } from './hash-file.ts'
import { atMost, mapInOrder } from './in-order.ts'
import { Journal } from './journal.ts'
import { openOutput, type Output } from './output.ts'
import { isProgressShown, progressLine, startProgress } from './progress.ts'
import {
  createRecordWriter,
  HASH_FORMATS,
  type HashFormat,
  type RecordWriter,
} from './record-formats.ts'
import { onStopSignals, Stopped } from './stop-signals.ts'
import { Tally } from './tally.ts'
import { openRoots, walk, type Found } from './walk.ts'

export type HashOptions = {
  format: string
  jobs?: number
  out?: string
  resume?: string
  /** Undefined where neither `--paths` nor `--no-paths` was given. */
  paths?: boolean
  quiet?: boolean
}

/** Some files have no record: of folders that could not be read, or where the format has no place. */
const EXIT_WITHOUT_RECORD = 3
const MAX_BYTES = 40 * 2 ** 20
const AHEAD_PER_JOB = 4
/** What says nothing about the file; the next run tries again. */
const TRANSIENT: ReadonlySet<string> = new Set(['timeout', 'out-of-memory', 'decoder-crashed'])

/**
 * `nightlight hash PATH...`: hashes files and folders on this machine, offline.
 *
 * Exit code 0 when every file has a record, 3 when some have none: those of a folder that could not
 * be read, or unread ones where the format has no place for them; 130 after Ctrl-C, 1 with a message otherwise.
 */
export async function hash(paths: readonly string[], options: HashOptions): Promise<void> {
  const format = formatOf(options.format)
  const jobs = jobsOf(options.jobs)
  process.chdir(callerDirectory())
  if (options.out !== undefined && options.resume !== undefined)
    checkApart(options.out, options.resume)
  using stop = onStopSignals()
  const roots = await openRoots(paths)
  await using journal =
    options.resume === undefined
      ? undefined
      : await Journal.open(options.resume, roots, PIPELINE_VERSION)
  const output = openOutput(options.out, journal?.isContinued === true)
  await journal?.begin()
  await using decoder = createDecoder({}, { processes: jobs, maxBytes: MAX_BYTES })
  if (options.quiet !== true) saySandbox(decoder.sandbox)
  const tally = new Tally()
  const writer = createRecordWriter(format, options.paths ?? format !== 'vics')
  const found = walk(roots, (file) => journal?.isAt(file) === true || output.isAt(file))
  const isQuiet = options.quiet === true
  const counting = new AbortController()
  try {
    let total: number | undefined
    if (!isQuiet) void countFiles(roots, counting.signal).then((count) => (total = count))
    const isShown = isProgressShown(isQuiet, options.out !== undefined)
    using _progress = isShown
      ? startProgress((seconds) => progressLine(tally, total, seconds))
      : undefined
    await hashAll(found, { decoder, journal, output, writer, tally, jobs, signal: stop.signal })
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    await output.flush()
    sayStopped(tally, format, options.resume !== undefined)
    process.exitCode = error.exitCode
    return
  } finally {
    counting.abort()
  }
  sayResult(tally, format, isQuiet)
}

type Run = {
  decoder: Decoder
  journal: Journal | undefined
  output: Output
  writer: RecordWriter
  tally: Tally
  jobs: number
  signal: AbortSignal
}

async function hashAll(found: AsyncIterable<Found>, run: Run): Promise<void> {
  const { decoder, journal, output, writer, tally, jobs, signal } = run
  const limited = atMost(jobs + 1)
  const deps = { decoder, maxBytes: MAX_BYTES, signal }
  const results = mapInOrder(
    knownFirst(found, journal, signal),
    jobs * AHEAD_PER_JOB,
    async ({ file, known }) => {
      if (known) return { file, record: known, isNew: false }
      const { path } = file
      if (file.kind === 'refused')
        return { file, record: { path, error: file.error }, isNew: false }
      return { file, record: await limited(() => hashFile(file, deps)), isNew: true }
    },
  )
  await output.write(writer.begin)
  for await (const { file, record, isNew } of results) {
    signal.throwIfAborted()
    const isDone = record.digests !== undefined && !TRANSIENT.has(record.error?.code ?? '')
    if (isNew && file.kind === 'file' && isDone) await journal?.add(file, record)
    await output.write(writer.record(record))
    tally.add(record, isNew)
  }
  await output.write(writer.end)
  await output.finish()
}

async function* knownFirst(
  found: AsyncIterable<Found>,
  journal: Journal | undefined,
  signal: AbortSignal,
): AsyncIterable<{ file: Found; known: FileRecord | null }> {
  for await (const file of found) {
    signal.throwIfAborted()
    const known = file.kind === 'file' && journal ? await journal.recordOf(file) : null
    yield { file, known }
  }
}

function formatOf(name: string): HashFormat {
  const format = HASH_FORMATS.find((known) => known === name)
  if (format) return format
  throw new DomainError(
    'invalid',
    'option-invalid',
    `Hashing: --format must be one of ${HASH_FORMATS.join(', ')}`,
  )
}

function jobsOf(jobs = availableParallelism()): number {
  if (Number.isInteger(jobs) && jobs >= 1 && jobs <= 256) return jobs
  throw new DomainError('invalid', 'option-invalid', 'Hashing: --jobs must be 1 to 256')
}

function saySandbox(name: string): void {
  const { meaning, advice } = explainSandbox(name)
  console.error(`Sandbox: ${meaning} (${name})`)
  if (advice !== undefined) console.error(`WARNING: for a stronger one, ${advice}`)
}

function checkApart(out: string, resume: string): void {
  if (resolve(out) !== resolve(resume)) return
  const message = 'Hashing: --out and --resume name the same file; the journal needs one of its own'
  throw new DomainError('invalid', 'option-invalid', message)
}

function sayStopped(tally: Tally, format: HashFormat, canContinue: boolean): void {
  console.error(`Stopped after ${tally.files} records.`)
  const left =
    format === 'vics'
      ? 'The output breaks off and cannot be imported; begin again with another --out.'
      : 'The records written so far are whole.'
  console.error(
    canContinue
      ? 'Run the same command again to go on from there.'
      : `${left} With --resume FILE a run can go on after a stop.`,
  )
}

function sayResult(tally: Tally, format: HashFormat, isQuiet: boolean): void {
  if (!isQuiet) console.error(tally.summary())
  if (tally.files === 0) console.error('WARNING: there are no files at all; is the medium mounted?')
  if (tally.unread === 0) return
  if (!isQuiet || format === 'vics') {
    console.error('Not read:')
    for (const path of tally.unreadPaths) console.error(`  ${path}`)
    if (tally.unread > tally.unreadPaths.length) console.error('  and more')
  }
  if (format !== 'vics' && tally.unreadFolders === 0) return
  console.error(
    tally.unreadFolders > 0
      ? 'The files of folders that could not be read have no records [folders-not-read]'
      : 'A VICS hash set has no place for files that could not be read [files-not-read]',
  )
  process.exitCode = EXIT_WITHOUT_RECORD
}

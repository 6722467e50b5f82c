import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { DomainError, HASH_ALGORITHMS } from '@nightlight/contract'
import { createDecoder, type Decoder, type Digests } from '@nightlight/fingerprint'
import {
  matchFingerprint,
  matchHashes,
  PURPOSE,
  type EntryHash,
  type MatchResult,
  type Use,
} from '@nightlight/matcher'
import { callerDirectory } from '../caller-directory.ts'
import { fingerprintFile } from '../hash/hash-file.ts'
import { atMost, mapInOrder } from '../hash/in-order.ts'
import { isProgressShown, rateLine, startProgress } from '../hash/progress.ts'
import { textOfPath } from '../hash/path-text.ts'
import { onStopSignals } from '../hash/stop-signals.ts'
import { number } from '../hash/tally.ts'
import { writeError } from '../hash/writing.ts'
import { inputsOf, type Input } from './inputs.ts'
import { listFromFile, listsOfInstallation, type ListsToMatch } from './lists-to-match.ts'

export type MatchOptions = {
  data: string
  list?: string
  algorithm: string
  maxDistance?: number
  all?: boolean
  quiet?: boolean
}

type Answer = { record: Record<string, unknown>; kind: 'matched' | 'none' | 'unusable' }

const MAX_BYTES = 40 * 2 ** 20
const AHEAD = 4
const COUNTRY = 'BE'
/** Some inputs could not be looked at, or there were none. */
const EXIT_INCOMPLETE = 3
const WHY: Readonly<Record<string, string>> = {
  'no-good-hash':
    'read hashes: no hash that could be good in this line; --algorithm says what 64 digits are',
  'symbolic-link': 'read file: a symbolic link in a folder, which is not followed',
}

/**
 * `nightlight match INPUT...`: which entries of the lists a hash, a file of hashes or pictures match, and how
 * surely, by the rules of the service.
 *
 * Writes a line of JSON for each input that matches, and for each that could not be looked at. Compares with
 * the active lists of the installation, or with the list of `--list` alone, which needs no service.
 *
 * Exit code 0 when everything was looked at, whether it matched or not; 3 when something could not be, or there
 * was nothing; 1 with a message otherwise.
 */
export async function match(args: readonly string[], options: MatchOptions): Promise<void> {
  const algorithm = HASH_ALGORITHMS.find((name) => name === options.algorithm)
  if (algorithm === undefined) throw invalid('algorithm', `one of ${HASH_ALGORITHMS.join(', ')}`)
  const { maxDistance = 31, list } = options
  if (!Number.isInteger(maxDistance) || maxDistance < 0 || maxDistance > 31) {
    throw invalid('max-distance', 'a whole number from 0 to 31')
  }
  if (list === undefined && options.maxDistance !== undefined) {
    throw invalid('max-distance', 'given with --list only: the lists of the service have their own')
  }
  const use = (): Use => ({
    purpose: PURPOSE,
    jurisdiction: process.env['JURISDICTION'] ?? COUNTRY,
    at: new Date(),
  })
  await using against =
    list === undefined
      ? await listsOfInstallation(options.data, use())
      : await listFromFile(list, maxDistance, algorithm)
  if (options.quiet !== true) console.error(`comparing with ${against.what}`)
  process.chdir(callerDirectory())
  using stop = onStopSignals()
  const jobs = availableParallelism()
  await using decoder = createDecoder({}, { processes: jobs, maxBytes: MAX_BYTES })
  const counts = { matched: 0, none: 0, unusable: 0 }
  // a file that is read is in memory, whole
  const limited = atMost(jobs + 1)
  const answer = (input: Input) =>
    limited(() => answerOf(input, { against, decoder, use, signal: stop.signal }))
  const lookedAt = () => counts.matched + counts.none + counts.unusable
  const progressAt = (seconds: number) =>
    `${rateLine(lookedAt(), 'looked at', seconds)}, ${number(counts.matched)} matched`
  {
    using _progress = isProgressShown(options.quiet) ? startProgress(progressAt) : undefined
    const inputs = inputsOf(args, algorithm)
    for await (const { record, kind } of mapInOrder(inputs, jobs * AHEAD, answer)) {
      counts[kind]++
      if (kind === 'none' && options.all !== true) continue
      await write(`${JSON.stringify(record)}\n`)
    }
  }
  const total = lookedAt()
  if (counts.unusable > 0 || total === 0) process.exitCode = EXIT_INCOMPLETE
  if (total === 0) console.error('There is nothing to look at; is the medium mounted? [no-input]')
  if (options.quiet !== true) {
    console.error(`${counts.matched} matched, ${counts.none} did not, ${counts.unusable} unusable`)
  }
}

type Run = { against: ListsToMatch; decoder: Decoder; use: () => Use; signal: AbortSignal }

async function answerOf(input: Input, run: Run): Promise<Answer> {
  const { against, decoder, signal } = run
  const use = run.use()
  if (input.kind === 'unusable') {
    const { kind, code, ...place } = input
    return { kind, record: { ...place, error: { code, message: WHY[code] ?? 'cannot be read' } } }
  }
  if (input.kind === 'hashes') {
    const { input: file, line } = input
    const results = matchHashes(input.hashes, against.lists, use)
    return answered({ input: file, ...(line === undefined ? {} : { line }) }, results, against)
  }
  const { text, base64 } = textOfPath(input.found.path)
  const place = { path: text, ...(base64 === null ? {} : { pathBase64: base64 }) }
  const read = await fingerprintFile(input.found, { decoder, maxBytes: MAX_BYTES, signal })
  if (read.status === 'unread') return { kind: 'unusable', record: { ...place, error: read.error } }
  if (read.status === 'fingerprinted') {
    return answered(place, matchFingerprint(read.fingerprint, against.lists, use), against)
  }
  // what cannot be decoded is compared by its digests, which is all there is to a file that is no picture
  const { code, message, digests } = read
  const found = await answered(place, matchHashes(hashesOf(digests), against.lists, use), against)
  const kind = found.kind === 'none' && code !== 'not-an-image' ? 'unusable' : found.kind
  return { kind, record: { ...found.record, error: { code, message } } }
}

function hashesOf(digests: Digests | null): EntryHash[] {
  if (digests === null) return []
  return (['md5', 'sha1', 'sha256'] as const).map((algorithm) => ({
    algorithm,
    value: Buffer.from(digests[algorithm], 'hex'),
  }))
}

async function answered(
  place: Record<string, unknown>,
  results: readonly MatchResult[],
  against: ListsToMatch,
): Promise<Answer> {
  const described = await against.describe(results)
  const matches = results.map((result, at) => {
    const { tier, algorithm, distance, orientation, flavour, frame, variant } = result
    const how = { tier, algorithm, distance, orientation, flavour, frame, variant }
    return { ...described[at], ...how }
  })
  return { kind: matches.length > 0 ? 'matched' : 'none', record: { ...place, matches } }
}

const invalid = (name: string, wanted: string): DomainError =>
  new DomainError('invalid', 'option-invalid', `Matching: --${name} must be ${wanted}`)

async function write(text: string): Promise<void> {
  if (process.stdout.write(text)) return
  await once(process.stdout, 'drain').catch((error: unknown) => {
    throw writeError('the matches', error)
  })
}

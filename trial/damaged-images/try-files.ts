import { isDeepStrictEqual } from 'node:util'
import type { FingerprintOutcome, NeedsFull } from '../../packages/fingerprint/src/index.ts'
import { faultsOf } from './check-outcome.ts'
import type { File } from './file.ts'

/** What the trial needs of a decoder. */
export type TriedDecoder = {
  fingerprint(
    bytes: Uint8Array,
    options: { signal?: AbortSignal; needsFull?: NeedsFull },
  ): Promise<FingerprintOutcome>
}

/** How a file is decoded: at once in full, or with the question between the stages. */
type Mode = 'full' | 'dropped after the quick stage' | 'full after the quick stage'

export type TryOptions = {
  /** Files at once. */
  atOnce: number
  /** After this long without an outcome a file hangs. */
  hangMs: number
  /** A good picture between the others, and what it must give. */
  good: { bytes: Uint8Array; outcome: FingerprintOutcome }
}

export type Tally = {
  failures: string[]
  /** By format, then status and code. */
  outcomes: Record<string, Record<string, number>>
  modes: Record<Mode, number>
  questions: number
  goodChecked: number
  slowest: { ms: number; name: string }
  /** Names of files that took a decoder process with them, or kept it too long. */
  contained: string[]
}

const GOOD_EVERY = 100

/**
 * Sends files through a decoder and checks every outcome.
 *
 * JPEG files go through all modes, the others through the first. A good picture in between shows
 * that a damaged one has not spoilt those behind it.
 */
export async function tryFiles(
  decoder: TriedDecoder,
  files: Iterable<File>,
  options: TryOptions,
): Promise<Tally> {
  const tally: Tally = {
    failures: [],
    outcomes: {},
    modes: { full: 0, 'dropped after the quick stage': 0, 'full after the quick stage': 0 },
    questions: 0,
    goodChecked: 0,
    slowest: { ms: 0, name: '' },
    contained: [],
  }
  const queue = files[Symbol.iterator]()
  const work = async (): Promise<void> => {
    let done = 0
    for (let next = queue.next(); next.done !== true; next = queue.next()) {
      for (const mode of modesOf(next.value))
        await tryFile(decoder, next.value, mode, options, tally)
      if (++done % GOOD_EVERY === 0) await checkGood(decoder, options, tally)
    }
    await checkGood(decoder, options, tally)
  }
  await Promise.all(Array.from({ length: options.atOnce }, work))
  return tally
}

function modesOf({ bytes }: File): Mode[] {
  const isJpeg = bytes.length > 2 && bytes.readUIntBE(0, 3) === 0xffd8ff
  if (!isJpeg) return ['full']
  return ['full', 'dropped after the quick stage', 'full after the quick stage']
}

async function tryFile(
  decoder: TriedDecoder,
  { name, format, bytes }: File,
  mode: Mode,
  { hangMs }: TryOptions,
  tally: Tally,
): Promise<void> {
  tally.modes[mode]++
  let questions = 0
  const needsFull = (): boolean => {
    questions++
    return mode === 'full after the quick stage'
  }
  const startedAt = performance.now()
  const outcome = await outcomeWithin(hangMs, (signal) =>
    decoder.fingerprint(bytes, mode === 'full' ? { signal } : { signal, needsFull }),
  )
  const ms = performance.now() - startedAt
  if (ms > tally.slowest.ms) tally.slowest = { ms: Math.round(ms), name }
  tally.questions += questions
  const fail = (what: string): number => tally.failures.push(`${name} (${mode}): ${what}`)
  if (questions > 1) fail(`asked ${questions} times`)
  if ('fault' in outcome) return void fail(outcome.fault)
  count(tally, format, name, outcome)
  const faults = [...faultsOf(bytes, outcome), ...depthFaults(mode, questions, outcome)]
  for (const fault of faults) fail(fault)
}

/** Quick hashes are the answer exactly when they were asked about and found enough. */
function depthFaults(mode: Mode, questions: number, outcome: FingerprintOutcome): string[] {
  if (outcome.status !== 'fingerprinted') return []
  const isQuick = outcome.fingerprint.depth === 'quick'
  const shouldBe = mode === 'dropped after the quick stage' && questions === 1
  return isQuick === shouldBe ? [] : [`depth ${outcome.fingerprint.depth}`]
}

function count(tally: Tally, format: string, name: string, outcome: FingerprintOutcome): void {
  const code = outcome.status === 'refused' ? outcome.code : outcome.status
  const ofFormat = (tally.outcomes[format] ??= {})
  ofFormat[code] = (ofFormat[code] ?? 0) + 1
  if (code === 'decoder-crashed' || code === 'timeout') tally.contained.push(`${code}: ${name}`)
}

async function outcomeWithin(
  hangMs: number,
  work: (signal: AbortSignal) => Promise<FingerprintOutcome>,
): Promise<FingerprintOutcome | { fault: string }> {
  const giveUp = new AbortController()
  const { promise: hanging, resolve } = Promise.withResolvers<{ fault: string }>()
  const timer = setTimeout(() => {
    giveUp.abort(new Error('hangs'))
    resolve({ fault: `no outcome in ${hangMs} ms` })
  }, hangMs)
  const working = work(giveUp.signal).catch((error: unknown) => ({
    fault: `threw ${String(error)}`,
  }))
  const first = await Promise.race([hanging, working])
  clearTimeout(timer)
  return first
}

async function checkGood(
  decoder: TriedDecoder,
  { good, hangMs }: TryOptions,
  tally: Tally,
): Promise<void> {
  tally.goodChecked++
  const outcome = await outcomeWithin(hangMs, (signal) =>
    decoder.fingerprint(good.bytes, { signal }),
  )
  if (isDeepStrictEqual(outcome, good.outcome)) return
  tally.failures.push('a good picture: another outcome than before the damaged ones')
}

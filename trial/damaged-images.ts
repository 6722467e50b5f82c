import { createDecoder, fingerprint } from '../packages/fingerprint/src/index.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { planFiles } from './damaged-images/files.ts'
import { watchMemory } from './damaged-images/process-memory.ts'
import { tryFiles, type Tally, type TriedDecoder } from './damaged-images/try-files.ts'

const FILES = 4000
const SEED = 1
const PROCESSES = 2
const TIMEOUT_MS = 20_000
const ENOUGH_FILES = 1000
/** Two tries of a file and the start of a process between them. */
const HANG_MS = 3 * TIMEOUT_MS

/** A decoder, and how often its log said what. */
export type Watched = { decoder: TriedDecoder; events: Record<string, number> }

/**
 * Sends damaged and hostile files of every format through the real decoder, in the strongest sandbox
 * of the machine, and checks that every one of them ends in a typed record.
 *
 * A decoder process may crash or be killed for a file; the trial fails when that costs anything but
 * the outcome of that file. All files follow from the seed.
 *
 * @param options.n  files
 */
export async function run(options: TrialOptions): Promise<TrialResult> {
  const events: Record<string, number> = {}
  const log = (event: string, { reason }: Record<string, unknown>): void => {
    const what = typeof reason === 'string' ? `${event}: ${reason}` : event
    events[what] = (events[what] ?? 0) + 1
  }
  await using decoder = createDecoder({ log }, { processes: PROCESSES, timeoutMs: TIMEOUT_MS })
  const result = await runAgainst({ decoder, events }, options)
  return { ...result, details: [{ sandbox: decoder.sandbox }, ...result.details] }
}

/** The trial with a decoder of its caller, which a test lets misbehave. */
export async function runAgainst(
  { events, decoder }: Watched,
  { n = FILES, seed = SEED }: TrialOptions,
  hangMs = HANG_MS,
): Promise<TrialResult> {
  const { originals, byHand, files } = await planFiles(n, seed)
  const bytes = originals[0]!.bytes
  const good = { bytes, outcome: await fingerprint(bytes) }
  using memory = watchMemory()
  using escaped = watchEscapes()
  const startedAt = performance.now()
  const tally = await tryFiles(decoder, files, { atOnce: PROCESSES, hangMs, good })
  memory.look()
  const failures = [...tally.failures, ...escaped.errors, ...untried(n, tally)]
  const figures = {
    seed,
    byHand,
    originals: originals.length,
    seconds: Math.round((performance.now() - startedAt) / 1000),
    slowest: tally.slowest,
    decoderHighWaterMegabytes: Math.round(memory.highWater),
    goodChecked: tally.goodChecked,
  }
  return {
    name: 'damaged-images',
    tried: n,
    failed: failures.length,
    details: [figures, ...counts(tally), { events }, ...tally.contained, ...failures],
  }
}

/** Many files of which none brought the question between the stages have not tried it. */
function untried(n: number, { questions }: Tally): string[] {
  return n >= ENOUGH_FILES && questions === 0 ? ['the quick stage answered for no file'] : []
}

function counts({ modes, questions, outcomes }: Tally): unknown[] {
  return [
    { modes, questions },
    ...Object.entries(outcomes).map(([format, of]) => ({ format, ...of })),
  ]
}

/** Collects what would have ended this process. */
function watchEscapes(): Disposable & { errors: string[] } {
  const errors: string[] = []
  const note = (error: unknown): number => errors.push(`escaped: ${String(error)}`)
  process.on('uncaughtException', note).on('unhandledRejection', note)
  const stop = (): void =>
    void process.off('uncaughtException', note).off('unhandledRejection', note)
  return { errors, [Symbol.dispose]: stop }
}

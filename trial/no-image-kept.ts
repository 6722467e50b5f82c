import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { createDecoderAt } from '../packages/fingerprint/src/decoder.ts'
import {
  findTracer,
  keptInFiles,
  readCalls,
  violations,
  watchCommand,
} from '../packages/fingerprint/src/testing-system-calls.ts'
import { CACHE_DIR } from '../packages/runtime/src/embedded/redis.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { provisionSandboxPrograms } from '../scripts/programs.ts'
import { drawCanaries, type Canaries } from './no-image-kept/canaries.ts'
import { checkTheCommandWatch, checkTheSearch, checkTheWatch } from './no-image-kept/controls.ts'
import { runHash } from './no-image-kept/hash-command.ts'
import {
  familyOf,
  formsOf,
  searchFiles,
  searchUnnamed,
  type Needles,
} from './no-image-kept/search.ts'

const PICTURES = 83
const SEED = 1
const ROOT = resolve(import.meta.dirname, '..')
/** Beside the directories of the trial itself: where programs leave what they do not mean to keep. */
const SHARED_PLACES = ['/dev/shm', '/var/tmp']

/**
 * Sends marked pictures through the real decoder and through `nightlight hash`, and looks for them.
 *
 * Under strace, no call of a decoder may open a file for writing or carry picture bytes. Afterwards
 * nothing of the pictures, as it is or written in hexadecimal or base64, may be in a file that
 * changed, in the directories for temporary files, shared memory and the work, nor in a file without
 * a name that a process holds open. Each way of looking is shown before to find what is planted.
 *
 * @param options.n  pictures, the large ones first
 */
export async function run(options: TrialOptions): Promise<TrialResult> {
  const { n = PICTURES, seed = SEED } = options
  Object.assign(
    process.env,
    await provisionSandboxPrograms(CACHE_DIR, (line) => console.error(line)),
  )
  const dir = mkdtempSync(join(tmpdir(), 'nightlight-kept-'))
  try {
    const canaries = await drawCanaries(n, seed)
    const needles = formsOf(canaries.marker)
    const work = join(dir, 'work')
    mkdirSync(work)
    const places = [work, tmpdir(), ...SHARED_PLACES]
    const control = [
      ...checkTheSearch(places, needles),
      ...(await checkTheWatch(dir, canaries.marker)),
      ...checkTheCommandWatch(dir),
    ]
    const since = Date.now()
    const decoded = await decodeWatched(join(dir, 'decoder'), canaries, needles)
    const hashed = await hashWatched(dir, work, canaries)
    const samples = canaries.samples.map((text) => ({ form: 'picture bytes', text }))
    const own = readdirSync(dir)
      .map((name) => join(dir, name))
      .filter((path) => path !== work)
    const found = [...new Set([...places, ROOT])].flatMap((place) =>
      searchFiles(place, since, [...needles, ...samples], [...own, join(ROOT, 'node_modules')]),
    )
    const traces = found.map(({ where, form }) => `found as ${form} in ${where}`)
    const failures = [...control, ...decoded.faults, ...hashed.faults, ...traces]
    return {
      name: 'no-image-kept',
      tried: canaries.pictures.length,
      failed: failures.length,
      details: [
        { seed, sandbox: decoded.sandbox, outcomes: decoded.outcomes, calls: decoded.calls },
        { controls: places.length * needles.length * 2 + 3, hashCommand: hashed.records },
        ...failures,
      ],
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

type Decoded = {
  sandbox: string
  outcomes: Record<string, number>
  calls: number
  faults: string[]
}

async function decodeWatched(
  log: string,
  { pictures, marker, samples }: Canaries,
  needles: Needles,
): Promise<Decoded> {
  const outcomes: Record<string, number> = {}
  const faults: string[] = []
  const wrapper = watchCommand(findTracer(), log)
  const entry = new URL('../packages/fingerprint/src/decoder-process.ts', import.meta.url)
  const options = { timeoutMs: 120_000, recycleAfter: 20 }
  const decoder = createDecoderAt(entry, () => undefined, options, { wrapper })
  try {
    for (const { name, bytes } of pictures) {
      const decoding = decoder.fingerprint(bytes)
      await setImmediate()
      const during = searchUnnamed(familyOf(process.pid), needles)
      const outcome = await decoding
      const code = outcome.status === 'refused' ? outcome.code : outcome.status
      outcomes[code] = (outcomes[code] ?? 0) + 1
      if (code === 'timeout' || code === 'decoder-crashed') faults.push(`${name}: ${code}`)
      const unnamed = [...during, ...searchUnnamed(familyOf(process.pid), needles)]
      faults.push(...unnamed.map(({ form }) => `${name}: an unnamed file holds it as ${form}`))
    }
  } finally {
    await decoder[Symbol.asyncDispose]()
  }
  const all = readCalls(log)
  const secrets = [marker.toString('latin1'), ...samples]
  faults.push(...all.flatMap((calls) => violations(calls, secrets)))
  const calls = all.reduce((sum, one) => sum + one.length, 0)
  return { sandbox: decoder.sandbox, outcomes, calls, faults }
}

async function hashWatched(
  dir: string,
  work: string,
  { pictures }: Canaries,
): Promise<{ records: number; faults: string[] }> {
  const input = join(dir, 'pictures')
  mkdirSync(input)
  for (const [at, { bytes }] of pictures.entries()) writeFileSync(join(input, String(at)), bytes)
  const log = join(dir, 'hash')
  const { records, problem } = await runHash(watchCommand(findTracer(), log, 0), input, work)
  const kept = readCalls(log).flatMap((calls) => keptInFiles(calls))
  const missing =
    records === pictures.length ? [] : [`hash: ${records} records of ${pictures.length} files`]
  return { records, faults: [...kept, ...missing, ...(problem === null ? [] : [problem])] }
}

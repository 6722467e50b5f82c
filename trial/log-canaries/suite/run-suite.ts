import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { leash } from '../../../packages/runtime/src/index.ts'
import type { TrialResult } from '../../../scripts/measurement.ts'
import { judge, type Copy } from './judge.ts'
import { MEMORY_DIR, TAP_DIR } from './tap.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const TAP = new URL('tap.ts', import.meta.url).href
const CONFIG = 'trial/log-canaries/suite/vitest.config.ts'
/** Leaks on purpose, and runs along whichever tests are asked for. */
const LEAKS = 'trial/log-canaries/suite/leaks.'

/**
 * Runs the tests of the project, or those that `only` names, with a tap in each of their processes, and looks in all that
 * was logged, printed, answered with an error and queued, and in the logs of the servers, for whatever they sealed.
 *
 * A test that leaks on purpose runs along, by each way; a way that is not found fails the trial, as a failed test does.
 *
 * @param only  part of the paths of tests, as `npm test` takes it
 */
export async function runSuite(only: string | undefined): Promise<TrialResult> {
  const dir = await mkdtemp(join(tmpdir(), 'nightlight-suite-'))
  const near = join(MEMORY_DIR, basename(dir))
  try {
    const tests = await runTests(dir, only)
    const { finds, missed, counts, bytes } = judge([
      ...(await copiesIn(dir)),
      ...(await copiesIn(near)),
    ])
    const failures = [
      ...(/^[1-9]\d* passed, 0 failed/.test(tests) ? [] : [`the tests: ${tests}`]),
      ...missed.map((way) => `control: what was planted by ${way} was not found`),
      ...finds,
    ]
    return {
      name: 'log-canaries',
      tried: counts.lookedFor,
      failed: failures.length,
      details: [{ tests, only: only ?? 'all', ...counts, bytes }, ...failures],
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
    await rm(near, { recursive: true, force: true })
  }
}

/** @returns the last line of `npm test` */
async function runTests(dir: string, only: string | undefined): Promise<string> {
  const program = join(ROOT, 'scripts/test.ts')
  const args = [program, `--config=${CONFIG}`, ...(only === undefined ? [] : [only, LEAKS])]
  const child = spawn(...leash('TERM', [process.execPath, args]), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: `--import=${TAP}`, [TAP_DIR]: dir },
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000)
    process.stderr.write(chunk)
  })
  await once(child, 'close')
  return said.trimEnd().split('\n').at(-1) ?? ''
}

/** Copies of the processes, by kind; files of other programs, by name. */
async function copiesIn(dir: string): Promise<Copy[]> {
  const names = await readdir(dir).catch(() => [])
  return Promise.all(
    names.map(async (name) => {
      const [, kind] = /^\d+-\d+\.(\w+)$/.exec(name) ?? []
      return { place: kind ?? `file ${name}`, text: await readFile(join(dir, name)) }
    }),
  )
}

import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CACHE_DIR } from '../packages/runtime/src/embedded/redis.ts'
import { createLog } from '../packages/runtime/src/log.ts'
import { browserTests, provisionBrowser } from './browser.ts'
import { startTestServers, stopwatch } from './test-servers.ts'
import { countTests, summaryLine, type TestCounts } from './test-summary.ts'

const ROOT = resolve(import.meta.dirname, '..')
/** Hundreds of processes are started; compiling the same modules was half of what each start costs. */
const COMPILED = join(CACHE_DIR, 'compiled')

/** Servers, then vitest once with `args`, then the counts; `stop` ends it early and tidily. */
async function runTests(
  args: readonly string[],
  stop: AbortSignal,
): Promise<{ counts: TestCounts; exitCode: number }> {
  const filters = args.filter((arg) => !arg.startsWith('-'))
  const browser =
    browserTests(ROOT, filters).length > 0
      ? { CHROMIUM_PATH: await provisionBrowser(CACHE_DIR, say) }
      : {}
  const dir = await mkdtemp(join(tmpdir(), 'nightlight-report-'))
  try {
    const log = createLog('test', { level: 'warn' })
    await using servers = await startTestServers(['postgres', 'redis'], log, say)
    const report = join(dir, 'report.json')
    const exitCode = await vitest([...args], { ...servers.env, ...browser }, report, stop)
    const text = await readFile(report, 'utf8').catch(() => undefined)
    return { counts: countTests(text, exitCode), exitCode }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function vitest(
  args: readonly string[],
  env: Record<string, string>,
  report: string,
  stop: AbortSignal,
): Promise<number> {
  if (stop.aborted) return signalCode(stop)
  const flags = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [program, ...flags, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...env },
  })
  stop.addEventListener('abort', () => child.kill('SIGTERM'))
  const code = await new Promise<number>((done, failed) => {
    child.on('error', failed)
    child.on('exit', (status) => done(status ?? 1))
  })
  return stop.aborted ? signalCode(stop) : code
}

function signalCode(stop: AbortSignal): number {
  return 128 + constants.signals[stop.reason as NodeJS.Signals]
}

function say(line: string): void {
  console.log(line)
}

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort(signal))
}
const lap = stopwatch()
try {
  const { counts, exitCode } = await runTests(process.argv.slice(2), stop.signal)
  process.exitCode = exitCode
  say(`Done in ${lap()}`)
  say(summaryLine(counts))
} catch (error) {
  process.exitCode = 1
  console.error(error instanceof Error ? error.message : error)
  say(summaryLine({ passed: 0, failed: 1, skipped: 0 }))
}

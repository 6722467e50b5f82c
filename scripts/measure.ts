import { Console } from 'node:console'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { createLog } from '../packages/runtime/src/log.ts'
import {
  benchTable,
  trialHeld,
  trialTable,
  type BenchOptions,
  type BenchResult,
  type Measurement,
  type TrialOptions,
  type TrialResult,
} from './measurement.ts'
import { startTestServers } from './test-servers.ts'

const USAGE = {
  bench: 'npm run -s bench -- NAME [--json] [--quick] [--large] [--faiss]',
  trial: 'npm run -s trial -- NAME [--json] [--n N] [--seed S] [--suite [--only TESTS]]',
}
type Kind = keyof typeof USAGE
type Request = { kind: Kind; name: string; json: boolean; options: BenchOptions & TrialOptions }

/** A wrong command line; the message is what there is to choose from. */
class UsageError extends Error {
  override name = 'UsageError'
}

/**
 * Runs one measurement of the directory `root/bench` or `root/trial`, and prints its result.
 *
 * @returns the exit code: 0 when it held, 1 when not
 * @throws {UsageError} for a command line that names none
 */
async function measure(root: string, args: readonly string[]): Promise<number> {
  const request = parseRequest(root, args)
  const out = console
  // standard output carries the one JSON object and nothing else
  if (request.json) globalThis.console = new Console(process.stderr)
  const { result, held, table } = await runOne(root, request)
  out.log(request.json ? JSON.stringify(result) : table)
  return held ? 0 : 1
}

function parseRequest(root: string, args: readonly string[]): Request {
  const [kind, ...rest] = args
  if (kind !== 'bench' && kind !== 'trial') throw new UsageError(Object.values(USAGE).join('\n'))
  const names = listNames(root, kind)
  const offer = `Usage: ${USAGE[kind]}\nNames: ${names.join(', ') || 'none yet'}`
  try {
    const { values, positionals } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        large: { type: 'boolean', default: false },
        faiss: { type: 'boolean', default: false },
        n: { type: 'string' },
        seed: { type: 'string' },
        suite: { type: 'boolean', default: false },
        only: { type: 'string' },
      },
    })
    const name = positionals[0]
    if (name === undefined || positionals.length > 1 || !names.includes(name)) {
      throw new RangeError(`Choosing a ${kind}: ${positionals.join(' ') || 'no name'}`)
    }
    const n = wholeNumber('n', values.n)
    const seed = wholeNumber('seed', values.seed)
    const options = {
      quick: values.quick,
      large: values.large,
      faiss: values.faiss,
      ...(n === undefined ? {} : { n }),
      ...(seed === undefined ? {} : { seed }),
      ...(values.suite ? { suite: true } : {}),
      ...(values.only === undefined ? {} : { only: values.only }),
    }
    return { kind, name, json: values.json, options }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${offer}`, { cause: error })
  }
}

function wholeNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!/^\d{1,15}$/.test(value)) throw new RangeError(`Reading --${name}: ${value}`)
  return Number(value)
}

function listNames(root: string, kind: Kind): string[] {
  if (!existsSync(join(root, kind))) return []
  return readdirSync(join(root, kind))
    .filter((file) => /^[a-z0-9-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -3))
    .sort()
}

async function runOne(
  root: string,
  request: Request,
): Promise<{ result: unknown; held: boolean; table: string }> {
  const { kind, name, options } = request
  const loaded: unknown = await import(pathToFileURL(join(root, kind, `${name}.ts`)).href)
  const { needs = [] } = loaded as Measurement<unknown, unknown>
  const log = createLog('measure', { level: 'warn' })
  await using servers = await startTestServers(needs, log, (line) => console.error(line))
  Object.assign(process.env, servers.env)
  if (kind === 'bench') {
    const module = loaded as Measurement<BenchOptions, BenchResult>
    const { quick, large = false, faiss = false } = options
    const result = await module.run({ quick, large, faiss })
    return { result, held: result.held, table: benchTable(result) }
  }
  const { n, seed, suite, only } = options
  const module = loaded as Measurement<TrialOptions, TrialResult>
  const result = await module.run({
    ...(n === undefined ? {} : { n }),
    ...(seed === undefined ? {} : { seed }),
    ...(suite === undefined ? {} : { suite }),
    ...(only === undefined ? {} : { only }),
  })
  return { result, held: trialHeld(result), table: trialTable(result) }
}

try {
  // its own test names a directory with made-up measurements
  const root = process.env['MEASURE_ROOT'] ?? resolve(import.meta.dirname, '..')
  process.exitCode = await measure(root, process.argv.slice(2))
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error)
  process.exitCode = error instanceof UsageError ? 2 : 1
}

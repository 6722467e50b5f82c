import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format } from 'node:util'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, vi } from 'vitest'
import { runCommand } from '../main.ts'

export type Ended = { code: number; out: string; err: string }

/**
 * The `nightlight` command on an installation and a database of the test file's own.
 *
 * @param always  arguments that every call ends with
 */
export function installCommand(...always: string[]) {
  let dir: string
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nightlight-command-'))
    database = await createTestDatabase()
  })
  afterAll(async () => {
    await rm(dir, { recursive: true, force: true })
    await database.drop()
  })
  /** A path in the installation's directory. */
  const at = (name: string): string => join(dir, name)
  const said = (...args: string[]): Promise<Ended> =>
    nightlight([...args, '--data', dir, ...always], { DATABASE_URL: database.url })
  return {
    at,
    databaseUrl: (): string => database.url,
    said,
    /** The file with a new key. @param who  the role, and what else `keys create` takes */
    keyOf: async (name: string, ...who: string[]): Promise<string> => {
      const { out } = await said('keys', 'create', '--name', name, '--json', '--role', ...who)
      const file = at(`${name}.key`)
      await writeFile(file, (JSON.parse(out) as { key: string }).key, { mode: 0o600 })
      return file
    },
  }
}

let last: Promise<unknown> = Promise.resolve()

/**
 * What a command says and ends with, run in this process: a process of its own costs each call half a second of
 * loading. That the program is one is shown by commands.int.test.ts. Calls take turns, since they share its output.
 */
export function nightlight(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const ended = last.then(() => captured(args, env))
  last = ended.catch(() => undefined)
  return ended
}

async function captured(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const said = { out: '', err: '' }
  const lineTo =
    (stream: 'out' | 'err') =>
    (...words: unknown[]): void => {
      said[stream] += `${format(...words)}\n`
    }
  const writeTo = (stream: 'out' | 'err') =>
    ((bytes, encoding, done) => {
      said[stream] += String(bytes)
      const written = typeof encoding === 'function' ? encoding : done
      written?.()
      return true
    }) as typeof process.stdout.write
  const { env: envBefore, exitCode, stdout } = process
  const listeners = stdout.listeners('error')
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(lineTo('out')),
    vi.spyOn(console, 'error').mockImplementation(lineTo('err')),
    vi.spyOn(process.stdout, 'write').mockImplementation(writeTo('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(writeTo('err')),
  ]
  process.env = { ...process.env, ...env }
  process.exitCode = undefined
  try {
    await runCommand(args)
    return { code: process.exitCode ?? 0, ...said }
  } finally {
    for (const spy of spies) spy.mockRestore()
    process.env = envBefore
    process.exitCode = exitCode
    // a command listens until its process ends
    for (const listener of stdout.listeners('error')) {
      if (!listeners.includes(listener)) stdout.off('error', listener as () => void)
    }
  }
}

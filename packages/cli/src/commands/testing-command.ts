import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format } from 'node:util'
import { connect, type Db, type FieldCrypto } from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll, vi } from 'vitest'
import { openDataDirectory } from '../data-directory.ts'
import { keysOf } from '../keys-of.ts'
import { runCommand } from '../main.ts'
import { borrowStation } from '../station.ts'

export type Ended = { code: number; out: string; err: string }
type Inside = { db: Db; crypto: FieldCrypto; rootKey: Uint8Array }

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
    /** Writes to the installation as its processes do. */
    inside: async <Done>(work: (deps: Inside) => Promise<Done>): Promise<Done> => {
      const env = { DATABASE_URL: database.url }
      await using station = await borrowStation(await openDataDirectory(dir), env)
      const db = connect(station.databaseUrl, { max: 2 })
      try {
        await using keys = await keysOf(db, station)
        return await work({ db, crypto: keys.crypto, rootKey: keys.rootKey })
      } finally {
        await db.destroy()
      }
    },
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

/** The records that a command wrote under `--json`, one a line. */
export const recordsIn = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { afterAll, beforeAll } from 'vitest'

const MAIN = new URL('../main.ts', import.meta.url).pathname

/**
 * The `nightlight` command as people run it, on an installation and a database of the test file's own.
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
  return {
    /** A path in the installation's directory. */
    at: (name: string): string => join(dir, name),
    databaseUrl: (): string => database.url,
    said: (...args: string[]): Promise<{ out: string; err: string }> =>
      new Promise((resolve) => {
        const env = { ...process.env, DATABASE_URL: database.url }
        const all = [MAIN, ...args, '--data', dir, ...always]
        execFile(process.execPath, all, { env }, (_error, out, err) => resolve({ out, err }))
      }),
  }
}

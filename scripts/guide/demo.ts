import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openDataDirectory, readServiceFile } from '../../packages/cli/src/data-directory.ts'
import {
  connect,
  openDataKeys,
  parseMasterKey,
  type Db,
  type FieldCrypto,
} from '../../packages/runtime/src/index.ts'

const MAIN = new URL('../../packages/cli/src/main.ts', import.meta.url).pathname

export type RunningDemo = AsyncDisposable & {
  /** Its data directory. */
  path: string
  url: string
  db: Db
  crypto: FieldCrypto
}

/** Runs the demo in a folder of its own until every host has come to its end; it then serves its console on. */
export async function runDemo(path: string): Promise<RunningDemo> {
  const { REDIS_URL: _redis, ...env } = process.env
  const child = spawn(process.execPath, [MAIN, 'demo', '--json', '--data', path, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
  await welcomeOf(child)
  const service = await readServiceFile(await openDataDirectory(path))
  if (!service) throw new Error('Running the demo: it left no address')
  const db = connect(service.databaseUrl, { max: 2, name: 'guide' })
  const key = parseMasterKey((await readFile(join(path, 'keys', 'field.key'), 'utf8')).trim())
  const { crypto } = await openDataKeys(db, key, { followMs: 0 })
  return {
    path,
    url: service.url,
    db,
    crypto,
    async [Symbol.asyncDispose]() {
      await db.destroy()
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

async function welcomeOf(child: ChildProcess): Promise<void> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('Sign in')) {
      child.stdout?.resume()
      return
    }
  }
  throw new Error('Running the demo: it ended before it was there')
}

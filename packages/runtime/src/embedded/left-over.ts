import { readFile, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import { worksIn } from './process-identity.ts'

const FAST_MS = 30_000
const IMMEDIATE_MS = 10_000

/**
 * Stops a Postgres that outlived its supervisor, and forgets one that is gone.
 *
 * A process that merely got the number of a dead server is left alone.
 *
 * @throws {DomainError} `data-directory-in-use` when the server does not end
 */
export async function stopLeftOver(dataDir: string): Promise<void> {
  const file = join(dataDir, 'postmaster.pid')
  let pid: number
  try {
    pid = Number.parseInt(await readFile(file, 'utf8'), 10)
  } catch {
    return
  }
  const dir = await realpath(dataDir)
  if (!(pid > 1) || !(await worksIn(pid, dir))) {
    await rm(file, { force: true })
    return
  }
  if (await stopped(pid, dir, 'SIGINT', FAST_MS)) return
  if (await stopped(pid, dir, 'SIGQUIT', IMMEDIATE_MS)) return
  throw new DomainError(
    'conflict',
    'data-directory-in-use',
    `Starting Postgres: an earlier server, process ${pid}, does not end; stop it or choose another --data`,
    { detail: { pid } },
  )
}

async function stopped(
  pid: number,
  dir: string,
  signal: NodeJS.Signals,
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  try {
    process.kill(pid, signal)
  } catch {
    return true
  }
  while (await worksIn(pid, dir)) {
    if (Date.now() > deadline) return false
    await pause(20)
  }
  return true
}

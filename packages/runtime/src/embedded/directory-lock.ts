import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@nightlight/contract'
import { processStart } from './process-identity.ts'

export type DirectoryLock = { release(): Promise<void> }

/**
 * Takes `file` as the sign that this process, and no other, uses the directory it lies in.
 *
 * The file names a process by number and start time, so one that a killed process left behind is
 * taken over, also when its number is in use again. It appears complete or not at all.
 *
 * @throws {DomainError} `data-directory-in-use` while the process that took it lives; this one counts
 */
export async function lockDirectory(file: string): Promise<DirectoryLock> {
  const mine = JSON.stringify({ pid: process.pid, started: await processStart(process.pid) })
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}`
  try {
    await writeFile(draft, mine, { mode: 0o600 })
    while (!(await linked(draft, file))) await removeStale(file, draft)
  } finally {
    await rm(draft, { force: true })
  }
  return {
    async release() {
      if ((await contents(file)) === mine) await rm(file, { force: true })
    },
  }
}

/** @throws {DomainError} when it is not stale */
async function removeStale(file: string, draft: string): Promise<void> {
  const found = await contents(file)
  if (found === undefined) return
  if (await holderLives(found)) {
    const pid = parseHolder(found)?.pid ?? 0
    throw new DomainError(
      'conflict',
      'data-directory-in-use',
      `Opening the data directory: process ${pid} uses it already; stop that one or choose another --data`,
      { detail: { pid } },
    )
  }
  // One at a time, and only while it is still the same file: otherwise a slow process would remove
  // the lock that a quick one has just taken.
  const right = `${file}.stale`
  if (!(await linked(draft, right))) {
    const other = await contents(right)
    if (other !== undefined && !(await holderLives(other))) await rm(right, { force: true })
    return pause(5)
  }
  try {
    if ((await contents(file)) === found) await rm(file)
  } finally {
    await rm(right, { force: true })
  }
}

async function holderLives(text: string): Promise<boolean> {
  const holder = parseHolder(text)
  return holder !== undefined && (await processStart(holder.pid)) === holder.started
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function contents(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}

function parseHolder(text: string): { pid: number; started: string } | undefined {
  try {
    const holder: unknown = JSON.parse(text)
    if (typeof holder !== 'object' || holder === null) return undefined
    const { pid, started } = holder as { pid?: unknown; started?: unknown }
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined
  } catch {
    return undefined
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | undefined)?.code

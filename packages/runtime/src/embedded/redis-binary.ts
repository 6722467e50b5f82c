import { join } from 'node:path'
import type { Log } from '../log.ts'
import { findUnpacked, unpackFromApt } from './apt.ts'
import { findProgram, isExecutable } from './find-program.ts'

export type RedisBinary = {
  program: string
  /** Value of LD_LIBRARY_PATH that the program needs, if any. */
  libraryPath?: string
}

/**
 * `redis-server` or `valkey-server` on PATH, else the one `provisionRedis` put into `cacheDir`.
 *
 * @param searchPath default PATH of this process
 */
export async function findRedis(
  cacheDir: string,
  searchPath?: string,
): Promise<RedisBinary | undefined> {
  const installed = findProgram(['redis-server', 'valkey-server'], searchPath)
  if (installed !== undefined) return { program: installed }
  const unpacked = await findUnpacked('redis-server', cacheDir)
  if (!unpacked) return undefined
  const program = join(unpacked.root, 'usr/bin/redis-server')
  return isExecutable(program) ? { program, libraryPath: unpacked.libraryPath } : undefined
}

/**
 * `findRedis`, and where there is none, the system's own package unpacked into `cacheDir`.
 *
 * Debian and Ubuntu, without root, about 5 s and 7 MB; nothing on the system changes.
 *
 * @returns undefined when that is impossible; the reason is in the log
 */
export async function provisionRedis(
  cacheDir: string,
  log: Log,
  searchPath?: string,
): Promise<RedisBinary | undefined> {
  const found = await findRedis(cacheDir, searchPath)
  if (found || process.platform !== 'linux') return found
  try {
    await unpackFromApt('redis-server', cacheDir)
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr || (error as Error).message
    log.warn({ reason: reason.trim().split('\n')[0] }, 'redis could not be provisioned')
    return undefined
  }
  return findRedis(cacheDir, searchPath)
}

import type { TestProject } from 'vitest/node'
import { CACHE_DIR } from '../packages/runtime/src/embedded/redis.ts'
import { createLog } from '../packages/runtime/src/log.ts'
import {
  isSandboxTest,
  isLynxTest,
  isOpensslTest,
  isPythonTest,
  isVideoTest,
  provisionFfmpeg,
  provisionLynx,
  provisionOpenssl,
  provisionPython,
  provisionSandboxPrograms,
} from './programs.ts'
import { startTestServers } from './test-servers.ts'

/**
 * Before the tests of a `vitest run`: programs and servers, if any of its tests needs them.
 *
 * Under `npm test` the servers are there already.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const filters = process.argv.slice(2).filter((word) => !/^-|^run$/.test(word))
  const { testFiles } = await project.globTestFiles(filters)
  const say = (line: string): void => console.log(line)
  if (testFiles.some(isOpensslTest))
    Object.assign(process.env, await provisionOpenssl(CACHE_DIR, say))
  if (testFiles.some(isLynxTest)) Object.assign(process.env, await provisionLynx(CACHE_DIR, say))
  if (testFiles.some(isPythonTest)) {
    Object.assign(process.env, await provisionPython(CACHE_DIR, say))
  }
  if (testFiles.some(isVideoTest)) Object.assign(process.env, await provisionFfmpeg(CACHE_DIR, say))
  if (testFiles.some(isSandboxTest)) {
    Object.assign(process.env, await provisionSandboxPrograms(CACHE_DIR, say))
  }
  if (process.env['TEST_DATABASE_URL'] !== undefined) return undefined
  if (!testFiles.some((file) => file.endsWith('.int.test.ts'))) return undefined
  const log = createLog('test', { level: 'warn' })
  const servers = await startTestServers(['postgres', 'redis'], log, () => undefined)
  Object.assign(process.env, servers.env)
  return () => servers[Symbol.asyncDispose]()
}

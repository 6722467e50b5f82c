import type { TestProject } from 'vitest/node'
import { createLog } from '../packages/runtime/src/log.ts'
import { startTestServers } from './test-servers.ts'

/**
 * Before the tests of a direct `vitest run`: servers, if any of its tests needs them.
 *
 * Under `npm test` they are there already, and this does nothing.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_DATABASE_URL'] !== undefined) return undefined
  const filters = process.argv.slice(2).filter((word) => !/^-|^run$/.test(word))
  const { testFiles } = await project.globTestFiles(filters)
  if (!testFiles.some((file) => file.endsWith('.int.test.ts'))) return undefined
  const log = createLog('test', { level: 'warn' })
  const servers = await startTestServers(['postgres', 'redis'], log, () => undefined)
  Object.assign(process.env, servers.env)
  return () => servers[Symbol.asyncDispose]()
}

import { readHealth, troublesOf } from '@nightlight/audit'
import { withLog } from './with-log.ts'

/**
 * Says how the log is; ends with 1 when somebody has to see to it.
 *
 * @throws {DomainError} as `withLog`
 */
export async function auditStatus(options: { data: string; json?: boolean }): Promise<void> {
  const health = await withLog(options.data, ({ db }) => readHealth(db))
  const troubles = troublesOf(health, new Date())
  if (troubles.length > 0) process.exitCode = 1
  if (options.json) {
    console.log(JSON.stringify({ ok: troubles.length === 0, troubles, ...health }))
    return
  }
  const { signedSize, unsequencedSeconds, heardAt, refusedSince } = health
  const lines = [
    troubles.length === 0 ? 'the log is well' : `SEE TO IT: ${troubles.join(', ')}`,
    `signed: ${signedSize} events; oldest that is not: ${Math.round(unsequencedSeconds)} s`,
    `sequencer heard: ${heardAt?.toISOString() ?? 'never'}`,
    ...(refusedSince ? [`not signed since ${refusedSince.toISOString()}`] : []),
  ]
  console.log(lines.join('\n'))
}

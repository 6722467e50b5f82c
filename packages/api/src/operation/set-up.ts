import { seenProcesses, type Db, type ProcessFacts } from '@nightlight/runtime'
import { isRunning } from './health.ts'

/** What the notices process said of how it is set up; null where it was not heard for two minutes. */
export async function noticesSetUp(db: Db, now: Date): Promise<ProcessFacts | null> {
  const notices = (await seenProcesses(db)).find(({ process }) => process === 'notices')
  return notices && isRunning(notices, now) ? notices.facts : null
}

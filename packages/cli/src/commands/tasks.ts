import { openTasks, type Task } from '@nightlight/notices'
import { asCaller, type CallerOptions } from './as-caller.ts'

/** More than a person works through in a day. */
const MOST = 200

/**
 * Prints what waits for a person, the oldest first, with its age in hours.
 *
 * @throws {DomainError} as `asCaller`
 */
export async function tasksList(options: CallerOptions & { code?: string }): Promise<void> {
  await asCaller(
    options,
    'task:read',
    async ({ db }) =>
      (await openTasks(db, { code: options.code, limit: MOST })).map((task) => row(task)),
    (task) =>
      [
        `${task.ageHours} h`.padStart(8),
        task.code.padEnd(28),
        task.takedownId,
        task.assignedTo ?? '',
      ]
        .join('  ')
        .trimEnd(),
  )
}

const row = ({ id, takedownId, code, since, assignedTo }: Task) => ({
  id,
  takedownId,
  code,
  since: since.toISOString(),
  ageHours: Math.round((10 * (Date.now() - since.getTime())) / 3_600_000) / 10,
  assignedTo,
})

import { DomainError } from '@nightlight/contract'
import { assignTask, DONE_WITH, doTask, openTasks, type Task } from '@nightlight/notices'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { isId } from './caller-key.ts'

/** More than a person works through in a day. */
const MOST = 200

/**
 * Prints what waits for a person, the oldest first, with its age and the id by which it is taken and ended.
 *
 * @throws {DomainError} as `asCaller`
 */
export async function tasksList(options: CallerOptions & { code?: string }): Promise<void> {
  await asCaller(
    options,
    'task:read',
    async ({ db }) =>
      (await openTasks(db, { code: options.code, limit: MOST })).map((task) => row(task)),
    ({ id, takedownId, code, ageHours, provider, assignedTo, assignedAt }) =>
      [
        inUnits(ageHours).padStart(8),
        code.padEnd(28),
        `task ${id}`,
        `takedown ${takedownId}`,
        provider && `at ${provider}`,
        assignedTo && `seen to by ${assignedTo}`,
        assignedAt && `since ${assignedAt}`,
      ]
        .filter(Boolean)
        .join('  '),
  )
}

/**
 * `nightlight tasks take TASK`: you see to it; `tasks give-back TASK`: nobody does.
 *
 * @param options.from  who sees to it, as `tasks list` has them: needed where that is another person
 * @throws {DomainError} `task-not-found`, `task-of-another`; as `asCaller`
 */
export async function tasksAssign(
  id: string,
  mine: boolean,
  { from = null, ...options }: CallerOptions & { from?: string | null },
): Promise<void> {
  mustBeId(id)
  await asCaller(options, 'task:do', async ({ db }, { actor: by }) =>
    db.transaction().execute(async (trx) => {
      const had = await assignTask(trx, { id, mine, from, by }, new Date())
      const state = mine ? 'yours' : 'nobody’s'
      return [
        { task: id, state, ...(had && { takenFrom: had.actor, since: had.since.toISOString() }) },
      ]
    }),
  )
}

/**
 * `nightlight tasks done TASK WITH`: says how it was ended.
 *
 * @throws {DomainError} `option-invalid`, `task-not-found`, `task-settles-with-its-case`; as `asCaller`
 */
export async function tasksDone(id: string, said: string, options: CallerOptions): Promise<void> {
  mustBeId(id)
  const doneWith = DONE_WITH.find((known) => known === said)
  if (!doneWith) throw invalid(`say what was done: ${DONE_WITH.join(', ')}`)
  await asCaller(options, 'task:do', async ({ db }, { actor: by }) =>
    db.transaction().execute(async (trx) => {
      await doTask(trx, { id, by, doneWith })
      return [{ task: id, state: 'done', with: doneWith }]
    }),
  )
}

const row = ({ id, takedownId, code, since, provider, assignedTo, assignedAt }: Task) => ({
  id,
  takedownId,
  code,
  since: since.toISOString(),
  ageHours: Math.round((10 * (Date.now() - since.getTime())) / 3_600_000) / 10,
  provider,
  assignedTo,
  assignedAt: assignedAt?.toISOString() ?? null,
})

/** An age as one says it: minutes, hours from one and days from two on. */
export function inUnits(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`
  return hours < 48 ? `${Math.floor(hours)} h` : `${Math.floor(hours / 24)} d`
}

function mustBeId(text: string): void {
  if (!isId(text)) throw invalid('give the id of a task, as `tasks list` has it')
}

const invalid = (hint: string): DomainError =>
  new DomainError('invalid', 'option-invalid', `About a task: ${hint}`)

import { sql } from 'kysely'
import { createDeadlines } from '../../packages/notices/src/deadline.ts'
import { dueSweep } from '../../packages/notices/src/due-sweep.ts'
import { createPatience } from '../../packages/notices/src/patience.ts'
import {
  connect,
  createFieldCrypto,
  createLog,
  createQueue,
  prepareQueue,
} from '../../packages/runtime/src/index.ts'
import { createTestDatabase } from '../../packages/runtime/src/testing.ts'
import { makeDue, seedTakedowns } from './seed.ts'

/** Due at once, of whatever is open: by the clock, by a look that has ended, and to be told. */
export const DUE = { clock: 500, checked: 300, notice: 200 } as const
const ROUNDS = 7

export type SweepFigures = {
  /** The first one after a start, which goes through every look there is. */
  firstMs: number
  /** The middle one of those after it. */
  usualMs: number
  slowestMs: number
  /** Nothing is due. */
  idleMs: number
}

/**
 * Measures the sweep of the notices process over so many open takedowns, with a thousand things due.
 *
 * Real Postgres with its queue; nobody works on the hints, and each sweep finds the queue empty.
 */
export async function measureSweep(open: number, providers: number): Promise<SweepFigures> {
  await using resources = new AsyncDisposableStack()
  const database = await createTestDatabase()
  resources.defer(() => database.drop())
  const backend = { kind: 'postgres', url: database.url } as const
  await prepareQueue(backend)
  const db = connect(database.url, { name: 'bench' })
  resources.defer(() => db.destroy())
  const log = createLog('bench', { level: 'silent' })
  await seedTakedowns(db, createFieldCrypto(Buffer.alloc(32, 7)), {
    providers,
    takedowns: open,
    as: 'notified',
  })
  const { enqueue } = resources.use(createQueue({ log }, backend))
  const left = { count: 0 }
  const sweep = dueSweep({
    db,
    enqueue: async (name, ...payloads) => {
      left.count += payloads.length
      await enqueue(name, ...payloads)
    },
    deadlines: createDeadlines(1),
    // Every round finds the same things due, and is to hint all of them.
    patience: { ...createPatience(1), hintMs: 0 },
    log,
    now: () => new Date(),
    sends: true,
  })
  const timed = async (due: number): Promise<number> => {
    await sql`delete from bullmq.job`.execute(db)
    // The queue counts what waits once a second.
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    left.count = 0
    const startedAt = performance.now()
    await sweep()
    const ms = performance.now() - startedAt
    if (left.count !== due) {
      throw new Error(`bench notices: ${left.count} hints where ${due} things are due`)
    }
    return ms
  }
  const idle: number[] = []
  const firstMs = await timed(0)
  for (let round = 0; round < 3; round++) idle.push(await timed(0))
  let from = 0
  for (const [kind, count] of Object.entries(DUE) as [keyof typeof DUE, number][]) {
    await makeDue(db, kind, from, count)
    from += count
  }
  const usual: number[] = []
  for (let round = 0; round < ROUNDS; round++) usual.push(await timed(from))
  return {
    firstMs,
    usualMs: middle(usual),
    slowestMs: Math.max(...usual),
    idleMs: middle(idle),
  }
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

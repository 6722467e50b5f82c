import { JOBS } from '@nightlight/contract'
import { PLANNED_ONCE, type Db, type Handler } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Patience } from './patience.ts'

type Deps = { db: Db; patience: Patience }

/** Says that a takedown fails whenever it is to be brought up to the present. */
export const FAILING = 'keeps-failing'

/**
 * Has a takedown that fails wait, twice as long each time until `patience` has no longer pause, so that the
 * places of a sweep are for others; a person is told once every attempt of a hint has failed. Times are the
 * database's.
 */
export const backingOff =
  (deps: Deps, advance: Handler<'advance-takedown'>): Handler<'advance-takedown'> =>
  async (payload, context) => {
    try {
      const outcome = await advance(payload, context)
      await noteSuccess(deps.db, payload.takedownId)
      return outcome
    } catch (error) {
      // One that never ends is aborted each time. Where this cannot be written down, the error says why.
      await noteFailure(deps, payload.takedownId).catch(() => {})
      throw error
    }
  }

async function noteFailure({ db, patience }: Deps, id: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('takedown')
      .set((eb) => ({ failures: eb('failures', '+', 1) }))
      .where('id', '=', id)
      .where('status', '<>', 'closed')
      .returning('failures')
      .executeTakeFirst()
    if (!row) return
    const pauseMs = patience.retryInMs(Math.min(row.failures, MOST_DOUBLINGS))
    await sql`
      update takedown set retry_at = clock_timestamp() + ${pauseMs} * interval '1 millisecond'
      where id = ${id}`.execute(trx)
    if (row.failures < JOBS['advance-takedown'].attempts) return
    await sql`
      insert into task (takedown_id, code) values (${id}, ${FAILING})
      on conflict (takedown_id, code) where done_at is null do nothing`.execute(trx)
  })
}

/** Longer than any pause, and still a number. */
const MOST_DOUBLINGS = 40

async function noteSuccess(db: Db, id: string): Promise<void> {
  await sql`${PLANNED_ONCE}
    with again as (
      update takedown set failures = 0, retry_at = null where id = ${id} and failures > 0 returning id
    )
    update task set done_at = clock_timestamp(), done_by = 'nightlight', done_with = 'settled'
    where takedown_id in (select id from again) and code = ${FAILING} and done_at is null`.execute(
    db,
  )
}

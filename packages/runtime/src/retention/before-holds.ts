import { sql } from 'kysely'
import type { DbOrTransaction } from '../postgres.ts'

/**
 * Has whoever places a legal hold wait until this transaction ends: call it before anything is looked for that a hold would
 * keep, so that what goes was not held when it was chosen, and what is held afterwards stays.
 */
export async function beforeHolds(trx: DbOrTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext('nightlight.retention'))`.execute(trx)
}

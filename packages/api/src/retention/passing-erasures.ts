import { homeUntil, type Erasure } from '@nightlight/runtime'
import { sql } from 'kysely'

const KEY = sql`(encode(k.key_hash, 'hex') || ' ' || k.actor)`

/**
 * What is of use for a while only, and about no case: answers kept for requests that are tried again, links to sign in
 * with, and sessions that nobody signed in after.
 * A legal hold covers none of it.
 */
export const PASSING_ERASURES: readonly Erasure[] = [
  {
    task: 'idempotency_key.answer',
    due: (keeping) => sql`
      select ${KEY} as key, false as held from idempotency_key k
      where ${homeUntil(keeping, 'answer', sql`k.created_at`)} <= ${keeping.now}`,
    async lock(trx, keys) {
      await sql`
        select from idempotency_key k where ${KEY} = any (${keys}::text[])
        order by ${KEY} for update`.execute(trx)
    },
    async erase(trx, keys) {
      const gone = await sql`
        delete from idempotency_key k where ${KEY} = any (${keys}::text[])`.execute(trx)
      return Number(gone.numAffectedRows ?? 0n)
    },
  },
  {
    task: 'sign_in_link.expired',
    due: (keeping) => sql`
      select encode(l.token_hash, 'hex') as key, false as held from sign_in_link l
      where ${homeUntil(keeping, 'sign-in-link', sql`l.expires_at`)} <= ${keeping.now}`,
    async lock(trx, keys) {
      await sql`
        select from sign_in_link where encode(token_hash, 'hex') = any (${keys}::text[])
        order by token_hash for update`.execute(trx)
    },
    async erase(trx, keys) {
      const gone = await sql`
        delete from sign_in_link where encode(token_hash, 'hex') = any (${keys}::text[])`.execute(
        trx,
      )
      return Number(gone.numAffectedRows ?? 0n)
    },
  },
  {
    task: 'session.ended',
    due: (keeping) => sql`
      select encode(s.token_hash, 'hex') as key, false as held from session s
      where ${homeUntil(keeping, 'sign-in-session', sql`s.expires_at`)} <= ${keeping.now}`,
    async lock(trx, keys) {
      await sql`
        select from session where encode(token_hash, 'hex') = any (${keys}::text[])
        order by token_hash for update`.execute(trx)
    },
    async erase(trx, keys) {
      const gone = await sql`
        delete from session where encode(token_hash, 'hex') = any (${keys}::text[])`.execute(trx)
      return Number(gone.numAffectedRows ?? 0n)
    },
  },
]

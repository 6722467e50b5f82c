import { sql } from 'kysely'
import type { DbOrTransaction } from '../postgres.ts'

/** A provider, or an authority of the police, that asks for what is its own. */
export type Tenant = { kind: 'provider' | 'police'; id: string }

const ROLE = { provider: 'nightlight_provider', police: 'nightlight_police' } as const
const SETTING = { provider: 'app.provider_id', police: 'app.authority_id' } as const

/**
 * Reads with the rights of a tenant: Postgres shows rows of that tenant only, whatever is asked, and takes no write. In a transaction
 * of its own, or as a part of the one that is given, whose rights come back afterwards.
 *
 * Where the roles were not made or may not be taken on, it reads as the process does: a process says so when it starts.
 *
 * @param tenant.id  of the provider or the authority, from the key or the session; never text of the request
 */
export async function asTenant<Result>(
  db: DbOrTransaction,
  tenant: Tenant,
  work: (db: DbOrTransaction) => Promise<Result>,
): Promise<Result> {
  if (!db.isTransaction) return db.transaction().execute((trx) => asTenant(trx, tenant, work))
  const { id, kind } = tenant
  const role = ROLE[kind]
  // both end with the transaction, as SET LOCAL does
  await sql`
    select set_config(${SETTING[kind]}, ${id}, true),
           case when pg_has_role(current_user, to_regrole(${role})::oid, 'member')
             then set_config('role', ${role}, true) end`.execute(db)
  try {
    return await work(db)
  } finally {
    // after a failed statement the transaction is over anyway
    await sql`select set_config('role', 'none', true), set_config(${SETTING[kind]}, '', true)`
      .execute(db)
      .catch(() => undefined)
  }
}

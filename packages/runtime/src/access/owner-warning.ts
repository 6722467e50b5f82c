import { sql } from 'kysely'
import type { Log } from '../log.ts'
import type { Db } from '../postgres.ts'

/** Says in the log when a process has more power over the database than it needs: see docs/database.md. */
export async function warnOfOwner(db: Db, log: Log): Promise<void> {
  const { rows } = await sql<{ owns: boolean }>`
    select r.rolsuper or r.rolbypassrls or pg_has_role(current_user, c.relowner, 'usage') as owns
      from pg_roles r, pg_class c
     where r.rolname = current_user and c.oid = to_regclass('public.report')`.execute(db)
  const { rows: tenants } = await sql<{ missing: boolean }>`
    select to_regrole('nightlight_police') is null as missing`.execute(db)
  if (tenants[0]?.missing === true) {
    log.warn(
      'the roles nightlight_* are missing: the database does not keep tenants apart by itself (docs/database.md)',
    )
  }
  if (rows[0]?.owns !== true) return
  log.warn(
    'the role of DATABASE_URL owns the tables or passes by their policies: give each process a login in its own role (docs/database.md)',
  )
}

import { createHash } from 'node:crypto'
import type { Client } from 'pg'
import { ROLES, accessPlan, type Ground } from './access-plan.ts'

export type AccessState = 'applied' | 'unchanged' | 'no-roles'

/**
 * Makes the roles of the processes and of tenants where they are missing, and gives them what they need, unless that was done.
 *
 * @param client  the owner of the schema, who holds the lock of migrations
 * @returns `no-roles` where the owner may not make roles and nobody made them for it
 */
export async function applyAccess(client: Client): Promise<AccessState> {
  if (!(await haveRoles(client))) return 'no-roles'
  const plan = accessPlan(await groundOf(client))
  const digest = createHash('sha256')
    .update(plan)
    .update(await objectsOf(client))
    .digest('hex')
  const { rows } = await client.query('select digest from access_plan')
  if ((rows[0] as { digest?: string } | undefined)?.digest === digest) return 'unchanged'
  await client.query('begin')
  try {
    await client.query(plan)
    await client.query(
      `insert into access_plan (digest) values ($1)
         on conflict (only_row) do update set digest = excluded.digest, applied_at = clock_timestamp()`,
      [digest],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
  return 'applied'
}

/** Whatever was made, dropped or made anew since is told by its number. */
async function objectsOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ objects: string | null }>(
    `select string_agg(oid::text, ',' order by oid) as objects
       from (select oid, relnamespace as place from pg_class where relkind in ('r', 'p', 'v', 'S')
             union all select oid, pronamespace from pg_proc) o
      where place in ('public'::regnamespace, to_regnamespace('bullmq'))`,
  )
  return rows[0]?.objects ?? ''
}

/** Roles belong to the server: another database may have them made at the same time. */
async function haveRoles(client: Client): Promise<boolean> {
  const missing = async (): Promise<string[]> => {
    const { rows } = await client.query<{ rolname: string }>(
      'select rolname from pg_roles where rolname = any ($1)',
      [ROLES],
    )
    const there = new Set(rows.map(({ rolname }) => rolname))
    return ROLES.filter((role) => !there.has(role))
  }
  for (const role of await missing()) {
    await client.query(`create role ${role} nologin`).catch((error: { code?: string }) => {
      // 42710, 23505: it has been made meanwhile; 42501: not for this owner
      if (!['42710', '23505', '42501'].includes(error.code ?? '')) throw error as unknown
    })
  }
  return (await missing()).length === 0
}

async function groundOf(client: Client): Promise<Ground> {
  const { rows } = await client.query<{ name: string; is_part: boolean; is_month: boolean }>(
    `select c.relname as name, c.relispartition as is_part,
            coalesce(p.relname in ('visit', 'removal_check'), false) as is_month
       from pg_class c
       left join pg_inherits i on i.inhrelid = c.oid
       left join pg_class p on p.oid = i.inhparent
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
      order by c.relname`,
  )
  const { rows: facts } = await client.query<{
    owner: string
    has_queue: boolean
    version: number
  }>(
    `select current_user as owner, to_regnamespace('bullmq') is not null as has_queue,
            current_setting('server_version_num')::int as version`,
  )
  return {
    owner: facts[0]!.owner,
    hasQueue: facts[0]!.has_queue,
    serverVersion: facts[0]!.version,
    tables: rows.map(({ name }) => name),
    monthParts: rows.filter((row) => row.is_part && row.is_month).map(({ name }) => name),
  }
}

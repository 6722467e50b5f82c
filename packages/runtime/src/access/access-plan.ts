import { GRANTS } from './grants.ts'
import { LOG_TABLES, logGrants } from './log-grants.ts'
import { TENANT_POLICIES, TENANT_ROLES } from './tenant-policies.ts'

export type ProcessName = keyof typeof GRANTS
export const PROCESS_NAMES = Object.keys(GRANTS) as ProcessName[]

/** The group whose members may what a process of this name needs. */
export const roleOf = (name: ProcessName): string => `nightlight_${name}`

/** Groups without login: of each process, of the two kinds of tenants. */
export const ROLES: readonly string[] = [...PROCESS_NAMES.map(roleOf), ...TENANT_ROLES]

/** Tables that a process may write as it likes: all that its code writes, but those of the log. */
export const writesOf = (name: ProcessName): string[] =>
  GRANTS[name].writes.filter((table) => !LOG_TABLES.includes(table))

const touches = (name: ProcessName, table: string): boolean =>
  [...GRANTS[name].writes, ...GRANTS[name].reads].some((one) => one === table)

/** What the plan is made for, as the database has it. */
export type Ground = {
  owner: string
  /** Tables, views and partitions of `public`. */
  tables: readonly string[]
  /** Parts of tables that the crawler drops. */
  monthParts: readonly string[]
  hasQueue: boolean
  /** As `server_version_num` has it. */
  serverVersion: number
}

/**
 * The statements that give each role what it needs and take everything else from it; the same however often they run.
 *
 * Views are read with the rights of who asks; what triggers do is done with those of the owner.
 */
export function accessPlan({ owner, tables, monthParts, hasQueue, serverVersion }: Ground): string {
  const there = new Set(tables)
  const named = (names: readonly string[]): string =>
    names
      .filter((name) => there.has(name))
      .map(quote)
      .join(', ')
  const grant = (what: string, names: readonly string[], role: string): string[] =>
    named(names) === '' ? [] : [`grant ${what} on ${named(names)} to ${role}`]
  const processes = PROCESS_NAMES.flatMap((name) => [
    ...grant('select, insert, update, delete', writesOf(name), roleOf(name)),
    ...logGrants(name === 'audit')
      .filter(([table]) => touches(name, table))
      .flatMap(([table, what]) => grant(what, [table], roleOf(name))),
    ...grant('select', GRANTS[name].reads, roleOf(name)),
    // Postgres asks of whoever locks a row that they may update some column of it
    ...grant('update (id)', GRANTS[name].locks, roleOf(name)),
    ...grant('select', ['data_key', 'schema_migration', 'entry_in_force'], roleOf(name)),
    ...(hasQueue ? queueGrants(roleOf(name)) : []),
  ])
  const all = ROLES.join(', ')
  const workers = PROCESS_NAMES.map(roleOf).join(', ')
  return [
    `revoke all on all tables in schema public from public, ${all}`,
    `grant usage on schema public to ${all}`,
    `grant usage on all sequences in schema public to ${workers}`,
    ...processes,
    ...grant('select, delete', monthParts, roleOf('crawler')),
    ...(['api', 'crawler', 'notices'] as const).flatMap((name) =>
      grant('select', RETENTION, roleOf(name)),
    ),
    `grant execute on function make_month_partition(text, timestamptz), detach_month_partition(text, text),
      drop_month_partition(text, text) to ${roleOf('crawler')}`,
    `grant execute on function fold_figure_days(), set_waiting_aside(uuid[]) to ${roleOf('api')}`,
    // an api process takes on the role of the tenant that asks, for one transaction
    ...TENANT_ROLES.map(
      (role) =>
        `grant ${role} to ${roleOf('api')}${serverVersion < 160_000 ? '' : ' with inherit false'}`,
    ),
    ...TENANT_POLICIES.filter(({ table }) => there.has(table)).flatMap((policy) => [
      `alter table ${quote(policy.table)} enable row level security`,
      `alter table ${quote(policy.table)} force row level security`,
      `drop policy if exists workers on ${quote(policy.table)}`,
      `create policy workers on ${quote(policy.table)} to ${workers}, ${quote(owner)} using (true) with check (true)`,
      `drop policy if exists ${policy.role} on ${quote(policy.table)}`,
      `create policy ${policy.role} on ${quote(policy.table)} for select to ${policy.role} using (${policy.using})`,
      `grant select ${policy.columns ? `(${policy.columns})` : ''} on ${quote(policy.table)} to ${policy.role}`,
    ]),
    withOwnersRights('public', "p.prorettype = 'trigger'::regtype"),
    // the queue makes a sequence for each of its names when that is first used
    ...(hasQueue ? [withOwnersRights('bullmq', "p.prosrc ilike '%create sequence%'")] : []),
    ...(there.has('entry_in_force')
      ? [
          'alter view entry_in_force set (security_invoker = true)',
          'grant select on entry_in_force to nightlight_police',
        ]
      : []),
  ].join(';\n')
}

/** Views of what ended and of what a legal hold covers. */
const RETENTION = [
  'notice_takedown',
  'notice_end',
  'held_notice',
  'report_page',
  'report_end',
  'takedown_end',
  'held_page',
  'held_takedown',
  'held_location',
  'held_report',
]

const queueGrants = (role: string): string[] => [
  `grant usage on schema bullmq to ${role}`,
  `grant select, insert, update, delete on all tables in schema bullmq to ${role}`,
  `grant usage on all sequences in schema bullmq to ${role}`,
  `grant execute on all functions in schema bullmq to ${role}`,
]

/** Has functions of a schema do what they do with the rights of the owner. */
const withOwnersRights = (schema: string, which: string): string => `do $$
declare
  one record;
begin
  for one in
    select p.oid::regprocedure::text as name from pg_proc p
     where p.pronamespace = '${schema}'::regnamespace and ${which} and not p.prosecdef
  loop
    execute format('alter function %s security definer set search_path = ${schema}, pg_temp', one.name);
  end loop;
end $$`

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

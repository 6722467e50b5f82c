import { sql } from 'kysely'
import { connect, safeError, type Db } from '../../packages/runtime/src/index.ts'
import type { Source } from './search.ts'

/** Where a table of the queue has had a row, all that was ever in it is kept here. */
const KEPT = 'trial_kept'

/** Tables whose rows the service writes in the trial, so that a fault there is met. */
export const FAULTED = [
  'report',
  'visit',
  'location',
  'media',
  'match',
  'notice',
  'audit_event',
] as const

export type Watched = {
  db: Db
  /** Has every statement that writes one of these tables fail, in words that quote the row; ends with the second call. */
  breakTables(words: string): Promise<() => Promise<void>>
  /** Has a table be away, so that statements about it fail as they stand. */
  hideTable(name: string): Promise<() => Promise<void>>
  /** Ends the connections of the others, in the midst of what they do. */
  endConnections(): Promise<void>
  sources(): Promise<{ queue: Source; audit: Source; clear: Source[] }>
  [Symbol.asyncDispose](): Promise<void>
}

/** Watches the database of a service: what goes into its queue is kept although the queue lets it go. */
export async function watchDatabase(url: string): Promise<Watched> {
  const db = connect(url, { max: 2, name: 'trial' })
  await sql`create table if not exists public.${sql.ref(KEPT)} (place text, row_text text)`.execute(
    db,
  )
  await sql`
    create or replace function public.trial_keep() returns trigger language plpgsql security definer as $$
    begin insert into public.trial_kept values (tg_table_name, to_jsonb(new)::text); return new; end $$`.execute(
    db,
  )
  for (const table of await tablesOf(db, 'bullmq')) {
    await sql`drop trigger if exists trial_keep on bullmq.${sql.ref(table)}`.execute(db)
    await sql`create trigger trial_keep after insert or update on bullmq.${sql.ref(table)}
      for each row execute function public.trial_keep()`.execute(db)
  }
  return {
    db,
    async breakTables(words) {
      await sql`
        create or replace function public.trial_break() returns trigger language plpgsql as ${sql.raw(
          `$$ begin raise exception '${words} %', to_jsonb(new)::text using detail = to_jsonb(new)::text; end $$`,
        )}`.execute(db)
      for (const table of FAULTED) {
        await sql`create trigger trial_break before insert or update on ${sql.ref(table)}
          for each row execute function public.trial_break()`.execute(db)
      }
      return async () => {
        for (const table of FAULTED) {
          await sql`drop trigger trial_break on ${sql.ref(table)}`.execute(db)
        }
      }
    },
    async hideTable(name) {
      await sql`alter table ${sql.ref(name)} rename to trial_hidden`.execute(db)
      return async () => {
        await sql`alter table trial_hidden rename to ${sql.ref(name)}`.execute(db)
      }
    },
    async endConnections() {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
          and application_name <> 'trial'`.execute(db)
    },
    async sources() {
      const clear: Source[] = []
      for (const table of await tablesOf(db, 'public')) {
        if (table === KEPT) continue
        clear.push(...columnsIn(table, await rowsOf(db, `public.${table}`)))
      }
      const isAudit = ({ place }: Source): boolean => place.startsWith('audit_event.')
      const audit = clear.filter(isAudit)
      const queued = await Promise.all(
        (await tablesOf(db, 'bullmq')).map((table) => rowsOf(db, `bullmq.${table}`)),
      )
      queued.push(await rowsOf(db, `public.${KEPT}`))
      return {
        queue: { place: 'queue', text: queued.flat().join('\n') },
        audit: { place: 'audit log', text: audit.map(({ text }) => text).join('\n') },
        clear: clear.filter((one) => !isAudit(one)),
      }
    },
    async [Symbol.asyncDispose]() {
      await db.destroy().catch((error: unknown) => console.error(safeError(error)))
    },
  }
}

async function tablesOf(db: Db, schema: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${schema} and c.relkind in ('r', 'p') and not c.relispartition order by 1`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}

async function rowsOf(db: Db, table: string): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select to_jsonb(t)::text as text from ${sql.table(table)} t`.execute(db)
  return rows.map(({ text }) => text)
}

/** What each column holds in all rows, as JSON. */
function columnsIn(table: string, rows: readonly string[]): Source[] {
  const columns = new Map<string, string[]>()
  for (const row of rows) {
    for (const [name, value] of Object.entries(JSON.parse(row) as Record<string, unknown>)) {
      if (value === null) continue
      const held = columns.get(name) ?? []
      held.push(JSON.stringify(value))
      columns.set(name, held)
    }
  }
  return [...columns].map(([name, held]) => ({ place: `${table}.${name}`, text: held.join('\n') }))
}

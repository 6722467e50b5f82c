import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import { providerNames } from './provider-names.ts'

/** Names of groups whose keys are ids. */
export async function groupNames(
  db: DbOrTransaction,
  by: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (by === 'provider' || by === 'registrar') return providerNames(db, keys)
  if (by !== 'list') return new Map()
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from hash_list where id::text = any (${[...keys]}::text[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

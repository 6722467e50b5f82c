import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Names of groups whose keys are ids. */
export async function namesOf(
  db: DbOrTransaction,
  by: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const table = by === 'list' ? 'hash_list' : 'provider'
  if (!['list', 'provider', 'registrar'].includes(by)) return new Map()
  const ids = keys.filter((key) => key !== '?')
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from ${sql.table(table)} where id = any (${ids}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

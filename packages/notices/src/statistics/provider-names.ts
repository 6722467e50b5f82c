import { nameOfProvider, type DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'

/** Names of providers by id, the handle where the registry names none. */
export async function providerNames(
  db: DbOrTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, ${nameOfProvider('provider')} as name from provider
    where id::text = any (${[...ids]}::text[])`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

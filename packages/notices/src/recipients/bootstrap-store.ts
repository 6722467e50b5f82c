import type { DbOrTransaction } from '@nightlight/runtime'
import type { DirectoryCopies } from './bootstrap.ts'

/** Keeps the last good copy of each directory of registries in the database. */
export const createDirectoryCopies = (db: DbOrTransaction): DirectoryCopies => ({
  async read(kind) {
    const row = await db
      .selectFrom('registry_directory')
      .select(['body', 'fetched_at'])
      .where('kind', '=', kind)
      .executeTakeFirst()
    return row ? { body: row.body, fetchedAt: row.fetched_at } : null
  },
  async write(kind, body, fetchedAt) {
    const copy = { body: JSON.stringify(body), fetched_at: fetchedAt }
    await db
      .insertInto('registry_directory')
      .values({ kind, ...copy })
      .onConflict((conflict) => conflict.column('kind').doUpdateSet(copy))
      .execute()
  },
})

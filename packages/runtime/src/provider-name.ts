import { sql, type RawBuilder } from 'kysely'

/**
 * What a provider is called in lists and figures: its handle where the registry names none. Null where there is no provider.
 *
 * @param alias  of the table `provider` in the statement
 */
export const nameOfProvider = (alias: string): RawBuilder<string> =>
  sql<string>`coalesce(nullif(${sql.ref(`${alias}.name`)}, ''), ${sql.ref(`${alias}.handle`)})`

import { sql, type RawBuilder } from 'kysely'

/**
 * Whether a letter was written and stopped before it was out: nobody had it, and no server refused it.
 *
 * @param alias  of the table `notice` in the statement
 */
export const isStoppedLetter = (alias: string): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${alias}.state`)} = 'refused' and exists (
    select from notice_attempt x where x.notice_id = ${sql.ref(`${alias}.id`)} and x.outcome = 'withdrawn'))`

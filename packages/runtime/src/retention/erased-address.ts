import { sql, type RawBuilder } from 'kysely'

/** What opens in place of an address that was erased: a name that nobody can register (RFC 2606), sealed like any other. */
export const ERASED_URL = 'https://erased.invalid/'

/**
 * SQL: the blind index of a row whose address was erased, which says nothing but which row it is.
 *
 * @param id  the id of the row
 */
export const erasedKey = (id: RawBuilder<unknown>): RawBuilder<Buffer> =>
  sql<Buffer>`uuid_send(${id})`

/**
 * SQL: whether the address of a row is still there.
 *
 * @param table  name or alias of a `report` or `location`
 */
export const hasAddress = (table: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${table}.url_key`)} <> ${erasedKey(sql.ref(`${table}.id`))}`

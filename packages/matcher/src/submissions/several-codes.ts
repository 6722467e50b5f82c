import { sql, type RawBuilder } from 'kysely'
import type { CategoryMap } from './check-row.ts'
import { OTHER_CODE } from './source-codes.ts'

/** Category of an entry to which one file gives several codes, which stand beside it; a source has none like it. */
export const SEVERAL_CODES = '*'

/**
 * How codes of a file are called among the several of an entry: those that nobody can map are one, so that there are
 * never more of them than a map has.
 *
 * @param codes  of the file so far, as `countCodes`
 */
export const namingOf =
  (codes: Readonly<Record<string, number>>, map: CategoryMap | null) =>
  (code: string | null): string | null =>
    code === null || Object.hasOwn(codes, code) || Object.hasOwn(map ?? {}, code)
      ? code
      : OTHER_CODE

/** Null where nobody kept them. */
const BEFORE = sql`case when entry_source.category = ${sql.lit(SEVERAL_CODES)}
  then entry_source.codes else array[entry_source.category] end`
const BOTH = sql`case when ${BEFORE} is not null then (
  select array_agg(distinct code)
    from unnest(${BEFORE} || coalesce(excluded.codes, array[excluded.category])) code) end`
const IS_WORSE = sql`(excluded.legal_class = 'csam' and entry_source.legal_class <> 'csam')`

/**
 * What one submission says of an entry twice: the worse of both holds, and where its codes are mapped later all of
 * them are kept, since no one is the worse yet.
 *
 * @param mapsLater  condition on what is added
 */
export const bothHold = (mapsLater: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  on conflict (submission_id, entry_id) do update
    set legal_class = case when ${IS_WORSE} then 'csam' else entry_source.legal_class end,
        category = case
          when ${mapsLater} and entry_source.category is distinct from excluded.category
            then ${sql.lit(SEVERAL_CODES)}
          when ${IS_WORSE} then excluded.category else entry_source.category end,
        codes = case when ${mapsLater} then ${BOTH} else entry_source.codes end
    where ${IS_WORSE} or (${mapsLater} and (excluded.codes is not null
      or entry_source.category is distinct from excluded.category))`

import type { ColumnType } from 'kysely'

export type Now = ColumnType<Date, Date | undefined, Date>
export type Json<T> = ColumnType<T, string, string>
export type JsonDefault<T> = ColumnType<T, string | undefined, string>
export type JsonNull<T> = ColumnType<T | null, string | null | undefined, string | null>
/** Postgres bigint: text when read, number or text when written. */
export type Big = ColumnType<string, number | string, number | string>
export type BigDefault = ColumnType<string, number | string | undefined, number | string>
export type BigNull = ColumnType<
  string | null,
  number | string | null | undefined,
  number | string | null
>

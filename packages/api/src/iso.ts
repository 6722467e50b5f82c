/** Every `Date` in `T` as the text that JSON makes of it. */
export type Iso<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? Iso<Item>[]
    : T extends object
      ? { [Name in keyof T]: Iso<T[Name]> }
      : T

/** Writes times as ISO 8601, at any depth. */
export function iso<T>(value: T): Iso<T> {
  if (value instanceof Date) return value.toISOString() as Iso<T>
  if (Array.isArray(value)) return value.map(iso) as Iso<T>
  if (typeof value !== 'object' || value === null) return value as Iso<T>
  const parts = Object.entries(value).map(([name, part]) => [name, iso(part)] as const)
  return Object.fromEntries(parts) as Iso<T>
}

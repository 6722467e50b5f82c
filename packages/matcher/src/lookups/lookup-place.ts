/** Where the process listens that answers lookups: a path of a socket, or host and port. */
export type LookupPlace = { path: string } | { host: string; port: number }

/** As `LOOKUP_AT` may be written: `/run/nightlight/lookups.sock`, or `127.0.0.1:9401`, `[::1]:9401`. */
export const LOOKUP_AT = '^(/.{1,100}|[^/\\s]+:\\d{1,5})$'

/** @param at  that fits `LOOKUP_AT` */
export function lookupPlace(at: string): LookupPlace {
  if (at.startsWith('/')) return { path: at }
  const colon = at.lastIndexOf(':')
  return { host: at.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(at.slice(colon + 1)) }
}

/**
 * A way out of the operator's: what it is told is the checked address, so it cannot be made to reach inside.
 *
 * Its own address needs no check. `onion`: a Tor client, the only one that is told names, and only those
 * that end in `.onion`.
 */
export type Proxy = Credentials & { host: string; port: number } & (
    | { type: 'http' }
    /** HTTP CONNECT within TLS; the proxy's certificate must be good. `ca`: PEM, in place of the public ones. */
    | { type: 'https'; ca?: string }
    | { type: 'socks5'; onion?: boolean }
  )

/** At most 255 bytes each; both or none. */
type Credentials = { username?: string; password?: string }

/** Whether a way out reaches `.onion` names. */
export function reachesOnion(proxy: Proxy | null): boolean {
  return proxy?.type === 'socks5' && proxy.onion === true
}

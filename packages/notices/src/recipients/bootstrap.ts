import { DomainError } from '@nightlight/contract'
import {
  kindOf,
  readDirectory,
  serversFor,
  type Directory,
  type DirectoryKind,
  type DirectoryQuery,
} from './bootstrap-file.ts'
import { parseJson, type RdapRequest } from './rdap-fetch.ts'

export type Servers =
  | { status: 'found'; servers: readonly string[]; fetchedAt: Date }
  /** No registry answers for it. */
  | { status: 'none'; fetchedAt: Date }
  | { status: 'unavailable'; retryAt: Date }

/** Which RDAP servers answer for an address, a network number or a domain. */
export type Bootstrap = { serversOf(query: DirectoryQuery): Promise<Servers> }

/** The last good copies, where they outlive the process. */
export type DirectoryCopies = {
  read(kind: DirectoryKind): Promise<{ body: unknown; fetchedAt: Date } | null>
  write(kind: DirectoryKind, body: unknown, fetchedAt: Date): Promise<void>
}

type Held = { directory: Directory; fetchedAt: Date }

const RETRY_MS = 600_000
const MAX_BYTES = 4 * 2 ** 20

/**
 * Finds the registry in charge by the directory that IANA publishes.
 *
 * A file is believed for `maxAgeMs`. When the source is down, or what it says is no such file, the
 * last good copy goes on being used, whatever its age, and the source is asked again in ten minutes.
 *
 * @throws {DomainError} `invalid-rdap-bootstrap-url`
 * @see RFC 9224
 */
export function createBootstrap(
  deps: { request: RdapRequest; copies: DirectoryCopies; now: () => Date },
  options: { url: string; maxAgeMs: number; timeoutMs: number },
): Bootstrap {
  const base = readBase(options.url)
  const held = new Map<DirectoryKind, Held>()
  const askAgainAt = new Map<DirectoryKind, Date>()
  const underWay = new Map<DirectoryKind, Promise<void>>()

  const download = async (kind: DirectoryKind): Promise<void> => {
    const signal = AbortSignal.timeout(options.timeoutMs)
    const reply = await deps.request(new URL(`${kind}.json`, base), signal).catch(() => null)
    const isGood = reply?.status === 200 && reply.body.length <= MAX_BYTES
    const body = isGood ? parseJson(reply.body) : null
    const directory = readDirectory(kind, body)
    const fetchedAt = deps.now()
    if (!directory) {
      askAgainAt.set(kind, new Date(fetchedAt.getTime() + RETRY_MS))
      return
    }
    held.set(kind, { directory, fetchedAt })
    askAgainAt.set(kind, new Date(fetchedAt.getTime() + options.maxAgeMs))
    await deps.copies.write(kind, body, fetchedAt)
  }

  const recall = async (kind: DirectoryKind): Promise<void> => {
    const copy = await deps.copies.read(kind)
    const directory = copy && readDirectory(kind, copy.body)
    if (!directory) return
    held.set(kind, { directory, fetchedAt: copy.fetchedAt })
    askAgainAt.set(kind, new Date(copy.fetchedAt.getTime() + options.maxAgeMs))
  }

  const refresh = async (kind: DirectoryKind): Promise<void> => {
    if (!held.has(kind)) await recall(kind)
    const at = askAgainAt.get(kind)
    if (at === undefined || at <= deps.now()) await download(kind)
  }

  return {
    async serversOf(query) {
      const kind = kindOf(query)
      let refreshing = underWay.get(kind)
      if (!refreshing) {
        refreshing = refresh(kind).finally(() => underWay.delete(kind))
        underWay.set(kind, refreshing)
      }
      await refreshing
      const copy = held.get(kind)
      if (!copy) return { status: 'unavailable', retryAt: askAgainAt.get(kind) ?? deps.now() }
      const servers = serversFor(copy.directory, query)
      const { fetchedAt } = copy
      return servers.length > 0
        ? { status: 'found', servers, fetchedAt }
        : { status: 'none', fetchedAt }
    },
  }
}

function readBase(value: string): URL {
  if (URL.canParse(value) && /^https?:\/\/[^?#]*$/.test(value)) {
    return new URL(value.replace(/\/*$/, '/'))
  }
  throw new DomainError(
    'invalid',
    'invalid-rdap-bootstrap-url',
    'read the RDAP bootstrap URL: unusable; set it to https://host/path of the directory',
  )
}

import { randomBytes } from 'node:crypto'
import { digest } from '@nightlight/fingerprint'
import { looksLikeHtml } from '../extract/html.ts'
import type { BodyKind } from '../fetch/read-body.ts'
import type { FetchOutcome } from '../fetch/outcome.ts'
import type { Location } from '../location-store.ts'
import { fetchPolitely } from '../manners/host-manners.ts'
import type { Survey } from '../survey-page.ts'
import { isAnswer, type LookDeps, type Visited } from '../visit-location.ts'
import { likenessOfWords, readSigns } from './signs/read-signs.ts'
import { withoutPicture } from './verdict.ts'

/** What a host answers at an address that cannot exist. */
export type Probe =
  | { outcome: 'page'; httpStatus: number; words: readonly string[] }
  | { outcome: 'bytes'; sha256: string }
  | { outcome: 'nothing' }

/** Takes what came of each probe, with the id of the location that it is compared with. */
export type NoteProbe = (locationId: string, came: FetchOutcome | Unanswered) => Promise<void>

/** Why there is no answer. */
export type Unanswered = 'host-paused' | 'cut-short'

/** By the id of the location that they are compared with. */
export type Probes = ReadonlyMap<string, Probe>

/** Hosts, each for pages and for pictures, that one look may ask so. */
const MAX_PROBES = 3
/** For all of them: with what comes before, a look must end within its job, however slow a host is. */
const TOTAL_MS = 15_000
const ALIKE = 0.9

/**
 * Asks hosts for an address that cannot exist, where that may tell a page that says "not found" from any
 * other, or the picture that stands for a missing one from any other.
 *
 * At most one address of a host and kind; what the time does not suffice for is not compared. Nothing of an
 * answer is kept but what is compared, and that it was asked.
 *
 * @param known the takedowns' addresses that were visited
 */
export async function probeHosts(
  deps: Pick<LookDeps, 'safeFetch' | 'pacing' | 'manners'> & { noteProbe: NoteProbe },
  page: Location,
  known: readonly Location[],
  survey: Survey,
  signal: AbortSignal,
  totalMs = TOTAL_MS,
): Promise<Probes> {
  const late = AbortSignal.timeout(totalMs)
  const either = AbortSignal.any([signal, late])
  const found = new Map<string, Probe>()
  const asked = new Map<string, Probe>()
  try {
    for (const location of new Map([page, ...known].map((one) => [one.id, one])).values()) {
      const visited = survey.visits.get(location.id)
      const kind = location.id === page.id && visited?.outcome === 'page' ? 'page' : 'image'
      if (!visited || !isWorthIt(visited)) continue
      const key = `${kind} ${new URL(location.url).host}`
      const probe = asked.get(key) ?? (asked.size < MAX_PROBES ? await ask(kind, location) : null)
      if (!probe) continue
      asked.set(key, probe)
      found.set(location.id, probe)
    }
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error
  }
  return found

  async function ask(expect: BodyKind, { id, url, host }: Location): Promise<Probe> {
    const address = absentAddress(new URL(url))
    const fetch = () => deps.safeFetch.fetch(address, { expect, signal: either })
    const answer = await fetchPolitely(deps, host, fetch, either).catch(async (error: unknown) => {
      if (!signal.aborted) await deps.noteProbe(id, 'cut-short')
      throw error
    })
    await deps.noteProbe(id, answer ?? 'host-paused')
    if (answer === null || !isAnswer(answer)) return { outcome: 'nothing' }
    const { body, contentType, httpStatus, digests } = answer
    return looksLikeHtml(body, contentType)
      ? { outcome: 'page', httpStatus, words: readSigns(body, contentType).words }
      : { outcome: 'bytes', sha256: (digests ?? digest(body)).sha256 }
  }
}

const isWorthIt = (visited: Visited): boolean =>
  visited.outcome === 'picture' || withoutPicture(visited).code === 'not-found-page'

/** Whether a page is what its host answers for anything that is not there. */
export function isAsMissing(
  visited: Visited & { outcome: 'page' },
  probe: Probe | undefined,
): boolean {
  if (probe?.outcome !== 'page' || visited.facts?.httpStatus !== probe.httpStatus) return false
  const { words } = readSigns(visited.body, visited.contentType)
  return likenessOfWords(words, probe.words) >= ALIKE
}

/** An address beside another, of the same form and with a name that nobody has given. */
export function absentAddress(like: URL): URL {
  const absent = new URL(like)
  const name = randomBytes(12).toString('hex')
  if (like.search !== '') {
    for (const key of new Set(like.searchParams.keys())) absent.searchParams.set(key, name)
    return absent
  }
  const [, folder = '/', ending = ''] =
    /^(.*\/)[^/]*?(\.[A-Za-z0-9]{1,5})?\/?$/.exec(like.pathname) ?? []
  const isFolder = like.pathname.endsWith('/') && like.pathname !== '/'
  const above = isFolder ? like.pathname.replace(/[^/]+\/$/, '') : folder
  absent.pathname = `${above}${name}${isFolder ? '/' : ending}`
  return absent
}

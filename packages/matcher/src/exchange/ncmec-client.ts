import type { HashAlgorithm } from '@nightlight/contract'
import { basicAuthorization, checkBaseUrl, pathOfNext } from './base-url.ts'
import type { ExchangeClient } from './exchange-client.ts'
import { nextElsewhere } from './exchange-errors.ts'
import { healthOf } from './exchange-health.ts'
import { createExchangeHttp, type ExchangeDeps, type ExchangeLimits } from './exchange-http.ts'
import {
  NCMEC,
  readNcmecMembers,
  readNcmecStatus,
  type NcmecMember,
  type NcmecReason,
} from './ncmec-documents.ts'
import { createNcmecFeedback } from './ncmec-feedback.ts'
import { readNcmecEntries } from './ncmec-page.ts'
import { readPages } from './read-pages.ts'

export type NcmecOptions = {
  /**
   * The environment: https://hashsharing.ncmec.org/npo for hotlines, its test twin
   * https://hashsharing-test.ncmec.org/npo, and those for industry and law enforcement.
   */
  baseUrl: string
  user: string
  password: string
  /** By our code of a reason for a negative vote: name or GUID of theirs; without it, the code is one. */
  feedbackReasons?: Readonly<Record<string, string>> | undefined
  allowInsecureHttp?: boolean | undefined
  limits?: Partial<ExchangeLimits> | undefined
}

export type NcmecClient = ExchangeClient & {
  /**
   * Who gives entries.
   *
   * @throws as `fetchPages` does
   */
  members(signal: AbortSignal): Promise<NcmecMember[]>
  /**
   * What a negative vote on a fingerprint may give as its reason; empty for one that they have not.
   *
   * @throws as `fetchPages` does
   */
  feedbackReasons(algorithm: HashAlgorithm, signal: AbortSignal): Promise<NcmecReason[]>
}

const ENTRIES = '/v2/entries'

/** The end of the range of a run: now, or a little after its beginning by a clock that is slow. */
const endOf = (since: Date, startedAt: Date): Date =>
  new Date(Math.max(startedAt.getTime(), since.getTime() + 1000))

/**
 * A client of NCMEC's Hash Sharing API, version 2.
 *
 * A change gives an entry a new time, which takes it out of the range of a run that is under way:
 * the next run has it. Should their pages go by counting, and not by number as it seems, an entry
 * could so slip from one page to the one before while that is read; a run from the beginning (null)
 * once in a while heals that.
 *
 * @throws {DomainError} `exchange-base-url`, `exchange-credentials`
 * @see NCMEC, Hash Sharing API, usage recommendations; facebook/ThreatExchange,
 *   python-threatexchange, exchanges/clients/ncmec/hash_api.py
 */
export function createNcmecClient(deps: ExchangeDeps, options: NcmecOptions): NcmecClient {
  const baseUrl = checkBaseUrl(options.baseUrl, options.allowInsecureHttp)
  const http = createExchangeHttp(deps, {
    service: NCMEC,
    baseUrl,
    headers: {
      accept: 'application/xml',
      authorization: basicAuthorization(options.user, options.password),
    },
    limits: options.limits,
  })
  const feedback = createNcmecFeedback(http, options.feedbackReasons ?? {})

  const pathOf = (position: string): string => {
    const path = pathOfNext(baseUrl, position, ENTRIES)
    if (path === null) throw nextElsewhere(NCMEC)
    return path
  }

  return {
    fetchPages: (from, signal) =>
      readPages(from, NCMEC, deps.now, async ({ since, startedAt, position }) => {
        // Always with Z: their clock is UTC, and a local time would leave out or repeat hours.
        const range = { from: since.toISOString(), to: endOf(since, startedAt).toISOString() }
        const path =
          position === null ? `${ENTRIES}?${String(new URLSearchParams(range))}` : pathOf(position)
        const { value, answeredAt } = await http.ask(
          { method: 'GET', path, isRepeatable: true },
          readNcmecEntries,
          signal,
        )
        if (value.next !== null) pathOf(value.next)
        return { ...value, answeredAt }
      }),

    sendFeedback: (votes, signal) => feedback.send(votes, signal),
    feedbackReasons: (algorithm, signal) => feedback.reasons(algorithm, signal),

    async members(signal) {
      const { value } = await http.ask(
        { method: 'GET', path: '/v2/members', isRepeatable: true },
        readNcmecMembers,
        signal,
      )
      return value
    },

    checkHealth: (signal) =>
      healthOf(deps.now, signal, () =>
        http.ask(
          { method: 'GET', path: '/v2/status', isRepeatable: true },
          readNcmecStatus,
          signal,
        ),
      ),
  }
}

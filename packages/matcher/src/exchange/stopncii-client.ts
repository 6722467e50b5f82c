import { checkBaseUrl, checkCredential } from './base-url.ts'
import type { ExchangeClient, Vote, VoteResult } from './exchange-client.ts'
import { isAboutRequest } from './exchange-errors.ts'
import { healthOf } from './exchange-health.ts'
import {
  createExchangeHttp,
  ignoreAnswer,
  readJson,
  type ExchangeDeps,
  type ExchangeLimits,
} from './exchange-http.ts'
import { readPages } from './read-pages.ts'
import { hashOfReference, readStopNciiPage, STOPNCII } from './stopncii-records.ts'
import { laterOf, refused, sent } from './vote-result.ts'

export type StopNciiOptions = {
  /** Such as https://api.stopncii.org/v1 */
  baseUrl: string
  subscriptionKey: string
  /** Each function of theirs has a key of its own; without the second no feedback is sent. */
  functionKeys: { fetchHashes: string; submitFeedback?: string | undefined }
  allowInsecureHttp?: boolean | undefined
  limits?: Partial<ExchangeLimits> | undefined
}

/** As their reference client asks for. */
const PAGE_SIZE = 800
/** Votes in one request; they name no limit. */
const VOTES_A_REQUEST = 100
/** The earliest time that is asked from; their reference client does not go below it either. */
const EARLIEST_S = 10

/**
 * A client of StopNCII, hashes that adults made of intimate images of themselves.
 *
 * Their material is no child sexual abuse material: a list of it is never of class csam. A vote
 * becomes `Blocked` or `NotBlocked` with its reason as a tag; votes that they refuse together are
 * sent one by one.
 *
 * @throws {DomainError} `exchange-base-url`, `exchange-credentials`
 * @see facebook/ThreatExchange, python-threatexchange, exchanges/clients/stopncii/api.py
 */
export function createStopNciiClient(deps: ExchangeDeps, options: StopNciiOptions): ExchangeClient {
  const keys = {
    subscription: checkCredential('subscription key', options.subscriptionKey),
    fetch: checkCredential('key of FetchHashes', options.functionKeys.fetchHashes),
    feedback:
      options.functionKeys.submitFeedback === undefined
        ? null
        : checkCredential('key of SubmitFeedback', options.functionKeys.submitFeedback),
  }
  const http = createExchangeHttp(deps, {
    service: STOPNCII,
    baseUrl: checkBaseUrl(options.baseUrl, options.allowInsecureHttp),
    headers: { accept: 'application/json', 'ocp-apim-subscription-key': keys.subscription },
    limits: options.limits,
  })

  const fetchHashes = (query: Record<string, string>, signal: AbortSignal) =>
    http.ask(
      {
        method: 'GET',
        path: `/FetchHashes?${String(new URLSearchParams(query))}`,
        headers: { 'x-functions-key': keys.fetch },
        isRepeatable: true,
      },
      readJson(STOPNCII, readStopNciiPage),
      signal,
    )

  const submit = (votes: readonly SpeltVote[], key: string, signal: AbortSignal) =>
    http.ask(
      {
        method: 'POST',
        path: '/SubmitFeedback',
        headers: { 'x-functions-key': key },
        body: { type: 'application/json', text: JSON.stringify(feedbackOf(votes)) },
        isRepeatable: false,
      },
      ignoreAnswer,
      signal,
    )

  const sendBatch = async (
    votes: readonly SpeltVote[],
    key: string,
    signal: AbortSignal,
  ): Promise<VoteResult[]> => {
    try {
      await submit(votes, key, signal)
      return votes.map(({ reference }) => sent(reference))
    } catch (error) {
      signal.throwIfAborted()
      if (!isAboutRequest(error)) return votes.map(({ reference }) => laterOf(reference, error))
      if (votes.length === 1) return votes.map(({ reference }) => refused(reference, error.code))
    }
    return sendInTurn(votes, 1, key, signal)
  }

  /** Once a request fails for a reason that lies not in it, all that follow are left for later. */
  const sendInTurn = async (
    votes: readonly SpeltVote[],
    votesARequest: number,
    key: string,
    signal: AbortSignal,
  ): Promise<VoteResult[]> => {
    const results: VoteResult[] = []
    for (let at = 0; at < votes.length; at += votesARequest) {
      const batch = votes.slice(at, at + votesARequest)
      const before = results.at(-1)
      const sending =
        before?.status === 'later'
          ? batch.map(({ reference }) => ({ ...before, reference }))
          : await sendBatch(batch, key, signal)
      results.push(...sending)
    }
    return results
  }

  return {
    fetchPages: (from, signal) =>
      readPages(from, STOPNCII, deps.now, async ({ since, position }) => {
        const { value, answeredAt } = await fetchHashes(
          {
            startTimestamp: String(Math.max(EARLIEST_S, Math.floor(since.getTime() / 1000))),
            pageSize: String(PAGE_SIZE),
            ...(position !== null && { nextPageToken: position }),
          },
          signal,
        )
        return { ...value, answeredAt }
      }),

    async sendFeedback(votes, signal) {
      const key = keys.feedback
      if (key === null) return votes.map((vote) => refused(vote.reference, 'vote-without-key'))
      const results = new Map<Vote, VoteResult>()
      const spelt: SpeltVote[] = []
      for (const vote of votes) {
        const hash = hashOfReference(vote.reference)
        if (hash === null) results.set(vote, refused(vote.reference, 'vote-reference-unknown'))
        else spelt.push({ vote, reference: vote.reference, hash })
      }
      const sending = await sendInTurn(spelt, VOTES_A_REQUEST, key, signal)
      spelt.forEach(({ vote }, index) => results.set(vote, sending[index]!))
      return votes.map((vote) => results.get(vote)!)
    },

    checkHealth: (signal) =>
      healthOf(deps.now, signal, () =>
        fetchHashes(
          { startTimestamp: String(Math.floor(deps.now().getTime() / 1000)), pageSize: '1' },
          signal,
        ),
      ),
  }
}

type SpeltVote = { vote: Vote; reference: string; hash: string }

const feedbackOf = (votes: readonly SpeltVote[]) => ({
  count: votes.length,
  hashFeedbacks: votes.map(({ vote, hash }) => ({
    tags: [vote.reason],
    feedbackValue: vote.verdict === 'confirm' ? 'Blocked' : 'NotBlocked',
    hashValue: hash,
  })),
})

import type { HashAlgorithm } from '@nightlight/contract'
import type { Vote, VoteResult } from './exchange-client.ts'
import { isAboutRequest } from './exchange-errors.ts'
import { ignoreAnswer, type ExchangeHttp } from './exchange-http.ts'
import { readNcmecReasons, type NcmecReason } from './ncmec-documents.ts'
import { entryOfReference } from './ncmec-page.ts'
import { laterOf, refused, sent } from './vote-result.ts'

/** What NCMEC calls the fingerprints that are compared here. */
const FINGERPRINTS: Partial<Record<HashAlgorithm, string>> = {
  md5: 'MD5',
  sha1: 'SHA1',
  pdq: 'PDQ',
}

export type NcmecFeedback = {
  /** The reasons for a negative vote on a fingerprint; asked for once. */
  reasons(algorithm: HashAlgorithm, signal: AbortSignal): Promise<NcmecReason[]>
  send(votes: readonly Vote[], signal: AbortSignal): Promise<VoteResult[]>
}

/**
 * Votes on entries: one request each, on the fingerprint that matched.
 *
 * A failure that lies not in the vote leaves it and those after it for later.
 *
 * @param names by our code of a reason: name or GUID of theirs
 */
export function createNcmecFeedback(
  http: ExchangeHttp,
  names: Readonly<Record<string, string>>,
): NcmecFeedback {
  const known = new Map<string, NcmecReason[]>()

  const reasonsFor = async (fingerprint: string, signal: AbortSignal) => {
    const before = known.get(fingerprint)
    if (before) return before
    const { value } = await http.ask(
      { method: 'GET', path: `/v2/feedback/${fingerprint}/reasons`, isRepeatable: true },
      readNcmecReasons,
      signal,
    )
    known.set(fingerprint, value)
    return value
  }

  const sendOne = async (vote: Vote, signal: AbortSignal): Promise<VoteResult> => {
    const { reference, verdict } = vote
    const entry = entryOfReference(reference)
    if (!entry) return refused(reference, 'vote-reference-unknown')
    if (!vote.algorithm) return refused(reference, 'vote-without-algorithm')
    const fingerprint = FINGERPRINTS[vote.algorithm]
    if (fingerprint === undefined) return refused(reference, 'vote-on-other-algorithm')
    let guid: string | undefined
    if (verdict === 'reject') {
      guid = reasonNamed(names[vote.reason] ?? vote.reason, await reasonsFor(fingerprint, signal))
      if (guid === undefined) return refused(reference, 'vote-reason-unknown')
    }
    await http.ask(
      {
        method: 'PUT',
        path: `/v2/entries/${entry.member}/${encodeURIComponent(entry.id)}/${fingerprint}/feedback`,
        body: { type: 'application/xml; charset=utf-8', text: submissionOf(guid) },
        isRepeatable: true,
      },
      ignoreAnswer,
      signal,
    )
    return sent(reference)
  }

  return {
    async reasons(algorithm, signal) {
      const fingerprint = FINGERPRINTS[algorithm]
      return fingerprint === undefined ? [] : await reasonsFor(fingerprint, signal)
    },

    async send(votes, signal) {
      const results: VoteResult[] = []
      let failure: unknown
      for (const vote of votes) {
        if (failure !== undefined) {
          results.push(laterOf(vote.reference, failure))
          continue
        }
        try {
          results.push(await sendOne(vote, signal))
        } catch (error) {
          signal.throwIfAborted()
          if (isAboutRequest(error)) {
            results.push(refused(vote.reference, error.code))
          } else {
            failure = error
            results.push(laterOf(vote.reference, error))
          }
        }
      }
      return results
    },
  }
}

/** A reason by its GUID or its name in any case; the only one there is stands for all. */
function reasonNamed(name: string, reasons: readonly NcmecReason[]): string | undefined {
  const bare = name.trim().toLowerCase()
  const fitting = reasons.find(
    (reason) => reason.guid.toLowerCase() === bare || reason.name.trim().toLowerCase() === bare,
  )
  return (fitting ?? (reasons.length === 1 ? reasons[0] : undefined))?.guid
}

const submissionOf = (guid: string | undefined): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n` +
  `<feedbackSubmission xmlns="https://hashsharing.ncmec.org/hashsharing/v2">` +
  (guid === undefined
    ? '<affirmative/>'
    : `<negative><reasonIds><guid>${guid}</guid></reasonIds></negative>`) +
  '</feedbackSubmission>'

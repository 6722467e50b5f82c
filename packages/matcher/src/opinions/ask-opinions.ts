import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError, RetryLater } from '@nightlight/contract'
import { safeError, type Db, type FieldCrypto, type Log } from '@nightlight/runtime'
import { ExchangeUnavailable } from '../exchange/exchange-errors.ts'
import { HASHES_A_REQUEST, type Shield } from '../exchange/shield.ts'
import {
  configOf,
  mustBeOn,
  noteEnd,
  noteProblem,
  noteStart,
  sourcesDue,
  type OpinionSource,
} from './opinion-source-store.ts'
import { mediaToAsk, noteAnswers, noteAsked, pdqOf, type Answered } from './opinion-store.ts'
import { createOpinionClient } from './shield-config.ts'

export type OpinionDeps = { db: Db; crypto: FieldCrypto; log: Log; now: () => Date }

/** Requests of one run: what is left waits for the next, a minute later. */
const REQUESTS_A_RUN = 10

/**
 * Asks whoever two people have agreed to ask what they know of pictures that wait for an analyst: each once, and nothing
 * acts on the answer. A failure is noted with its code and tried again later; it is not thrown.
 *
 * @param clientOf for tests: a client that does not wait
 */
export async function askOpinions(
  deps: OpinionDeps,
  signal: AbortSignal,
  clientOf = (source: OpinionSource): Shield => {
    const wait = async (ms: number, until: AbortSignal): Promise<void> => {
      await sleep(ms, undefined, { signal: until })
      await mustBeOn(deps.db, source.id)
    }
    return createOpinionClient({ now: deps.now, wait }, configOf(deps.crypto, source))
  },
): Promise<void> {
  const { db, log, now } = deps
  for (const source of await sourcesDue(db, now())) {
    if (signal.aborted) return
    try {
      await noteStart(db, source.id, now())
      const media = await askSource(deps, source, clientOf(source), signal)
      await noteEnd(db, source.id, now())
      if (media > 0) log.info({ source: source.id, media }, 'second opinions asked')
    } catch (error) {
      if (signal.aborted) return
      const code = codeOf(error)
      if (code === 'opinion-source-ended') continue
      const at = error instanceof RetryLater ? error.at : undefined
      const failures = await noteProblem(db, source.id, code, now(), at)
      const facts = { source: source.id, code, failures }
      if (code === 'unexpected') {
        log.error({ ...facts, error: safeError(error) }, 'second opinions not asked')
      } else log.warn(facts, 'second opinions not asked')
    }
  }
}

function codeOf(error: unknown): string {
  if (error instanceof DomainError || error instanceof ExchangeUnavailable) return error.code
  return error instanceof RetryLater ? 'exchange-busy' : 'unexpected'
}

/** @returns of how many media hashes were sent */
async function askSource(
  deps: OpinionDeps,
  source: OpinionSource,
  shield: Shield,
  signal: AbortSignal,
): Promise<number> {
  const { db, crypto, log, now } = deps
  const unreadable: string[] = []
  let sent = 0
  for (let request = 0; request < REQUESTS_A_RUN; request++) {
    signal.throwIfAborted()
    const waiting = await mediaToAsk(db, source.kind, HASHES_A_REQUEST, unreadable)
    if (waiting.length === 0) break
    const questions: Question[] = []
    for (const one of waiting) {
      const { mediaId, pipelineVersion } = one
      try {
        questions.push({ mediaId, pipelineVersion, pdq: pdqOf(crypto, one) })
      } catch (error) {
        log.error({ error: safeError(error) }, 'media not readable, no opinion asked')
        unreadable.push(mediaId)
      }
    }
    const asked = await noteAsked(db, source, questions, now())
    // it has ended, or all of them were decided meanwhile
    if (asked.size === 0 && questions.length > 0) break
    const asking = {
      shield,
      note: (all: Answered[]) => noteAnswers(db, source, all, now()),
      mustBeOn: () => mustBeOn(db, source.id),
    }
    const these = questions.filter(({ mediaId }) => asked.has(mediaId))
    if (these.length > 0) await askTogether(asking, these, signal)
    sent += these.length
  }
  return sent
}

type Question = { mediaId: string; pipelineVersion: string; pdq: string }

/** Requests that they may refuse before they have taken one: by then few hashes are left in each. */
const MOST_REFUSALS = 31

type Asking = {
  shield: Shield
  note: (answers: Answered[]) => Promise<void>
  /** Throws once nothing more may be sent. */
  mustBeOn: () => Promise<void>
}

/**
 * Asks in one request, and in halves when that is refused: hashes that they do not take do not hold up the others.
 * Where they take none of them, the fault is in none of them.
 *
 * @throws what the client throws, and `mustBeOn`
 */
async function askTogether(
  { shield, note, mustBeOn }: Asking,
  all: readonly Question[],
  signal: AbortSignal,
): Promise<void> {
  const refused: Answered[] = []
  let isAnyTaken = false
  let refusals = 0
  // larger ones first: what they take shows soon
  const pieces = [all]
  for (let some = pieces.shift(); some !== undefined; some = pieces.shift()) {
    await mustBeOn()
    try {
      const opinions = await shield.lookUpPdq(
        some.map(({ pdq }) => pdq),
        signal,
      )
      await note(some.map(({ pdq, ...media }) => ({ ...media, opinion: opinions.get(pdq)! })))
      isAnyTaken = true
    } catch (error) {
      if (!isRefusal(error)) throw error
      const half = some.length >> 1
      if (half > 0) pieces.push(some.slice(0, half), some.slice(half))
      else
        for (const { mediaId, pipelineVersion } of some)
          refused.push({ mediaId, pipelineVersion, opinion: 'refused' })
      const isOver = pieces.length === 0 || ++refusals === MOST_REFUSALS
      if (!isAnyTaken && isOver) throw error
    }
  }
  if (refused.length > 0) await note(refused)
}

const isRefusal = (error: unknown): boolean =>
  error instanceof DomainError && error.code === 'exchange-refused-request'

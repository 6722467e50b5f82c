import { isDeepStrictEqual } from 'node:util'
import { evolve, type Takedown } from '../../packages/notices/src/takedown.ts'
import type { Case, Rows, Submission } from './rows.ts'

/** One sentence for each thing that must not be. */
export type Findings = {
  /** Cases of which no address ever reached the mail gate. */
  lost: string[]
  /** Cases whose first notice reached the gate under more than one Message-ID. */
  doubled: string[]
  /** Everything else. */
  broken: string[]
}

export type Ended = { cases: readonly Case[]; rows: Rows; submissions: readonly Submission[] }

/**
 * Holds what a run has left behind against the invariants of exactly-once notices.
 *
 * Pure, so that it can be shown to fail. Expects that no content was looked at again: then nothing
 * justifies a second notice, and every case has exactly one.
 */
export function checkRows(ended: Ended): Findings {
  return {
    lost: neverReached(ended),
    doubled: reachedTwice(ended),
    broken: [
      ...takedownsOf(ended),
      ...ended.rows.takedowns.flatMap((takedown) => itemsOf(ended.rows, takedown)),
      ...ended.rows.takedowns.flatMap((takedown) => historyOf(ended.rows, takedown)),
      ...ended.rows.notices.flatMap((notice) => noticeProblems(ended.rows, notice)),
      ...ledgerProblems(ended),
      ...mailProblems(ended),
    ],
  }
}

function neverReached({ cases, submissions }: Ended): string[] {
  const reached = new Set(recorded(submissions).flatMap(({ urls }) => urls))
  return cases
    .filter(({ urls }) => !urls.some((url) => reached.has(url)))
    .map(({ name }) => `${name}: in no mail that the gate took`)
}

function reachedTwice({ cases, submissions }: Ended): string[] {
  const messages = new Map<string, Set<string>>()
  for (const { urls, messageId } of submissions) {
    for (const url of urls) messages.set(url, (messages.get(url) ?? new Set()).add(messageId))
  }
  return cases.flatMap(({ name, urls }) => {
    const ids = new Set(urls.flatMap((url) => [...(messages.get(url) ?? [])]))
    return ids.size > 1 ? [`${name}: in mails with ${ids.size} Message-IDs`] : []
  })
}

const recorded = (submissions: readonly Submission[]): Submission[] =>
  submissions.filter(({ outcome }) => outcome === 'recorded')

function takedownsOf({ cases, rows }: Ended): string[] {
  const found = Map.groupBy(rows.takedowns, placeOf)
  const missing = cases.flatMap((one) => {
    const count = found.get(placeOf(one))?.length ?? 0
    return count === 1 ? [] : [`${one.name}: ${count} takedowns`]
  })
  const extra = rows.takedowns.length - cases.length
  return extra > 0 ? [...missing, `${extra} takedowns more than cases`] : missing
}

const placeOf = ({ mediaId, pageLocationId }: { mediaId: string; pageLocationId: string }) =>
  `${mediaId} ${pageLocationId}`

type TakedownRow = Rows['takedowns'][number]

/** Nothing is ever looked at here, and days pass in seconds: these questions come by the clock. */
const ASKED_WITHOUT_CRAWLER = new Set(['cannot-be-checked', 'stuck'])

function itemsOf(rows: Rows, { id, status, attention, notifyAt }: TakedownRow): string[] {
  const items = rows.items.filter(({ takedownId }) => takedownId === id)
  const states = items.map(
    ({ noticeId }) => rows.notices.find((notice) => notice.id === noticeId)?.state,
  )
  const seqs = items.map(({ seq }) => seq)
  const problems: string[] = []
  if (!isDeepStrictEqual(seqs, [1])) problems.push(`notice items with seq [${seqs.join()}]`)
  if (states.some((state) => state !== 'sent')) problems.push(`its notice is ${states.join()}`)
  if (status !== 'notified') problems.push(`is ${status}`)
  if (attention !== null && !ASKED_WITHOUT_CRAWLER.has(attention)) {
    problems.push(`wants a person: ${attention}`)
  }
  if (notifyAt !== null) problems.push('is still to be notified')
  return problems.map((problem) => `takedown ${id}: ${problem}`)
}

/** Its events count from 1 to its version, and folding them gives the state that is stored. */
function historyOf(rows: Rows, { id, state, status, version }: TakedownRow): string[] {
  const history = rows.events
    .filter(({ takedownId }) => takedownId === id)
    .sort((a, b) => a.seq - b.seq)
  const wanted = Array.from({ length: version }, (_, index) => index + 1)
  const seqs = history.map(({ seq }) => seq)
  if (!isDeepStrictEqual(seqs, wanted)) {
    return [`takedown ${id}: events [${seqs.join()}] where version ${version} needs each once`]
  }
  let folded: Takedown | null = null
  for (const { event } of history) folded = evolve(folded, event)
  const problems: string[] = []
  if (!isDeepStrictEqual(folded, state)) problems.push('its events do not give its state')
  if (state.status !== status) problems.push(`state ${state.status} in a row that says ${status}`)
  const told = history.flatMap(({ event }) => (event.type === 'notified' ? [event.noticeId] : []))
  const items = rows.items.filter(({ takedownId }) => takedownId === id)
  if (
    !isDeepStrictEqual(
      told,
      items.map(({ noticeId }) => noticeId),
    )
  ) {
    problems.push(`notified ${told.length} times with ${items.length} items, or by another notice`)
  }
  if (history.some(({ event }) => event.type === 'reminder-due')) {
    problems.push('was reminded though nobody had looked')
  }
  return problems.map((problem) => `takedown ${id}: ${problem}`)
}

function noticeProblems(rows: Rows, notice: Rows['notices'][number]): string[] {
  const inLedger = rows.ledger.filter(({ messageId }) => messageId === notice.messageId).length
  const attempts = rows.attempts.filter(({ noticeId }) => noticeId === notice.id)
  const ended = attempts
    .filter(({ outcome }) => outcome === 'accepted' || outcome === 'recovered')
    .map(({ n }) => n)
  const problems: string[] = []
  if (notice.kind !== 'provider-notice') problems.push(`is a ${notice.kind}`)
  if (notice.state !== 'sent') problems.push(`is ${notice.state}`)
  if (notice.state === 'sent' && notice.sentAt === null) problems.push('sent, but not when')
  if (inLedger !== (notice.state === 'sent' ? 1 : 0)) {
    problems.push(`${notice.state} with ${inLedger} ledger rows`)
  }
  if (attempts.length !== notice.attempts) {
    problems.push(`${notice.attempts} attempts with ${attempts.length} rows`)
  }
  if (notice.state === 'sent' && !isDeepStrictEqual(ended, [notice.attempts])) {
    problems.push(`accepted or recovered at [${ended.join()}] of ${notice.attempts} attempts`)
  }
  if (!rows.items.some(({ noticeId }) => noticeId === notice.id)) problems.push('has no item')
  return problems.map((problem) => `notice ${notice.id}: ${problem}`)
}

/** The ledger knows every mail the gate took, once, counts its copies, and knows nothing else. */
function ledgerProblems({ rows, submissions }: Ended): string[] {
  const taken = Map.groupBy(
    submissions.filter(({ outcome }) => outcome !== 'failed'),
    ({ messageId }) => messageId,
  )
  const known = new Set(rows.ledger.map(({ messageId }) => messageId))
  const unwritten = [...taken.keys()].filter((messageId) => !known.has(messageId))
  return [
    ...unwritten.map((messageId) => `mail ${messageId}: taken by the gate, not in the ledger`),
    ...submissions
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ messageId }) => `mail ${messageId}: the ledger failed`),
    ...rows.ledger.flatMap(({ messageId, copiesDropped }) => {
      const count = taken.get(messageId)?.length ?? 0
      const notice = rows.notices.find((one) => one.messageId === messageId)
      return [
        ...(notice?.state === 'sent' ? [] : [`mail ${messageId}: of no notice that is sent`]),
        ...(count === copiesDropped + 1
          ? []
          : [`mail ${messageId}: came ${count} times, ledger says ${copiesDropped + 1}`]),
      ]
    }),
  ]
}

/** What was handed over speaks of exactly the addresses of its notice's takedowns, each under its reference. */
function mailProblems({ cases, rows, submissions }: Ended): string[] {
  const caseOf = new Map(cases.map((one) => [placeOf(one), one]))
  const takedowns = new Map(rows.takedowns.map((takedown) => [takedown.id, takedown]))
  return recorded(submissions).flatMap(({ messageId, urls, references }) => {
    const notice = rows.notices.find((one) => one.messageId === messageId)
    if (!notice) return []
    const wanted = rows.items
      .filter(({ noticeId }) => noticeId === notice.id)
      .flatMap(({ takedownId }) => {
        const takedown = takedowns.get(takedownId)
        return (takedown && caseOf.get(placeOf(takedown))?.urls) ?? []
      })
    const numbered = urls.map((_, index) => `${notice.reference}-${index + 1}`)
    const problems: string[] = []
    if (!isDeepStrictEqual(urls.toSorted(), wanted.toSorted())) {
      problems.push(`lists ${urls.length} addresses where its takedowns have ${wanted.length}`)
    }
    // In the text those of one server stand together, in another order than they are numbered.
    if (!isDeepStrictEqual(references.toSorted(), numbered.toSorted()))
      problems.push('its items are numbered otherwise')
    return problems.map((problem) => `notice ${notice.id}: its mail ${problem}`)
  })
}

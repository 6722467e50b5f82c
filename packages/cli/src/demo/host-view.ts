import type { ExpectedHost } from './hosts.ts'

/** A takedown as the API tells it. */
export type TakedownView = {
  id: string
  status: string
  outcome: string
  attention: string | null
  lastVerdict: string | null
  clocks: Record<string, string | null>
  checks: { at: string; verdict: string; codes: string[] }[]
  timeline: { type: string; at: string; actor: string }[]
  notices: { id: string; seq: number; state: string; sentAt: string | null }[]
  provider: { name: string; country: string | null } | null
}

/** What a host has come to, in the terms of the summary. */
export type HostView = {
  name: string
  behaviour: string
  provider: string | null
  found: number
  matched: number
  takedowns: number
  /** Distinct notices that were sent. */
  notified: number
  checks: number
  outcome: string
  expected: string
  reached: boolean
  /** Milliseconds of real time between two clocks, of the takedown that took longest; null while open. */
  clocks: {
    t0ToT6: number | null
    t6ToT9: number | null
    t9ToT10: number | null
    t10ToT11: number | null
  }
}

/** Looks after the notice that an end which is no removal needs before it counts as reached. */
const LOOKS = 2

/** Reads off what a host has come to and whether that is the end that was expected. */
export function judgeHost(
  host: ExpectedHost,
  takedowns: readonly TakedownView[],
  media: { found: number; matched: number },
): HostView {
  const sent = new Set(
    takedowns.flatMap(({ notices }) => notices.filter(({ sentAt }) => sentAt).map(({ id }) => id)),
  )
  const outcomes = [...new Set(takedowns.map((takedown) => outcomeOf(takedown)))]
  const outcome = outcomes.length === 0 ? 'open' : outcomes.length === 1 ? outcomes[0]! : 'mixed'
  const wanted = host.pictures.filter(({ kind }) => kind !== 'innocent').length
  const reached =
    outcome === host.expectedOutcome &&
    media.matched >= wanted &&
    sent.size >= host.expectedNotices &&
    takedowns.every((takedown) => isSettled(takedown))
  return {
    name: host.name,
    behaviour: host.behaviour,
    provider: takedowns[0]?.provider?.name ?? null,
    found: media.found,
    matched: media.matched,
    takedowns: takedowns.length,
    notified: sent.size,
    checks: takedowns.reduce((sum, { checks }) => sum + checks.length, 0),
    outcome,
    expected: host.expectedOutcome,
    reached,
    clocks: {
      t0ToT6: longest(takedowns, 't0', 't6'),
      t6ToT9: longest(takedowns, 't6', 't9'),
      t9ToT10: longest(takedowns, 't9', 't10'),
      t10ToT11: longest(takedowns, 't10', 't11'),
    },
  }
}

/** Content that came back stays in the story, also once it is gone again. */
const outcomeOf = ({ outcome, timeline }: TakedownView): string =>
  timeline.some(({ type }) => type === 'resurfaced') ? 'resurfaced' : outcome

function isSettled(takedown: TakedownView): boolean {
  const outcome = outcomeOf(takedown)
  if (outcome !== 'still-present' && outcome !== 'unknown') return true
  const since = takedown.clocks['t6'] ?? null
  const verdict = outcome === 'unknown' ? 'unknown' : 'present'
  // The first look after a notice may still have begun before the host had read it.
  const after = takedown.checks
    .filter(({ at }) => since !== null && at > since)
    .sort((a, b) => a.at.localeCompare(b.at))
    .slice(-LOOKS)
  return after.length === LOOKS && after.every((check) => check.verdict === verdict)
}

function longest(takedowns: readonly TakedownView[], from: string, to: string): number | null {
  const spans = takedowns.flatMap(({ clocks }) => {
    const start = clocks[from]
    const end = clocks[to]
    return start && end ? [Date.parse(end) - Date.parse(start)] : []
  })
  return spans.length === 0 ? null : Math.max(...spans)
}

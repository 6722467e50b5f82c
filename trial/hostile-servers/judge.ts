import type { Case } from './case.ts'
import type { Reply } from './crawl-process.ts'

const MEBIBYTE = 2 ** 20
/** What one crawl may cost the crawler: time of processors, and megabytes above what it had. */
export const MOST_CPU_MS = 2_000
export const MOST_MEMORY = 200
const USUAL_MS = 20_000
/** What a fetch may receive, and make of it: a page, and anything else; one piece more is held. */
const PIECE = 65_536
const LIMITS = {
  page: { wire: 4 * MEBIBYTE + PIECE, body: 8 * MEBIBYTE + PIECE },
  other: { wire: 20 * MEBIBYTE + PIECE, body: 40 * MEBIBYTE + PIECE },
}

/** What the visit of the page itself says: `outcome: code`, or the outcome alone. */
export function endOf({ became, visits }: Pick<Reply, 'became' | 'visits'>): string {
  if ('refused' in became) return `at once: ${became.refused}`
  const own = visits.filter((visit) => visit.location_id === became.locationId)
  return own.map(saidBy).join(', ') || 'no visit'
}

/**
 * Holds what a crawl became and what it cost against what it must be.
 *
 * @param isShared  others ran at the same time: neither processor nor memory is its own
 */
export function judge(one: Case, reply: Reply, isShared: boolean): string[] {
  const end = endOf(reply)
  const outcome = end.split(':')[0]!
  const isExpected = one.ends.includes(end) || one.ends.includes(outcome)
  const said = new Set(reply.visits.map(saidBy))
  const most = one.maxMs ?? USUAL_MS
  return [
    ...(isExpected ? [] : [`ended in "${end}"`]),
    ...(one.others ?? [])
      .filter((code) => !said.has(code))
      .map((code) => `no visit says "${code}"`),
    ...(reply.ms <= most ? [] : [`took ${Math.round(reply.ms)} ms`]),
    ...(isShared || reply.cpuMs <= MOST_CPU_MS
      ? []
      : [`took ${Math.round(reply.cpuMs)} ms of CPU`]),
    ...(isShared || reply.memory <= MOST_MEMORY ? [] : [`took ${Math.round(reply.memory)} MB`]),
    ...reply.visits.flatMap(excess),
  ]
}

function saidBy({ outcome, code }: Reply['visits'][number]): string {
  return code === null || outcome === 'picture' ? outcome : `${outcome}: ${code}`
}

function excess(visit: Reply['visits'][number]): string[] {
  const { wire, body } = visit.outcome === 'page' ? LIMITS.page : LIMITS.other
  return [
    ...(Number(visit.wire_bytes) <= wire ? [] : [`received ${visit.wire_bytes} bytes`]),
    ...(Number(visit.body_bytes) <= body ? [] : [`made ${visit.body_bytes} bytes of it`]),
  ]
}

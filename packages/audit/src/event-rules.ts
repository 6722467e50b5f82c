import { readEntry } from './event.ts'
import { firstOf, oneAt, type Finding } from './finding.ts'
import type { FoundEntry } from './log-source.ts'

/** Clocks of the database and of the signer may differ so much. */
const SKEW_MS = 300_000
/** A transaction that was open longer than this is none of ours. */
const LATE_MS = 86_400_000

/** Whether an event is no later than the checkpoint that has it; what is no time is not. @param at  milliseconds */
export const isBy = (at: number, head: Date): boolean => at <= head.getTime() + SKEW_MS

/** Whether an event is no more than a day older than a checkpoint that lacks it; what is no time is not. @param at  milliseconds */
export const isSince = (at: number, head: Date): boolean => at >= head.getTime() - LATE_MS

/** What each event must be beside what the tree says of it, and how its time fits the checkpoints around it. */
export function createEventRules() {
  /** Events of the lot that are not in the tree yet. */
  let pending: Timed[] = []
  /** Of those in the tree that no checkpoint has covered yet. */
  let earliest: Timed | null = null
  let latest: Timed | null = null

  return {
    look(index: number, { entry, problem }: FoundEntry): Finding[] {
      const event = readEntry(entry)
      pending.push({ index, at: event ? Date.parse(event.at) : Number.NaN })
      if (problem !== null) return [oneAt(problem, index)]
      return event ? [] : [oneAt('entry-unreadable', index)]
    },
    /** The tree has so many events now. */
    pass(size: number): void {
      const upTo = pending.findIndex(({ index }) => index >= size)
      const passed = pending.splice(0, upTo === -1 ? pending.length : upTo)
      for (const event of passed) {
        // what is no time is neither, and stays the one that is asked about
        if (!earliest || !(event.at >= earliest.at)) earliest = event
        if (!latest || !(event.at <= latest.at)) latest = event
      }
    },
    /** What does not fit a checkpoint at the present size, after one of `before`. */
    fit(at: Date, before: Date | null): Finding | null {
      const wrong = [
        latest && !isBy(latest.at, at) ? latest : null,
        earliest && before && !isSince(earliest.at, before) ? earliest : null,
      ].filter((event) => event !== null)
      earliest = null
      latest = null
      return firstOf(wrong.map(({ index }) => oneAt('event-time', index)))
    },
  }
}

type Timed = { index: number; at: number }

export type EventRules = ReturnType<typeof createEventRules>

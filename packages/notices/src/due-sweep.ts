import type { Db, Enqueue, Log } from '@nightlight/runtime'
import { flagWaitingNotices } from './attention-store.ts'
import type { Deadlines } from './deadline.ts'
import { createMediaWalk } from './media-walk.ts'
import { noticesDue } from './notice-store.ts'
import type { Patience } from './patience.ts'
import { testsDue } from './portal/channel-tests.ts'
import { providersDue } from './provider-store.ts'
import { providersToRetractFrom } from './retraction-store.ts'
import { replyMailsDue } from './replies/reply-mail-store.ts'
import { reviewSweep } from './review-sweep.ts'
import { mediaWithoutTakedown } from './sighting-store.ts'
import { takedownsDue, unappliedSince } from './takedowns-due.ts'

type Deps = {
  db: Db
  enqueue: Enqueue
  deadlines: Deadlines
  log: Log
  patience: Patience
  now: () => Date
  /** Whether there is a mail server: without one notices wait, and a person is told. */
  sends: boolean
  /** Hints at media that one sweep makes at most. */
  mostHints?: number
}

/** As many hints of a name as may wait in the queue. */
const BATCH = 1_000
/** While sweeps fail, so much of what they found is kept; the walk comes to the rest again. */
const MOST_LEFT = 20_000
/** For clocks that differ, and from the end of a look until its row is there for all. */
const SLACK_MS = 600_000

/**
 * Makes the sweep: it looks again at what rests on something that has gone, makes the hints for all that is
 * due, lost ones again after `patience.hintMs`, and tells a person of notices that wait.
 *
 * A sweep costs what is due, what is new, and a slice of the rest (`createMediaWalk`); only the first one after
 * a start goes through every look there is. What fails keeps nothing else back: a notice that is due goes out
 * whatever becomes of the review of grounds.
 *
 * @returns a function that throws the first failure, once all has had its turn
 */
export function dueSweep(deps: Deps): (signal?: AbortSignal) => Promise<void> {
  const { db, enqueue, patience, now, sends, mostHints = BATCH } = deps
  const nextMedia = createMediaWalk(db)
  const unhinted = createHintMemory(patience.hintMs)
  let checkedSince: Date | null = null
  /** Found by the walk, and more than one sweep may hint at. */
  let left: readonly string[] = []
  const lookAgain = async (signal?: AbortSignal): Promise<void> => {
    // What is new before what is left: a confirmation waits for nothing.
    const media = [...new Set([...(await nextMedia()), ...left])]
    left = media.slice(0, MOST_LEFT)
    await reviewSweep(deps, signal, media)
    const lost = new Set(await mediaWithoutTakedown(db, media.length, media))
    const told = unhinted(
      media.filter((id) => lost.has(id)),
      mostHints,
    )
    await enqueue('open-takedown', ...told.map((mediaId) => ({ mediaId })))
    left = unhinted.of([...lost])
  }
  const advance = async (): Promise<void> => {
    const begin = now()
    const due = await takedownsDue(db, begin, BATCH, checkedSince)
    checkedSince = earlier(
      new Date(begin.getTime() - SLACK_MS),
      await unappliedSince(db, checkedSince),
    )
    await enqueue('advance-takedown', ...unhinted(due).map((takedownId) => ({ takedownId })))
  }
  const compose = async (): Promise<void> => {
    const toRetract = await providersToRetractFrom(db, BATCH)
    const told = unhinted([...toRetract, ...(await providersDue(db, now(), BATCH))])
    await enqueue('compose-notice', ...told.map((providerId) => ({ providerId })))
  }
  const send = async (): Promise<void> => {
    if (!sends) return
    const notices = await noticesDue(db, BATCH)
    await enqueue('send-notice', ...unhinted(notices).map((noticeId) => ({ noticeId })))
    const replyMails = await replyMailsDue(db, now(), BATCH)
    await enqueue('send-reply-mail', ...replyMails.map((mailId) => ({ mailId })))
    const tests = await testsDue(db, now(), BATCH)
    await enqueue('test-channel', ...tests.map((testId) => ({ testId })))
  }
  const ask = (): Promise<void> => flagWaitingNotices(db, patience.unsentMs, BATCH)
  return async (signal) => {
    const failures: unknown[] = []
    for (const step of [lookAgain, advance, compose, send, ask]) {
      await step(signal).catch((error: unknown) => failures.push(error))
    }
    // One is enough for the log: each is tried again by the next sweep.
    if (failures.length > 0) throw failures[0]
  }
}

type HintMemory = {
  /** @param most  lets so many through; the others are as fresh as before */
  (ids: readonly string[], most?: number): string[]
  /** Those of some ids that would be let through. */
  of: (ids: readonly string[]) => string[]
}

/** Makes the function that leaves out ids that it has let through within `holdMs`. */
function createHintMemory(holdMs: number): HintMemory {
  const until = new Map<string, number>()
  const of = (ids: readonly string[]): string[] => [...new Set(ids)].filter((id) => !until.has(id))
  const take = (ids: readonly string[], most: number = ids.length): string[] => {
    const now = performance.now()
    for (const [id, end] of until) if (end <= now) until.delete(id)
    const fresh = of(ids).slice(0, most)
    for (const id of fresh) until.set(id, now + holdMs)
    return fresh
  }
  return Object.assign(take, { of })
}

const earlier = (a: Date, b: Date | null): Date => (b !== null && b < a ? b : a)

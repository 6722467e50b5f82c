import { isHandOver } from './decide-step.ts'
import { enteredRungs, rungsOf, type Entered, type Rung } from './ladder.ts'
import type { TakedownEvent } from './takedown-event.ts'
import type { Base, Takedown } from './takedown.ts'

/** How things stood when a step was entered: what comes back, and by what it is seen that something followed. */
export type StepBefore = {
  at: Date
  step: number
  planned: number
  /** It had no route: the step became that. */
  isUnrouted?: true
  t4: Date | null
  t5: Date | null
  progressAt: Date
  noticesSent: number
  escalationLevel: number
  ladderHost: string | null
  /** Those of its own kind. */
  rungs: readonly Rung[]
}

/**
 * What is known once a person has done a step by hand.
 *
 * @param isUnrouted it had no route until then
 */
export function withStep(
  base: Base,
  { at, doneAt, reference, step, upToSeq }: TakedownEvent & { type: 'step-entered' },
  isUnrouted = false,
): Partial<Base> {
  const { clocks, ladderHost = null, noticesSent, escalationLevel, progressAt } = base
  const before: StepBefore = {
    at,
    step: base.step,
    planned: base.plan.length,
    ...(isUnrouted && { isUnrouted }),
    t4: clocks.t4,
    t5: clocks.t5,
    progressAt,
    noticesSent,
    escalationLevel,
    ladderHost,
    rungs: rungsOf(base).filter((rung) => rung.step === step),
  }
  return {
    clocks: isHandOver(step) ? { ...clocks, t4: clocks.t4 ?? doneAt } : clocks,
    step: stepAfter(base, step),
    entered: [
      ...(base.entered ?? []),
      { step, reference, ...(upToSeq === undefined ? {} : { upToSeq }), before },
    ],
    rungs: enteredRungs(rungsOf(base), step),
    progressAt: at,
    asked: null,
  }
}

const stepAfter = ({ plan, step: now }: Pick<Base, 'plan' | 'step'>, step: string): number =>
  plan[now] === step ? now + 1 : now

/** What is known once the newest of these steps was taken back: as before, and a person is asked anew. */
export function withoutStep(base: Base): Partial<Base> {
  const entered = base.entered ?? []
  const before = entered.at(-1)?.before
  if (!before) return {}
  const was = (rung: Rung): Rung => before.rungs.find(({ level }) => level === rung.level) ?? rung
  return {
    clocks: { ...base.clocks, t4: before.t4 },
    step: before.step,
    entered: entered.slice(0, -1),
    rungs: rungsOf(base).map(was),
    progressAt: before.progressAt,
    asked: null,
  }
}

/** Place of the newest notice that says nothing any more, for a person has done by hand what it was for; 0 for none. */
export const doneUpTo = ({ entered = [] }: Pick<Base, 'entered'>): number =>
  Math.max(0, ...entered.map(({ upToSeq = 0 }) => upToSeq))

/** Tells whether a person has done by hand what a notice in this place was to say. */
export const isDoneByHand = (seq: number, takedown: Pick<Base, 'entered'>): boolean =>
  seq > 0 && seq <= doneUpTo(takedown)

/**
 * The step entered by hand that can still be taken back: the newest, as long as nothing has followed from it. Null when there
 * is none.
 */
export function stepToWithdraw(takedown: Takedown): Entered | null {
  const newest = takedown.entered?.at(-1)
  const before = newest?.before
  if (!newest || !before) return null
  const { answeredAt = null, clocks, ladderHost = null, plan, progressAt, status } = takedown
  const isUntouched =
    status !== 'opened' &&
    status !== 'closed' &&
    progressAt.getTime() === before.at.getTime() &&
    clocks.t5?.getTime() === before.t5?.getTime() &&
    plan.length === before.planned &&
    takedown.step === stepAfter({ plan, step: before.step }, newest.step) &&
    takedown.noticesSent === before.noticesSent &&
    takedown.escalationLevel === before.escalationLevel &&
    ladderHost === before.ladderHost &&
    (answeredAt === null || answeredAt <= before.at) &&
    // Its letter was dropped because of the step.
    before.rungs.every(({ state }) => state !== 'written')
  return isUntouched ? newest : null
}

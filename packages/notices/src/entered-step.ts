import { isHandOver } from './decide-step.ts'
import {
  inStatusBefore,
  inStatusOfTold,
  inTurn,
  isHandNotice,
  toldBefore,
  withHandNotice,
  withHostToldAhead,
  withoutHandNotice,
  type ToldBefore,
} from './hand-notice.ts'
import { enteredRungs, rungOf, rungsOf, type Entered, type Rung } from './ladder.ts'
import type { TakedownEvent } from './takedown-event.ts'
import { baseOf, UNROUTED } from './takedown-base.ts'
import type { Base, Takedown } from './takedown.ts'

/** How things stood when a step was entered: what comes back, and by what it is seen that something followed. */
export type StepBefore = {
  at: Date
  step: number
  planned: number
  /** It had no route: the step became that. */
  isUnrouted?: true
  t4: Date | null
  /** Absent in what was stored before it was kept. */
  handedOverAt?: Date | null
  t5: Date | null
  progressAt: Date
  noticesSent: number
  escalationLevel: number
  ladderHost: string | null
  /** Those of its own kind. */
  rungs: readonly Rung[]
  /** Only where it was the notice to the host. */
  told?: ToldBefore
}

/** The takedown once a person has done a step by hand. */
export function enterStepInto(
  before: Takedown,
  event: TakedownEvent & { type: 'step-entered' },
): Takedown {
  const base = baseOf(before)
  if (before.status === 'opened' && isHandOver(event.step)) {
    // Nothing says how it goes on but whoever has it now.
    const byHand = { ...base, ...UNROUTED, plan: [event.step] }
    return { ...byHand, ...withStep(byHand, event, { isUnrouted: true }), status: 'routed' }
  }
  const isNotice = isHandNotice(base, event)
  if (!isNotice && !event.ahead) return inTurn({ ...before, ...withStep(base, event) })
  const known = withStep(base, event, { told: toldBefore(before) })
  if (!isNotice) return { ...before, ...known, ...withHostToldAhead(base, event) }
  return inStatusOfTold(before, { ...known, ...withHandNotice(base, event), step: base.step })
}

/** The takedown once the newest of these steps was taken back. */
export function takeStepOutOf(now: Takedown): Takedown {
  const base = baseOf(now)
  const before = base.entered?.at(-1)?.before
  const was = withoutStep(base)
  if (before?.isUnrouted) return { ...base, ...was, ...UNROUTED, status: 'opened' }
  if (!before?.told) return { ...now, ...was }
  const untold = withoutHandNotice(base, before.told, before)
  return inStatusBefore(now, before.told, { ...was, ...untold })
}

/**
 * What is known once a person has done a step by hand.
 *
 * @param how.isUnrouted  it had no route until then
 */
function withStep(
  base: Base,
  { at, doneAt, host, reference, step, upToSeq }: TakedownEvent & { type: 'step-entered' },
  { told, isUnrouted }: { told?: ToldBefore; isUnrouted?: true } = {},
): Partial<Base> {
  const { clocks, handedOverAt = null, ladderHost = null, noticesSent } = base
  const { escalationLevel, progressAt } = base
  const before: StepBefore = {
    at,
    step: base.step,
    planned: base.plan.length,
    ...(isUnrouted && { isUnrouted }),
    t4: clocks.t4,
    handedOverAt,
    t5: clocks.t5,
    progressAt,
    noticesSent,
    escalationLevel,
    ladderHost,
    rungs: rungsOf(base).filter((rung) => rung.step === rungOf(step)),
    ...(told && { told }),
  }
  return {
    clocks: isHandOver(step) ? { ...clocks, t4: clocks.t4 ?? doneAt } : clocks,
    handedOverAt: isHandOver(step) ? (handedOverAt ?? doneAt) : handedOverAt,
    step: stepAfter(base, step),
    entered: [
      ...(base.entered ?? []),
      {
        step,
        reference,
        ...(host !== undefined && { host }),
        ...(upToSeq !== undefined && { upToSeq }),
        before,
      },
    ],
    rungs: enteredRungs(rungsOf(base), step),
    progressAt: at,
    asked: null,
  }
}

const stepAfter = ({ plan, step: now }: Pick<Base, 'plan' | 'step'>, step: string): number =>
  plan[now] === step ? now + 1 : now

/** What is known once the newest of these steps was taken back: as before, and a person is asked anew. */
function withoutStep(base: Base): Partial<Base> {
  const entered = base.entered ?? []
  const before = entered.at(-1)?.before
  if (!before) return {}
  const was = (rung: Rung): Rung => before.rungs.find(({ level }) => level === rung.level) ?? rung
  return {
    clocks: { ...base.clocks, t4: before.t4 },
    handedOverAt: before.handedOverAt === undefined ? before.t4 : before.handedOverAt,
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
    // Who told the host by hand authorised that, where nobody had.
    (clocks.t5?.getTime() === before.t5?.getTime() || (before.told && before.t5 === null)) &&
    plan.length === before.planned &&
    takedown.step ===
      (before.told ? before.step : stepAfter({ plan, step: before.step }, newest.step)) &&
    takedown.noticesSent === before.noticesSent + (before.told ? 1 : 0) &&
    (!before.told || before.told.status === 'disputed' || status !== 'disputed') &&
    takedown.escalationLevel === before.escalationLevel &&
    ladderHost === before.ladderHost &&
    (answeredAt === null || answeredAt <= before.at) &&
    // Its letter was dropped because of the step.
    before.rungs.every(({ state }) => state !== 'written')
  return isUntouched ? newest : null
}

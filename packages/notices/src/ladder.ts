import type { Deadlines } from './deadline.ts'
import type { StepBefore } from './entered-step.ts'
import type { LadderStep } from './policies/terms.ts'
import type { Base, Takedown } from './takedown.ts'

/** What a person is asked about a step that goes no further by itself. */
export type LeftCode =
  | 'authority-next'
  | 'escalation-due'
  | 'escalation-unreachable'
  | 'notice-in-doubt'
  | 'notice-unsendable'

/**
 * One step of the ladder that a takedown has come to: `due` to be written, `written` and on its way, `told`, or
 * `left` to a person.
 */
export type Rung = {
  /** From 1, as the policy counts its steps. */
  level: number
  step: LadderStep
  state: 'due' | 'written' | 'told' | 'left'
  /** Letters that came to nothing: each next one is another. */
  tries: number
  notBefore: Date | null
  /** Only of one that is left. */
  code: LeftCode | null
}

/** What becomes of a step. */
export type RungChange =
  | { became: 'written'; noticeId: string }
  | { became: 'told'; noticeId: string | null }
  | { became: 'failed'; noticeId: string; retryAt: Date | null }
  | { became: 'left'; code: LeftCode }

/**
 * A step that a person did by hand; `host`: that was told, or, of a step of the ladder, whose
 * ladder that was, once the content is at another one; `upToSeq`: in the place of
 * the notices up to this one; `before`: absent in what was stored before steps could be taken back.
 */
export type Entered = {
  step: string
  reference: string
  host?: string
  upToSeq?: number
  before?: StepBefore
}

/** Where the ladder of a host stood when the content left it. */
export type LeftLadder = {
  host: string
  escalationLevel: number
  escalatedAt: Date | null
  toldAt: Date | null
  rungs: readonly Rung[]
}

/** More than any policy has steps. */
const TRY = 100

/**
 * The place of the letter of a step among the notices of its takedown: below zero, so that it counts as no
 * notice to the host. A takedown has each place once, by a constraint of the database.
 */
export const seqOf = ({ level, tries }: Pick<Rung, 'level' | 'tries'>): number =>
  -(tries * TRY + level)

/** Tells the letter of a step from a notice to the host. */
export const isOnLadder = (seq: number): boolean => seq < 0

export const rungsOf = ({ rungs = [] }: Pick<Base, 'rungs'>): readonly Rung[] => rungs

/** When the next step is due, counted from the first notice since the content was last seen again. */
export function nextStepAt(takedown: Base, deadlines: Deadlines): Date | null {
  const { clocks, escalatedAt = null, escalationLevel, toldAt } = takedown
  // Null is told to nobody since; what was stored before it was kept has none.
  const since = toldAt === undefined ? clocks.t6 : toldAt
  return since ? deadlines.nextEscalationAt(since, escalationLevel, escalatedAt) : null
}

/** The step of the ladder that one of a plan is: whoever was told in place of the first notice is told. */
export const rungOf = (step: string): string => step.replace(/-escalation$/, '')

/** The step that a takedown comes to now; what a person did before is done. */
export function newRung(base: Base, level: number, step: LadderStep): Rung {
  const rung = { level, step, tries: nextTry(base, level), notBefore: null }
  const isDone = base.entered?.some(
    (one) => rungOf(one.step) === step && (one.host === undefined || one.host === base.ladderHost),
  )
  if (isDone) return { ...rung, state: 'told', code: null }
  const code = leftFromTheStart(base, step)
  return { ...rung, state: code ? 'left' : 'due', code }
}

/** A plan that has no notice to a host has none to anybody behind it either, whoever authorised one. */
const leftFromTheStart = ({ plan }: Base, step: LadderStep): LeftCode | null =>
  step === 'authority'
    ? 'authority-next'
    : plan.includes('provider-notice')
      ? null
      : 'escalation-due'

/** @returns null where the change bears on nothing: the letter is not the newest of its step, or it is so already */
export function changedRung(rung: Rung, change: RungChange): Rung | null {
  switch (change.became) {
    case 'written':
      return rung.state === 'due' || rung.state === 'left'
        ? { ...rung, state: 'written', code: null, notBefore: null }
        : null
    case 'told':
      return rung.state === 'told' ? null : { ...rung, state: 'told', code: null }
    case 'failed':
      return rung.state === 'written' || rung.state === 'told'
        ? { ...rung, state: 'due', tries: rung.tries + 1, notBefore: change.retryAt }
        : null
    case 'left':
      return rung.state === 'told' || rung.code === change.code
        ? null
        : { ...rung, state: 'left', code: change.code }
  }
}

/** The step whose newest letter has a place, on the ladder of whichever host. */
export const rungAt = (base: Base, seq: number): Rung | undefined =>
  allRungs(base).find((rung) => seqOf(rung) === seq)

/** Every ladder, with a step as it has become; nothing where that bears on none. */
export function withChangedRung(
  base: Base,
  change: RungChange & { seq: number },
): Pick<Base, 'rungs' | 'leftLadders'> {
  const rung = rungAt(base, change.seq)
  const changed = rung && changedRung(rung, change)
  if (!changed) return {}
  // A place that a letter about another host has had is not given again.
  const next =
    change.became === 'failed' ? { ...changed, tries: nextTry(base, rung.level) } : changed
  const put = (rungs: readonly Rung[]): Rung[] => rungs.map((one) => (one === rung ? next : one))
  const leftLadders = (base.leftLadders ?? []).map((left) => ({ ...left, rungs: put(left.rungs) }))
  return { rungs: put(rungsOf(base)), leftLadders }
}

const allRungs = (base: Base): readonly Rung[] => [
  ...rungsOf(base),
  ...(base.leftLadders ?? []).flatMap(({ rungs }) => rungs),
]

const nextTry = (base: Base, level: number): number =>
  1 + Math.max(-1, ...allRungs(base).flatMap((one) => (one.level === level ? one.tries : [])))

/** What a person did by hand needs nothing more. */
export const enteredRungs = (rungs: readonly Rung[], step: string): Rung[] =>
  rungs.map((rung) => (rung.step === rungOf(step) ? { ...rung, state: 'told', code: null } : rung))

/** Steps that could be written now: those whose mailbox could not be had are looked at again too. */
export const rungsToWrite = (takedown: Takedown, now: Date): Rung[] =>
  rungsOf(takedown).filter(
    ({ state, code, notBefore }) =>
      (state === 'due' && (notBefore === null || notBefore <= now)) ||
      code === 'escalation-unreachable',
  )

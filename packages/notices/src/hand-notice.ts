import { baseOf } from './takedown-base.ts'
import type { TakedownEvent } from './takedown-event.ts'
import type { Base, Takedown } from './takedown.ts'

/** How things stood when a person told the host by hand, in place of the notice that the plan had next. */
export type ToldBefore = Pick<Base, 'lastNoticeAt' | 'lastNoticeSeq'> & {
  toldAt: Date | null
  t6: Date | null
  status: Takedown['status']
  resume: 'routed' | 'authorised' | 'notified' | null
  noticeDue: boolean
  /** Absent in what was stored before hosts could be told ahead. */
  toldAhead?: Date | null
}

type StepEntered = TakedownEvent & { type: 'step-entered' }

/**
 * Tells whether an event says that the host was told by hand where the plan had that next. What was stored before this
 * counted has no place of a notice, and stays a step that is done and no more.
 */
export const isHandNotice = ({ plan, step }: Base, event: StepEntered): boolean =>
  event.step === 'provider-notice' && event.upToSeq !== undefined && plan[step] === event.step

export function toldBefore(before: Takedown): ToldBefore {
  const { clocks, toldAt = clocks.t6, lastNoticeAt, lastNoticeSeq, status } = before
  return {
    t6: clocks.t6,
    toldAt,
    lastNoticeAt,
    lastNoticeSeq,
    status,
    resume: before.status === 'held' ? before.resume : null,
    noticeDue: before.status === 'notified' && before.noticeDue,
    toldAhead: before.toldAhead ?? null,
  }
}

/**
 * What is known once the host was told by hand: as after a notice, which whoever told them authorised. No mail server has
 * taken one (T7), and the plan stays at this step, as it does for reminders.
 */
export function withHandNotice(base: Base, event: StepEntered): Partial<Base> {
  const told = withHostTold(base, event)
  return { ...told, clocks: { ...told.clocks, t5: base.clocks.t5 ?? event.doneAt } }
}

/**
 * What is known once the host was told by hand before its turn: that it was. Who has to have it first has it next all the
 * same, and nobody has authorised a notice until then.
 */
export const withHostToldAhead = (base: Base, event: StepEntered): Partial<Base> => ({
  ...withHostTold(base, event),
  toldAhead: event.doneAt,
})

/** Where the plan has the host next, what a person had told it before is its notice: it is told no more. */
export function inTurn(takedown: Takedown): Takedown {
  const { clocks, plan, step, toldAhead = null } = takedown
  if (toldAhead === null || plan[step] !== 'provider-notice') return takedown
  const told = { toldAhead: null, clocks: { ...clocks, t5: clocks.t5 ?? toldAhead } }
  return inStatusOfTold(takedown, told)
}

function withHostTold(base: Base, { doneAt, upToSeq = 0 }: StepEntered) {
  const { clocks, lastNoticeAt } = base
  return {
    clocks: { ...clocks, t6: clocks.t6 ?? doneAt },
    noticesSent: base.noticesSent + 1,
    toldAt: base.toldAt ?? doneAt,
    lastNoticeAt: lastNoticeAt !== null && lastNoticeAt > doneAt ? lastNoticeAt : doneAt,
    lastNoticeSeq: Math.max(base.lastNoticeSeq, upToSeq),
  }
}

/** The takedown that the host was told of, in the status that a notice brings about; what was stopped or is gone stays so. */
export function inStatusOfTold(before: Takedown, told: Partial<Base>): Takedown {
  switch (before.status) {
    case 'held':
      return { ...before, ...told, resume: 'notified' }
    case 'routed':
    case 'authorised':
    case 'resurfaced':
    case 'notified':
    case 'acknowledged':
      return { ...before, ...told, status: 'notified', noticeDue: false }
    case 'opened':
    case 'disputed':
    case 'removed':
    case 'watching':
    case 'closed':
      return { ...before, ...told }
  }
}

/** What `withHandNotice` changed, as it was. */
export const withoutHandNotice = (
  base: Base,
  { t6, toldAt, lastNoticeAt, lastNoticeSeq, toldAhead = null }: ToldBefore,
  { t4, t5, noticesSent }: { t4: Date | null; t5: Date | null; noticesSent: number },
): Partial<Base> => ({
  clocks: { ...base.clocks, t4, t5, t6 },
  noticesSent,
  toldAt,
  toldAhead,
  lastNoticeAt,
  lastNoticeSeq,
})

/** The takedown in the status that it had before the host was told. */
export function inStatusBefore(
  now: Takedown,
  { status, resume, noticeDue }: ToldBefore,
  untold: Partial<Base>,
): Takedown {
  switch (status) {
    case 'held':
      return now.status === 'held'
        ? { ...now, ...untold, resume: resume ?? now.resume }
        : { ...now, ...untold }
    case 'notified':
      return { ...baseOf(now), ...untold, status, noticeDue }
    case 'routed':
    case 'authorised':
    case 'resurfaced':
    case 'acknowledged':
      return { ...baseOf(now), ...untold, status }
    case 'opened':
    case 'disputed':
    case 'removed':
    case 'watching':
    case 'closed':
      return { ...now, ...untold }
  }
}

/** How often the host was told by hand in place of a notice. */
export const handNotices = ({ entered = [] }: Pick<Base, 'entered'>): number =>
  entered.filter(({ before }) => before?.told).length

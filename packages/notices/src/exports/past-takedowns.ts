import type { DbOrTransaction } from '@nightlight/runtime'
import { sql } from 'kysely'
import type { Step } from '../routing.ts'
import { evolve, type Takedown, type TakedownEvent } from '../takedown.ts'
import { reviveDates } from '../takedown-store.ts'
import { goneSpans, type GoneSpan } from './gone-spans.ts'

/** A letter that told a provider of an item. */
export type Told = {
  at: Date
  noticeId: string
  providerId: string
  kind: string
  /** The item stands first in its letter: before version 5 each letter is counted once by that, unless that item was left out. */
  isFirstOfLetter: boolean
  /** It had come back by then. */
  bounced: boolean
}

/** A takedown as the events that were written up to an instant have it. */
export type PastTakedown = {
  id: string
  takedown: Takedown
  /** Where the host was when it was last routed, ISO 3166; null when nobody knew. */
  country: string | null
  told: readonly Told[]
  /** When a person told the host in the place of a letter. */
  toldByHand: readonly Date[]
  handedOver: readonly { at: Date; step: Step }[]
  resurfacedAt: readonly Date[]
  /** From one provider to another. */
  moves: readonly { at: Date; from: string; to: string }[]
  gone: readonly GoneSpan[]
  /** Of providers; what somebody else said of a letter of their own is none. */
  answers: readonly { at: Date; providerId: string; isDispute: boolean }[]
  /** When it was last disputed, whatever became of that. */
  disputedAt: Date | null
}

/** Bears on no clock and no outcome, and is most of all there is: an index leaves out the same types, in the same words. */
const TELLING = sql`e.type not in ('checked', 'moved', 'attention-due', 'reminder-due', 'escalated', 'ladder-step')`
/** Takedowns that are in memory at once. */
const LOT = 1000

type Row = {
  takedownId: string
  type: string
  at: Date
  data: Record<string, unknown>
  /** Of the notice that told of it, or that was answered. */
  noticeId: string | null
  providerId: string | null
  kind: string | null
  position: number | null
  bounced: boolean
}

/**
 * Every takedown that was opened before `until`, by id, as it was known at `asOf`: of what was written later nothing is in
 * it, also where it tells of a time before. It asks by lots and keeps none.
 *
 * @param db  a transaction in which all that is read is of one state
 */
export async function* pastTakedowns(
  db: DbOrTransaction,
  { until, asOf }: { until: Date; asOf: Date },
  signal?: AbortSignal,
): AsyncGenerator<PastTakedown> {
  for (let after: string | null = null; ;) {
    signal?.throwIfAborted()
    const ids = await idsAfter(db, after, until)
    const rows = Map.groupBy(await eventsOf(db, ids, asOf), ({ takedownId }) => takedownId)
    for (const id of ids) {
      const past = pastOf(id, rows.get(id) ?? [])
      if (past) yield past
    }
    if (ids.length < LOT) return
    after = ids.at(-1)!
  }
}

async function idsAfter(
  db: DbOrTransaction,
  after: string | null,
  until: Date,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from takedown
     where opened_at < ${until} ${after === null ? sql`` : sql`and id > ${after}`}
     order by id limit ${LOT}`.execute(db)
  return rows.map(({ id }) => id)
}

async function eventsOf(
  db: DbOrTransaction,
  ids: readonly string[],
  asOf: Date,
): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select e.takedown_id as "takedownId", e.type, e.at,
           case e.type when 'routed'
             then jsonb_build_object('plan', e.data -> 'plan', 'country', e.data -> 'country')
             else e.data end as data,
           n.id as "noticeId", n.provider_id as "providerId", n.kind, i.position,
           coalesce(n.bounced_at <= ${asOf}, false) as bounced
      from takedown_event e
      left join reply r on e.type = 'answered' and r.id = (e.data ->> 'replyId')::uuid
      left join notice n on n.id = case e.type when 'notified' then (e.data ->> 'noticeId')::uuid else r.notice_id end
      left join notice_item i on e.type = 'notified' and i.notice_id = n.id and i.takedown_id = e.takedown_id
     where e.takedown_id = any (${[...ids]}::uuid[])
       and coalesce(e.recorded_at, e.at) <= ${asOf} and ${TELLING}
     order by e.takedown_id, e.seq`.execute(db)
  return rows
}

function pastOf(id: string, rows: readonly Row[]): PastTakedown | null {
  let takedown: Takedown | null = null
  let country: string | null = null
  const told: Told[] = []
  const toldByHand: Date[] = []
  const handedOver: { at: Date; step: Step }[] = []
  const resurfacedAt: Date[] = []
  const moves: { at: Date; from: string; to: string }[] = []
  const answers: { at: Date; providerId: string; isDispute: boolean }[] = []
  let disputedAt: Date | null = null
  const events = rows.map(eventOf)
  for (const [index, event] of events.entries()) {
    const { at } = event
    const { noticeId, providerId, kind, position, bounced } = rows[index]!
    const before: number = takedown?.resurfacings ?? 0
    const next = takedown?.plan[takedown.step]
    takedown = evolve(takedown, event)
    if (takedown.resurfacings > before) resurfacedAt.push(at)
    if (event.type === 'routed') country = event.country
    if (event.type === 'handed-over' && next !== undefined) handedOver.push({ at, step: next })
    if (event.type === 'step-entered' && isStep(event.step)) {
      handedOver.push({ at: event.doneAt, step: event.step })
    }
    if (isHostTold(event)) toldByHand.push(event.doneAt)
    if (event.type === 'step-withdrawn' && event.step === 'provider-notice') toldByHand.pop()
    if (event.type === 'step-withdrawn' && isStep(event.step)) {
      handedOver.splice(
        handedOver.findLastIndex(({ step }) => step === event.step),
        1,
      )
    }
    if (event.type === 'hand-over-returned') {
      const sentAt = event.sentAt.getTime()
      const back = handedOver.findLastIndex((one) => one.at.getTime() === sentAt)
      if (back >= 0) handedOver.splice(back, 1)
    }
    if (event.type === 'host-changed') moves.push({ at, from: event.from, to: event.to })
    if (event.type === 'disputed') disputedAt = at
    if (noticeId === null || providerId === null || kind === null) continue
    if (event.type === 'answered') {
      answers.push({ at, providerId, isDispute: event.answer === 'disputed' })
    } else {
      const isFirstOfLetter = position === 1
      told.push({ at, noticeId, providerId, kind, bounced, isFirstOfLetter })
    }
  }
  const gone = goneSpans(events)
  const facts = { told, toldByHand, handedOver, resurfacedAt, moves, gone, answers, disputedAt }
  return takedown && { id, takedown, country, ...facts }
}

/** A person told the host when the plan had that next, or ahead of that. */
const isHostTold = (
  event: TakedownEvent,
): event is TakedownEvent & { type: 'step-entered'; step: 'provider-notice' } =>
  event.type === 'step-entered' &&
  event.step === 'provider-notice' &&
  (event.upToSeq !== undefined || event.ahead === true)

const isStep = (step: string): step is 'police-hand-over' | 'iccam-hand-over' =>
  step === 'police-hand-over' || step === 'iccam-hand-over'

const eventOf = ({ type, at, data }: Row): TakedownEvent =>
  ({ ...(reviveDates(data) as object), type, at, actor: 'nightlight' }) as TakedownEvent

import type { Verdict } from '@nightlight/contract'
import type { Hold, Reply } from '@nightlight/notices'
import type { NoticeOfTakedown } from '../../notice-store.ts'
import type { TakedownMoments } from '../../takedown-moments-store.ts'
import type { ClockTimes } from '../../takedown-state.ts'
import type { TimelineEvent } from '../../takedown-store.ts'
import { actorName } from '../fragments.ts'
import type { View } from '../view.ts'
import { eventWords } from './event-words.ts'
import type { Seen } from './strip.ts'

/** Lanes in which something stands at a moment, from the top down; holds and checks last. */
export const LANES = [
  'report',
  'crawl',
  'match',
  'decision',
  'notice',
  'reply',
  'escalation',
  'outcome',
] as const
export type Lane = (typeof LANES)[number]

export type Mark = { lane: Lane; at: Date; words: string }
export type Bar = { from: Date; to: Date; words: string }
export type Due = { at: Date; words: string }

/** What happened to a takedown, in words, each in its lane. */
export type Story = {
  from: Date
  to: Date
  marks: readonly Mark[]
  holds: readonly Bar[]
  seen: readonly Seen[]
  /** Up to when what was seen last is taken to hold. */
  seenUntil: Date
  due: readonly Due[]
}

export type Told = {
  status: string
  openedAt: Date
  clocks: ClockTimes
  timeline: readonly TimelineEvent[]
  notices: readonly Pick<NoticeOfTakedown, 'kind' | 'reference' | 'sentAt' | 'bouncedAt'>[]
  checks: readonly { at: Date; verdict: string }[]
  holds: readonly Hold[]
  replies: readonly Pick<Reply, 'id' | 'at' | 'answer' | 'way'>[]
  moments: TakedownMoments
}

const LANE_OF: Readonly<Record<string, Lane>> = {
  routed: 'decision',
  'route-withdrawn': 'decision',
  authorised: 'decision',
  'notice-allowed': 'decision',
  'dispute-ended': 'decision',
  'ground-changed': 'decision',
  'ground-withdrawn': 'decision',
  closed: 'decision',
  reopened: 'decision',
  'handed-over': 'notice',
  'hand-over-returned': 'notice',
  'notice-refused': 'notice',
  answered: 'reply',
  acknowledged: 'reply',
  disputed: 'reply',
  'reminder-due': 'escalation',
  escalated: 'escalation',
  'ladder-step': 'escalation',
  'step-entered': 'escalation',
  'step-withdrawn': 'escalation',
  'host-changed': 'escalation',
  'attention-due': 'escalation',
  'seen-gone': 'outcome',
  'removal-verified': 'outcome',
  'gone-before-notice': 'outcome',
  'watch-started': 'outcome',
  resurfaced: 'outcome',
  moved: 'outcome',
}

/** Puts everything that is known of a takedown in the order of time. */
export function storyOf(view: View, told: Told): Story {
  const { clocks, openedAt, holds, moments } = told
  const marks = [
    ...ownMarks(view, told),
    ...replyMarks(view, told),
    ...eventMarks(view, told.timeline),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
  const seen = seenOf(told)
  const isOver = told.status === 'closed'
  const due = isOver ? [] : dueOf(view, moments, holds)
  const bars = holds.map((hold) => barOf(view, hold))
  const happened = [clocks.t0, openedAt, ...marks.map(({ at }) => at), ...seen.map(({ at }) => at)]
  const last = latest([...happened, ...bars.filter(({ to }) => to <= view.now).map(({ to }) => to)])
  const seenUntil = isOver ? last : view.now
  const to = latest([seenUntil, ...due.map(({ at }) => at), last])
  return { from: earliest(happened), to, marks, holds: bars, seen, seenUntil, due }
}

type Moment = Date | null
const times = (moments: readonly Moment[]): number[] =>
  moments.flatMap((at) => (at === null ? [] : [at.getTime()]))
const earliest = (moments: readonly Moment[]): Date => new Date(Math.min(...times(moments)))
const latest = (moments: readonly Moment[]): Date => new Date(Math.max(...times(moments)))

function ownMarks(view: View, { clocks, notices, moments }: Told): Mark[] {
  const { t } = view
  const clock = (lane: Lane, name: 't0' | 't1' | 't3'): Mark[] => {
    const at = clocks[name]
    return at === null ? [] : [{ lane, at, words: t.code('clock', name) }]
  }
  return [
    ...clock('report', 't0'),
    ...clock('crawl', 't1'),
    ...moments.matchedAt.map((at): Mark => ({ lane: 'match', at, words: t('timeline.matched') })),
    ...(moments.decisions.length === 0 ? clock('decision', 't3') : []),
    ...moments.decisions.map(({ at, verdict, actor }): Mark => ({
      lane: 'decision',
      at,
      words: `${t(`timeline.decided-${verdict}`)}, ${actorName(view, actor)}`,
    })),
    ...notices.flatMap(({ sentAt, bouncedAt, kind, reference }): Mark[] => {
      const words = `${t.code('notice-kind', kind)} ${reference}`
      const back = `${t.code('notice-state', 'came-back')}: ${words}`
      return [
        ...(sentAt === null ? [] : [{ lane: 'notice' as const, at: sentAt, words }]),
        ...(bouncedAt === null ? [] : [{ lane: 'notice' as const, at: bouncedAt, words: back }]),
      ]
    }),
  ]
}

/** Of what came by mail, on a whole notice or from others than who was told, the takedown itself has no event. */
function replyMarks({ t }: View, { replies, timeline }: Told): Mark[] {
  const told = new Set(timeline.map(({ data }) => data['replyId']))
  const disputed = new Set(
    timeline.flatMap(({ type, at }) => (type === 'disputed' ? [at.getTime()] : [])),
  )
  return replies
    .filter(
      ({ id, at, answer }) =>
        !told.has(id) && !(answer === 'disputed' && disputed.has(at.getTime())),
    )
    .map(({ at, answer, way }) => ({
      lane: 'reply',
      at,
      words: `${t.code('answer', answer)}, ${t.code('way', way)}`,
    }))
}

const eventMarks = (view: View, events: readonly TimelineEvent[]): Mark[] =>
  events.flatMap((event): Mark[] => {
    const lane = LANE_OF[event.type]
    if (lane === undefined) return []
    const { doneAt } = event.data
    const at = typeof doneAt === 'string' ? new Date(doneAt) : event.at
    const words = [view.t.code('event', event.type), ...eventWords(view, event)].join(', ')
    return [{ lane, at, words }]
  })

const VERDICTS: readonly string[] = ['present', 'gone', 'unknown'] satisfies Verdict[]

/** The crawl saw it before any check did. */
function seenOf({ clocks, openedAt, checks }: Told): Seen[] {
  const found: Seen = { at: clocks.t1 ?? openedAt, verdict: 'present' }
  const looked = checks.filter(({ verdict }) => VERDICTS.includes(verdict)) as Seen[]
  return [found, ...looked.map(({ at, verdict }) => ({ at, verdict }))]
}

function barOf({ t }: View, hold: Hold): Bar {
  const why = t.code('hold-reason', hold.reason)
  const words = hold.endedAt === null ? `${why}, ${t('timeline.hold-open')}` : why
  return { from: hold.heldAt, to: hold.endedAt ?? hold.until, words }
}

function dueOf({ t }: View, moments: TakedownMoments, holds: readonly Hold[]): Due[] {
  const ends = holds.filter(({ endedAt }) => endedAt === null).map(({ until }) => until)
  const all: [Date | null, string][] = [
    [moments.nextCheckAt, t('timeline.due-check')],
    [moments.notifyAt, t('timeline.due-notice')],
    ...ends.map((at): [Date, string] => [at, t('timeline.due-hold')]),
  ]
  return all.flatMap(([at, words]) => (at === null ? [] : [{ at, words }]))
}

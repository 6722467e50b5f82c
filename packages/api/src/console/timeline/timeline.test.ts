import type { Verdict } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { CLOCKS, type ClockTimes } from '../../takedown-state.ts'
import { render } from '../html.ts'
import { translator } from '../texts.ts'
import type { View } from '../view.ts'
import { axisOf } from './axis.ts'
import { grouped, timelinePicture } from './picture.ts'
import { storyTable } from './story-table.ts'
import { storyOf, type Told } from './story.ts'
import { runsOf, stretchesOf, type Seen } from './strip.ts'

const at = (hours: number): Date => new Date(Date.UTC(2026, 2, 1) + hours * 3_600_000)
const view: View = {
  t: translator('en'),
  language: 'en',
  principal: null,
  form: '',
  now: at(60),
  path: '/console',
}
const seen = (verdict: Verdict, ...hours: number[]): Seen[] =>
  hours.map((hour) => ({ at: at(hour), verdict }))

const told = (more: Partial<Told> = {}): Told => ({
  status: 'notified',
  openedAt: at(2),
  clocks: {
    ...(Object.fromEntries(CLOCKS.map((name) => [name, null])) as ClockTimes),
    t0: at(0),
    t1: at(1),
    t3: at(2),
  },
  timeline: [
    { seq: 1, type: 'authorised', at: at(2.5), actor: 'nightlight', data: {} },
    { seq: 2, type: 'answered', at: at(9), actor: 'nightlight', data: { answer: 'acknowledged' } },
    { seq: 3, type: 'escalated', at: at(50), actor: 'nightlight', data: { level: 1 } },
  ],
  notices: [
    { kind: 'provider-notice', reference: 'NL-1', sentAt: at(3), bouncedAt: null },
    { kind: 'provider-reminder', reference: 'NL-2', sentAt: null, bouncedAt: null },
  ],
  checks: [...seen('present', 4, 10), ...seen('gone', 40)],
  holds: [],
  replies: [],
  moments: {
    matchIds: ['m'],
    matchedAt: [at(1.5)],
    decisions: [],
    nextCheckAt: at(64),
    notifyAt: null,
  },
  ...more,
})

describe('axisOf', () => {
  it('gives the first hours as much room as weeks', () => {
    const { x, ticks } = axisOf(at(0), at(100))
    expect(ticks.map(({ hours }) => hours)).toEqual([0, 1, 6, 24, 72, 168])
    expect([x(at(0)), x(at(1)), x(at(72)), x(at(168))]).toEqual([0, 20, 80, 100])
    expect(x(at(48))).toBe(70)
  })

  it('shows what was over in a minute by seconds', () => {
    const { x, ticks } = axisOf(at(0), at(40 / 3600))
    expect(ticks.map(({ hours }) => Math.round(hours * 3600))).toEqual([0, 10, 60])
    expect(x(at(10 / 3600))).toBe(50)
  })

  it('keeps what is outside at its ends', () => {
    const { x } = axisOf(at(0), at(20))
    expect([x(at(-5)), x(at(1000))]).toEqual([0, 100])
  })

  it('is of no time at all', () => {
    expect(axisOf(at(0), at(0)).ticks).toHaveLength(2)
  })
})

describe('stretchesOf', () => {
  const axis = axisOf(at(0), at(24))

  it('holds each look up to the next, and the last until now', () => {
    const stretches = stretchesOf([...seen('present', 1), ...seen('gone', 6)], at(24), axis)
    expect(stretches.map(({ verdict }) => verdict)).toEqual(['present', 'gone'])
    expect(stretches[0]?.from).toBeCloseTo(33, 0)
    expect(stretches[1]).toMatchObject({ to: 100 })
  })

  it('has no more of them than fit, and covers up no time in which it was there', () => {
    const looks = Array.from({ length: 5000 }, (_, n): Seen => ({
      at: at(6 + n / 300),
      verdict: n === 2500 ? 'present' : n % 2 === 0 ? 'gone' : 'unknown',
    }))
    const stretches = stretchesOf(looks, at(24), axis)
    expect(stretches.length).toBeLessThan(200)
    expect(stretches.filter(({ verdict }) => verdict === 'present')).toHaveLength(1)
  })
})

it('runsOf makes one of checks that said the same', () => {
  const runs = runsOf([...seen('present', 1, 2, 3), ...seen('gone', 4), ...seen('present', 5)])
  expect(runs.map(({ verdict, checks }) => [verdict, checks])).toEqual([
    ['present', 3],
    ['gone', 1],
    ['present', 1],
  ])
})

it('grouped counts marks that would cover each other', () => {
  const marks = [10, 11, 12, 50].map((x) => ({ x, words: `at ${x}` }))
  expect(grouped(marks).map(({ words }) => words.length)).toEqual([3, 1])
})

describe('storyOf', () => {
  it('puts each thing in its lane, and what was not sent in none', () => {
    const { marks } = storyOf(view, told())
    expect(marks.map(({ lane, words }) => `${lane}: ${words}`)).toEqual([
      'report: Report received',
      'crawl: Page fetched',
      'match: Match found',
      'decision: Match decided',
      'decision: Notice authorised',
      'notice: notice NL-1',
      'reply: Answered, Received, we are looking into it',
      'escalation: Escalated, level 1',
    ])
  })

  it('marks when a notice came back, beside when it was sent', () => {
    const notice = { kind: 'provider-notice', reference: 'NL-1', sentAt: at(3), bouncedAt: at(4) }
    const { marks } = storyOf(view, told({ notices: [notice] }))
    expect(marks.filter(({ lane }) => lane === 'notice')).toEqual([
      { lane: 'notice', at: at(3), words: 'notice NL-1' },
      { lane: 'notice', at: at(4), words: 'came back: notice NL-1' },
    ])
  })

  it('names who decided', () => {
    const decisions = [{ at: at(2), verdict: 'confirm', actor: 'analyst:Robin' }] as const
    const { moments } = told()
    const { marks } = storyOf(view, told({ moments: { ...moments, decisions: [...decisions] } }))
    expect(marks.map(({ words }) => words)).toContain('Match confirmed, Robin (analyst)')
  })

  it('has replies that the takedown has no event of, and the others once', () => {
    const timeline = [
      {
        seq: 1,
        type: 'answered',
        at: at(9),
        actor: 'link',
        data: { replyId: 'a', answer: 'actioned' },
      },
      { seq: 2, type: 'disputed', at: at(12), actor: 'person', data: {} },
    ]
    const replies = [
      { id: 'a', at: at(9), answer: 'actioned', way: 'link' },
      { id: 'b', at: at(11), answer: 'unsorted', way: 'mail' },
      { id: 'c', at: at(12), answer: 'disputed', way: 'person' },
    ] as const
    const { marks } = storyOf(view, told({ timeline, replies }))
    const ofReplies = marks.filter(({ lane }) => lane === 'reply')
    expect(ofReplies.map((mark) => mark.at)).toEqual([at(9), at(11), at(12)])
    const { t } = view
    expect(ofReplies[1]?.words).toBe(`${t.code('answer', 'unsorted')}, ${t.code('way', 'mail')}`)
  })

  it('says how a dispute ended', () => {
    const ended = (outcome: string) => [
      { seq: 1, type: 'dispute-ended', at: at(9), actor: 'analyst:Ana', data: { outcome } },
    ]
    for (const [outcome, words] of [
      ['uphold', 'the dispute was right'],
      ['reject', 'the dispute was not right'],
    ] as const) {
      const { marks } = storyOf(view, told({ timeline: ended(outcome) }))
      expect(marks.map((mark) => mark.words)).toContain(`Two people decided the dispute, ${words}`)
    }
  })

  it('looks ahead to what is due, unless it is closed', () => {
    expect(storyOf(view, told()).to).toEqual(at(64))
    const closed = storyOf(view, told({ status: 'closed' }))
    expect([closed.due, closed.to]).toEqual([[], at(50)])
  })
})

describe('timelinePicture', () => {
  const markup = (more: Partial<Told> = {}): string =>
    render(timelinePicture(view, storyOf(view, told(more))))

  it('tells states apart by height', () => {
    const heights = [...markup().matchAll(/class="seen (\w+)"[^>]*stroke-width="(\d+)"/g)]
    expect(Object.fromEntries(heights.map(([, verdict, tall]) => [verdict, Number(tall)]))).toEqual(
      { present: 20, unknown: 12, gone: 5 },
    )
  })

  it('says in words what a mark stands for', () => {
    expect(markup()).toContain('<title>notice NL-1, 1 Mar 2026, 03:00 UTC</title>')
  })

  it('draws holds as bars and what is due ahead of now', () => {
    const hold = {
      id: 'h',
      reason: 'court-order',
      heldBy: 'police:Pat',
      heldAt: at(5),
      until: at(70),
      endedAt: null,
      endedBy: null,
      endedBecause: null,
      releaseReason: null,
    }
    const drawn = markup({ holds: [hold] })
    expect(drawn.match(/class="hold"/g)).toHaveLength(1)
    expect(drawn.match(/class="due"/g)).toHaveLength(2)
  })

  it('stays small with 500 checks, and so does its table', () => {
    const checks = Array.from({ length: 500 }, (_, n) => ({
      at: at(4 + n),
      verdict: ['present', 'gone', 'unknown'][n % 3]!,
    }))
    const story = storyOf({ ...view, now: at(600) }, told({ checks }))
    expect(render(timelinePicture(view, story)).length).toBeLessThan(40_000)
    const table = render(storyTable(view, story))
    expect(table.match(/<tr>/g)).toHaveLength(101)
    expect(table).toContain('Only the newest 100 lines are listed.')
  })
})

it('storyTable has all that the picture has, in the order of time', () => {
  const table = render(storyTable(view, storyOf(view, told())))
  const times = [...table.matchAll(/row"><time datetime="([^"]+)"/g)].map(([, time = '']) => time)
  expect(times).toHaveLength(11)
  expect(times).toEqual([...times].sort())
  expect(table).toMatch(/still there: 2 checks, up to\s*<time[^>]*>1 Mar 2026, 10:00 UTC/)
})

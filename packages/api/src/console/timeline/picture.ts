import { html, type Html } from '../html.ts'
import { narrow } from '../response-picture.ts'
import { instant, LOCALES, madeOnce, time } from '../times.ts'
import type { View } from '../view.ts'
import { axisOf, type Axis } from './axis.ts'
import { LANES, type Lane, type Story } from './story.ts'
import { stretchesOf, type Stretch } from './strip.ts'

/** Pixels from the middle of one lane to the next; widths are percent, so that no letter is ever drawn out. */
const LANE = 30
const ROWS = [...LANES, 'hold', 'check', 'due'] as const
const HEIGHT = ROWS.length * LANE
const BELOW = 26
/** What stands nearer to each other than this, percent, is one mark with a number. */
const NEAR = 3.2
/** Of stretches: present stands as tall as it can, gone lies low, and what nobody could tell is dashes. */
const TALL = { present: 20, unknown: 12, gone: 5 } as const

/** The whole of a takedown in one picture: lanes over one axis of time. */
export function timelinePicture(view: View, story: Story): Html {
  const { t, language } = view
  const axis = axisOf(story.from, story.to)
  const ends = { from: instant(story.from, language), to: instant(story.to, language) }
  return html`<figure class="case-time">
      <ul class="lanes" aria-hidden="true">
        ${ROWS.map((row) => html`<li>${t(`timeline.lane-${row}`)}</li>`)}
      </ul>
      <div class="scroll" tabindex="0" role="group" aria-label="${t('timeline.scroll')}">
        <svg
          height="${HEIGHT + BELOW}"
          width="100%"
          role="img"
          aria-label="${t('timeline.picture', ends)}"
        >
          ${ROWS.map((_, row) => level(row))} ${axis.ticks.map((tick) => drawTick(view, tick))}
          ${nowLine(view, story, axis)} ${LANES.map((lane) => drawLane(view, story, lane, axis))}
          ${drawHolds(story, axis)}
          ${stretchesOf(story.seen, story.seenUntil, axis).map((one) => drawStretch(view, one))}
          ${drawDue(view, story, axis)}
        </svg>
      </div>
    </figure>
    <p class="legend case-time-legend">
      ${(['present', 'unknown', 'gone'] as const).map(
        (verdict) =>
          html`<span
            ><svg width="22" height="20" aria-hidden="true">${block(verdict, 0, 100, 10)}</svg
            >${t.code('check', verdict)}</span
          >`,
      )}
    </p>
    <p class="fine">
      ${time(story.from, language)} – ${time(story.to, language)}. ${t('timeline.from')}
    </p>`
}

const middle = (row: number): number => row * LANE + LANE / 2
const rowOf = (name: (typeof ROWS)[number]): number => middle(ROWS.indexOf(name))

const level = (row: number): Html =>
  html`<line class="level" x1="0" x2="100%" y1="${middle(row)}" y2="${middle(row)}"></line>`

function drawTick(view: View, { hours, x }: Axis['ticks'][number]): Html {
  const anchor = x === 0 ? 'start' : x === 100 ? 'end' : 'middle'
  return html`<line class="tick" x1="${x}%" x2="${x}%" y1="0" y2="${HEIGHT}"></line>
    <text class="tick-name" x="${x}%" y="${HEIGHT + 18}" text-anchor="${anchor}"
      >${hours === 0 ? '0' : tickName(view, hours)}</text
    >`
}

const briefly = madeOnce(
  (language) => new Intl.DurationFormat(LOCALES[language], { style: 'narrow' }),
)

function tickName(view: View, hours: number): string {
  if (hours >= 1) return narrow(view, hours)
  const seconds = Math.round(hours * 3600)
  return briefly(view.language).format(seconds < 60 ? { seconds } : { minutes: seconds / 60 })
}

function nowLine({ t, now }: View, { to }: Story, axis: Axis): Html | null {
  if (now > to) return null
  const x = axis.x(now)
  return html`<line class="now" x1="${x}%" x2="${x}%" y1="0" y2="${HEIGHT}"
    ><title>${t('timeline.now')}</title></line
  >`
}

type Group = { x: number; words: string[] }

/** Marks that would cover each other, oldest first, become one. */
export function grouped(marks: readonly { x: number; words: string }[]): Group[] {
  const groups: (Group & { first: number })[] = []
  for (const { x, words } of marks) {
    const before = groups.at(-1)
    if (before && x - before.first < NEAR) {
      before.x = (before.first + x) / 2
      before.words.push(words)
    } else groups.push({ x, first: x, words: [words] })
  }
  return groups
}

/** More is in the list. */
const MOST_WORDS = 12

function drawLane({ language }: View, { marks }: Story, lane: Lane, axis: Axis): Html {
  const placed = marks
    .filter((mark) => mark.lane === lane)
    .map(({ at, words }) => ({ x: axis.x(at), words: `${words}, ${instant(at, language)}` }))
  return html`${grouped(placed).map(({ x, words }) => {
    const many = words.length > 1
    return html`<g class="mark ${lane}">
      <circle cx="${round(x)}%" cy="${rowOf(lane)}" r="${many ? 10 : 6}"></circle>
      ${
        many &&
        html`<text x="${round(x)}%" y="${rowOf(lane) + 4}" text-anchor="middle"
          >${words.length}</text
        >`
      }
      <title>${words.slice(0, MOST_WORDS).join(' · ')}</title>
    </g>`
  })}`
}

const round = (n: number): number => Math.round(n * 100) / 100

const drawHolds = ({ holds }: Story, axis: Axis): Html =>
  html`${holds.map(({ from, to, words }) => {
    const [x, end] = [axis.x(from), axis.x(to)]
    return html`<rect
      class="hold"
      x="${x}%"
      y="${rowOf('hold') - 7}"
      width="${Math.max(1, round(end - x))}%"
      height="14"
      rx="3"
      ><title>${words}</title></rect
    >`
  })}`

const drawStretch = ({ t }: View, { verdict, from, to }: Stretch): Html =>
  html`<g>${block(verdict, from, to, rowOf('check'))}<title>${t.code('check', verdict)}</title></g>`

const block = (verdict: Stretch['verdict'], from: number, to: number, y: number): Html =>
  html`<line
    class="seen ${verdict}"
    x1="${from}%"
    x2="${to}%"
    y1="${y + 10 - TALL[verdict] / 2}"
    y2="${y + 10 - TALL[verdict] / 2}"
    stroke-width="${TALL[verdict]}"
  ></line>`

const drawDue = ({ language }: View, { due }: Story, axis: Axis): Html =>
  html`${due.map(({ at, words }) => {
    const x = axis.x(at)
    return html`<g class="due">
      <line x1="${x}%" x2="${x}%" y1="0" y2="${HEIGHT}"></line>
      <circle cx="${x}%" cy="${rowOf('due')}" r="6"></circle>
      <title>${words}, ${instant(at, language)}</title>
    </g>`
  })}`

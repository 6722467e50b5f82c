import { CLOCKS, type ClockTimes } from '../takedown-state.ts'
import { html, type Html } from './html.ts'
import { duration, instant } from './times.ts'
import type { View } from './view.ts'

const WIDTH = 320
const LINE_X = 16
const TEXT_X = 40
const TOP = 20
const MIN_GAP = 44
const MAX_GAP = 92
const WAITING_GAP = 40
const HOUR_MS = 3_600_000

type Mark = { name: string; at: Date | null; y: number; after: number | null }

/**
 * The clocks of a takedown as a line that runs down: filled marks for what has happened, hollow ones
 * for removal steps still ahead. Longer times are longer gaps, by the logarithm.
 */
export function timelineSvg(view: View, clocks: ClockTimes): Html {
  const marks = placeMarks(clocks)
  const reached = marks.filter(({ at }) => at !== null)
  const bottom = marks.at(-1)?.y ?? TOP
  const until = reached.at(-1)?.y ?? TOP
  const title = view.t('takedown.timeline')
  return html`<svg
    class="timeline"
    viewBox="0 0 ${WIDTH} ${bottom + 32}"
    width="${WIDTH}"
    height="${bottom + 32}"
    role="img"
    aria-label="${title}"
  >
    <line class="ahead" x1="${LINE_X}" x2="${LINE_X}" y1="${TOP}" y2="${bottom}"></line>
    <line class="done" x1="${LINE_X}" x2="${LINE_X}" y1="${TOP}" y2="${until}"></line>
    ${marks.map((mark) => drawMark(view, mark))}
  </svg>`
}

function drawMark({ t, language }: View, { name, at, y, after }: Mark): Html {
  const label = `${name.toUpperCase()} · ${t.code('clock', name)}`
  const later = after === null || after < 1000 ? '' : `+${duration(after, language)}`
  const when = at === null ? t('takedown.not-yet') : instant(at, language)
  return html`<g class="${at === null ? 'ahead' : name}">
    <circle cx="${LINE_X}" cy="${y}" r="6"></circle>
    <text class="name" x="${TEXT_X}" y="${y + 1}">${label}</text>
    <text class="when" x="${TEXT_X}" y="${y + 17}">${when}<tspan dx="6">${later}</tspan></text>
  </g>`
}

/** Reached clocks in the order of time, then those of the way to removal that are still open. */
function placeMarks(clocks: ClockTimes): Mark[] {
  const reached = CLOCKS.flatMap((name) => {
    const at = clocks[name]
    return at === null ? [] : [{ name, at }]
  }).sort((a, b) => a.at.getTime() - b.at.getTime())
  const marks: Mark[] = []
  for (const { name, at } of reached) {
    const before = marks.at(-1)
    const after = before?.at ? at.getTime() - before.at.getTime() : null
    marks.push({ name, at, after, y: before && after !== null ? before.y + gap(after) : TOP })
  }
  for (const name of ['t6', 't9', 't10'] as const) {
    if (clocks[name] !== null || clocks.t10 !== null) continue
    marks.push({ name, at: null, after: null, y: (marks.at(-1)?.y ?? TOP) + WAITING_GAP })
  }
  return marks
}

const gap = (ms: number): number =>
  Math.round(Math.min(MAX_GAP, MIN_GAP + 8 * Math.log2(1 + ms / HOUR_MS)))

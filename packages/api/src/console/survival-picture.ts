import type { StepTimes } from '@nightlight/notices'
import { html, type Html } from './html.ts'
import { narrow } from './response-picture.ts'
import type { View } from './view.ts'

const HOUR_MS = 3_600_000
const [WIDTH, HEIGHT] = [640, 200]
const [LEFT, TOP, BELOW] = [92, 16, 36]
/** Marks of the axis, hours; as far from each other as the next, so that hours and weeks are both seen. */
const MARKS = [0, 1, 6, 24, 72, 168, 672, 2160, 8760] as const

/**
 * The share that is still open, by time, as a falling line within its 95 % interval.
 *
 * After its last fall the line is level up to where nothing was watched for longer.
 */
export function survivalPicture(
  view: View,
  title: string,
  { curve: falls, n, watchedMs }: Pick<StepTimes<string>, 'curve' | 'n' | 'watchedMs'>,
): Html {
  const { t } = view
  const last = falls.at(-1)
  if (n === 0 || last === undefined) return html`<p class="empty">${t('statistics.no-curve')}</p>`
  const curve = watchedMs > last.ms ? [...falls, { ...last, ms: watchedMs }] : falls
  const end = Math.max(watchedMs, last.ms)
  const marks = MARKS.slice(0, MARKS.findIndex((hours) => hours * HOUR_MS >= end) + 1)
  const shown = marks.length > 1 ? marks : [...MARKS]
  const x = (ms: number): number => round(LEFT + placeOf(ms / HOUR_MS, shown) * WIDTH)
  const y = (share: number): number => round(TOP + (1 - share) * HEIGHT)
  const line = steps(
    curve.map(({ ms, open }) => [x(ms), y(open)]),
    [x(0), y(1)],
  )
  const high = steps(
    curve.map((point) => [x(point.ms), y(point.high)]),
    [x(0), y(1)],
  )
  const low = steps(
    curve.map((point) => [x(point.ms), y(point.low)]),
    [x(0), y(1)],
  )
  return html`<svg
    class="survival"
    viewBox="0 0 ${LEFT + WIDTH + 28} ${TOP + HEIGHT + BELOW}"
    role="img"
    aria-label="${title}"
  >
    ${[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        html`<line
            class="grid"
            x1="${LEFT}"
            x2="${LEFT + WIDTH}"
            y1="${y(share)}"
            y2="${y(share)}"
          ></line>
          <text class="side" x="${LEFT - 6}" y="${y(share) + 5}"
            >${Math.round(share * 100)} %</text
          >`,
    )}
    ${shown.map(
      (hours) =>
        html`<line
            class="grid"
            x1="${x(hours * HOUR_MS)}"
            x2="${x(hours * HOUR_MS)}"
            y1="${TOP}"
            y2="${TOP + HEIGHT}"
          ></line>
          <text x="${x(hours * HOUR_MS)}" y="${TOP + HEIGHT + 24}"
            >${hours === 0 ? '0' : narrow(view, hours)}</text
          >`,
    )}
    <path class="band" d="M${high.join('L')}L${low.toReversed().join('L')}Z"></path>
    <path class="line" d="M${line.join('L')}"></path>
  </svg>`
}

const round = (n: number): number => Math.round(n * 10) / 10

/** Corners of a line that stays level until it falls. */
function steps(points: readonly [number, number][], start: [number, number]): string[] {
  const corners: [number, number][] = [start]
  for (const [x, y] of points) corners.push([x, corners.at(-1)![1]], [x, y])
  return corners.map(([x, y]) => `${x} ${y}`)
}

/** From 0 to 1: marks stand at equal distances, and between two of them time goes evenly. */
function placeOf(hours: number, marks: readonly number[]): number {
  const next = marks.findIndex((mark) => mark >= hours)
  if (next <= 0) return next === 0 ? 0 : 1
  const before = marks[next - 1]!
  return (next - 1 + (hours - before) / (marks[next]! - before)) / (marks.length - 1)
}

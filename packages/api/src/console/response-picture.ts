import type { OpenItems, ResponseTimes } from '@nightlight/notices'
import { TEXT_BREAK } from './fragments.ts'
import { html, type Html } from './html.ts'
import { bar, number } from './list-fragments.ts'
import { LOCALES, duration, madeOnce } from './times.ts'
import type { View } from './view.ts'

const COLUMN = 40
const TOP = 16
const HEIGHT = 72
const FLOOR = TOP + HEIGHT
/** Labels stand on two lines by turns, so that they may be large on a phone. */
const LINE = 17

/** Up to a day, up to three, later; what is still open has no colour. */
const toneOf = (hours: number | null): string =>
  hours === null || hours > 72 ? 'bad' : hours > 24 ? 'wait' : 'good'

/**
 * How long things took, as columns: one for each bound, and what is still open at the end.
 *
 * @param title    what is measured, from which clock to which
 * @param without  what is said of those without an end, in a word
 */
export function responsePicture(
  view: View,
  title: string,
  times: ResponseTimes,
  without: string,
): Html {
  const { t } = view
  if (times.n === 0) {
    return html`<figure class="times">
      <figcaption>${title}</figcaption>
      <p class="fine">${t('times.none')}</p>
    </figure>`
  }
  const columns = [
    ...times.within.map(({ hours, count }) => ({
      label: hours === null ? `> ${narrow(view, longest(times))}` : `≤ ${narrow(view, hours)}`,
      count,
      tone: toneOf(hours),
    })),
    { label: without, count: times.n - times.ended, tone: 'plain' },
  ]
  const most = Math.max(...columns.map(({ count }) => count))
  const said = columns.map(({ label, count }) => `${label}: ${count}`).join(', ')
  return html`<figure class="times">
    <figcaption>${title}</figcaption>
    <svg
      viewBox="0 0 ${columns.length * COLUMN} ${FLOOR + 2 * LINE + 4}"
      role="img"
      aria-label="${title}. ${said}"
    >
      ${columns.map((column, index) => drawColumn(view, column, index, most))}
      <line x1="0" x2="${columns.length * COLUMN}" y1="${FLOOR}" y2="${FLOOR}"></line>
    </svg>
    <p class="legend">
      <span>${t('times.median', { time: timeOf(view, times.medianMs) })}</span>
      <span>${t('times.p90', { time: timeOf(view, times.p90Ms) })}</span>
      <span>n = ${number(view, times.n)}</span>
    </p>
    ${times.isFew && html`<p class="fine waits">${t('times.few', { n: times.n })}</p>`}
  </figure>`
}

type Column = { label: string; count: number; tone: string }

function drawColumn(view: View, { label, count, tone }: Column, index: number, most: number): Html {
  const x = index * COLUMN
  const height = count === 0 ? 0 : Math.max(3, Math.round((count / most) * HEIGHT))
  const middle = x + COLUMN / 2
  return html`<rect
      class="${tone}"
      x="${x + 5}"
      y="${FLOOR - height}"
      width="${COLUMN - 10}"
      height="${height}"
    ></rect>
    ${count > 0 && html`<text class="count" x="${middle}" y="${FLOOR - height - 4}">${number(view, count)}</text>`}
    <text x="${middle}" y="${FLOOR + LINE * (1 + (index % 2)) - 2}">${label}</text>`
}

const longest = ({ within }: ResponseTimes): number =>
  Math.max(...within.map(({ hours }) => hours ?? 0))

/** Hours or whole days, as short as it is written. */
export const narrow = ({ language }: View, hours: number): string =>
  narrowFormat(language).format(hours >= 24 ? { days: hours / 24 } : { hours })

const narrowFormat = madeOnce(
  (language) => new Intl.DurationFormat(LOCALES[language], { style: 'narrow' }),
)

const timeOf = (view: View, ms: number | null): string =>
  ms === null ? view.t('times.not-reached') : duration(ms, view.language)

const AGE_TONES: Readonly<Record<string, string>> = {
  24: 'good',
  72: 'wait',
  168: 'bad week',
  672: 'bad month',
}

/** What is open by the time since it was told, as parts of a strip and in words. */
export function ageStrip(view: View, { untold, ages, oldestToldAt }: OpenItems): Html {
  const { t, now, language } = view
  const parts = [
    ...ages.map(({ hours, count }) => ({
      count,
      tone: hours === null ? 'bad' : (AGE_TONES[hours] ?? 'bad'),
      label:
        hours === null
          ? t('age.older', { age: narrow(view, Math.max(...ages.map((one) => one.hours ?? 0))) })
          : t('age.up-to', { age: narrow(view, hours) }),
    })),
    { count: untold, tone: 'plain', label: t('age.untold') },
  ].filter(({ count }) => count > 0)
  const all = parts.reduce((sum, { count }) => sum + count, 0)
  if (all === 0) return html`<p class="empty">${t('age.none')}</p>`
  const oldest = oldestToldAt && duration(now.getTime() - oldestToldAt.getTime(), language)
  return html`<div class="counts ages">
    ${bar(
      parts.map(({ tone, count }) => [tone, count / all]),
      'parts',
    )}
    <span class="legend"
      >${parts.map(
        ({ tone, count, label }) =>
          html`<span class="${tone}"><strong>${number(view, count)}</strong> ${label}</span
            >${TEXT_BREAK}`,
      )}</span
    >
    ${oldest && html`<p class="fine">${t('age.oldest', { age: oldest })}</p>`}
  </div>`
}

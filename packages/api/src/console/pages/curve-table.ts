import type { StepTimes } from '@nightlight/notices'
import { html, type Html } from '../html.ts'
import { narrow } from '../response-picture.ts'
import { LOCALES, madeOnce } from '../times.ts'
import type { View } from '../view.ts'

const HOUR_MS = 3_600_000
/** A quarter is the longest that figures of hotlines tell; after it, what was watched for years. */
const ROWS = [1, 6, 24, 72, 168, 672, 2160, 8760] as const

const percents = madeOnce(
  (language) =>
    new Intl.NumberFormat(LOCALES[language], { style: 'percent', minimumFractionDigits: 1 }),
)

/** What the curve shows, in numbers: the share that is open after so long, and its interval; up to where nothing was watched for longer. */
export function curveTable(
  view: View,
  { curve, watchedMs }: Pick<StepTimes<string>, 'curve' | 'watchedMs'>,
): Html | null {
  const { t, language } = view
  const last = curve.at(-1)
  if (!last) return null
  const percent = (share: number): string => percents(language).format(share)
  // the first bound that lies beyond the last fall is told where everything had ended by then, or where something was watched so long
  const isOver = last.open === 0
  const rows = ROWS.filter((hours, at) =>
    isOver ? at === 0 || ROWS[at - 1]! * HOUR_MS < last.ms : hours * HOUR_MS <= watchedMs,
  )
  return html`<details class="others">
    <summary>${t('statistics.curve-table')}</summary>
    <table class="cards narrow">
      <thead>
        <tr>
          <th scope="col">${t('statistics.after')}</th>
          <th scope="col">${t('statistics.still-open')}</th>
          <th scope="col">${t('statistics.interval')}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((hours) => {
          const point = curve.findLast(({ ms }) => ms <= hours * HOUR_MS)
          const { open, low, high } = point ?? { open: 1, low: 1, high: 1 }
          return html`<tr>
            <th scope="row">${narrow(view, hours)}</th>
            <td data-label="${t('statistics.still-open')}">${percent(open)}</td>
            <td data-label="${t('statistics.interval')}">${percent(low)} – ${percent(high)}</td>
          </tr>`
        })}
      </tbody>
    </table>
  </details>`
}

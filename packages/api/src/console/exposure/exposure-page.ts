import {
  exposureState,
  exposureUntil,
  type Exposure,
  type ExposureState,
} from '../../exposure/exposure.ts'
import { actorName, emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { duration, time } from '../times.ts'
import type { View } from '../view.ts'
import { exposureBar, exposureMeter } from './exposure-meter.ts'

export type ExposureShown = {
  /** Of whoever reads this, in the last 24 hours. */
  lately: Exposure | null
  /** The same by days UTC, the newest first. */
  days: (Exposure & { day: string })[]
  /** Of everybody in the last 24 hours; null where that is not for the reader. */
  everybody: Exposure[] | null
}

const TONES: Readonly<Record<ExposureState, string>> = { well: 'plain', near: 'wait', over: 'bad' }

/** Who has looked at cases for how long: one's own days, and for supervisors everybody's last 24 hours. */
export function exposurePage(view: View, { lately, days, everybody }: ExposureShown): Html {
  const { t } = view
  return layout(
    view,
    t('exposure.title'),
    html`${exposureMeter(view, lately)}
      <p>${t('exposure.how')} ${t('exposure.day')}</p>
      <p>${t('exposure.who')}</p>
      ${everybody && everybodySection(view, everybody)}
      <section>
        <h2>${t('exposure.days')}</h2>
        ${days.length === 0 ? emptyState(t('exposure.none-yours')) : dayTable(view, days)}
      </section>`,
  )
}

const minutes = (view: View, ms: number): string =>
  duration(Math.floor(ms / 60_000) * 60_000, view.language)

const cells = (view: View, ms: number, looks: number): Html =>
  html`<td data-label="${view.t('exposure.column.time')}">
      <span class="counts">${exposureBar(ms)} ${minutes(view, ms)}</span>
    </td>
    <td data-label="${view.t('exposure.column.looks')}">${number(view, looks)}</td>`

const head = ({ t }: View, first: string): Html =>
  html`<thead>
    <tr>
      <th scope="col">${first}</th>
      <th scope="col">${t('exposure.column.time')}</th>
      <th scope="col">${t('exposure.column.looks')}</th>
      <th scope="col">${t('exposure.column.last')}</th>
    </tr>
  </thead>`

function everybodySection(view: View, everybody: readonly Exposure[]): Html {
  const { t, language, now } = view
  const rows = everybody.map((one) => {
    const ms = exposureUntil(one, now)
    const state = exposureState(ms)
    return html`<tr>
      <th scope="row">
        ${actorName(view, one.actor)}
        <span class="badge ${TONES[state]}">${t(`exposure.state.${state}`)}</span>
      </th>
      ${cells(view, ms, one.looks)}
      <td data-label="${t('exposure.column.last')}">${time(one.lastLookAt, language)}</td>
    </tr>`
  })
  return html`<section>
    <h2>${t('exposure.everybody')}</h2>
    ${
      rows.length === 0
        ? emptyState(t('exposure.none'))
        : html`<table class="cards">
            ${head(view, t('exposure.column.person'))}
            <tbody>
              ${rows}
            </tbody>
          </table>`
    }
  </section>`
}

const dayTable = (view: View, days: ExposureShown['days']): Html =>
  html`<table class="cards">
    ${head(view, view.t('exposure.column.day'))}
    <tbody>
      ${days.map(
        (one) =>
          html`<tr>
            <th scope="row">${one.day}</th>
            ${cells(view, one.ms, one.looks)}
            <td data-label="${view.t('exposure.column.last')}">
              ${time(one.lastLookAt, view.language)}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`

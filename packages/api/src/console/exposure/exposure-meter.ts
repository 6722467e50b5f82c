import {
  exposureState,
  exposureUntil,
  LIMIT_MS,
  type Exposure,
  type ExposureState,
} from '../../exposure/exposure.ts'
import { html, type Html } from '../html.ts'
import { bar } from '../list-fragments.ts'
import { duration } from '../times.ts'
import type { View } from '../view.ts'

const TONES: Readonly<Record<ExposureState, string>> = { well: 'plain', near: 'wait', over: 'bad' }

/** A time as part of the four hours. */
export const exposureBar = (ms: number): Html =>
  bar([[TONES[exposureState(ms)], Math.min(1, ms / LIMIT_MS)]], 'read')

/** The same where one works, once the end comes near. */
export function exposureWarning(view: View): Html | null {
  const { exposure = null, now } = view
  const isWell = exposure === null || exposureState(exposureUntil(exposure, now)) === 'well'
  return isWell ? null : exposureMeter(view, exposure)
}

/** How long whoever reads this has looked at cases in the last 24 hours, calm until the end comes near; it never locks anything. */
export function exposureMeter(view: View, exposure: Exposure | null): Html | null {
  if (exposure === null) return null
  const { t, language } = view
  const ms = exposureUntil(exposure, view.now)
  const state = exposureState(ms)
  const time = duration(Math.floor(ms / 60_000) * 60_000, language)
  const said = t('exposure.today', { time, limit: duration(LIMIT_MS, language) })
  return html`<section class="exposure ${state}" aria-label="${t('exposure.title')}">
    ${exposureBar(ms)}
    <p>
      ${said}
      ${view.path !== '/console/exposure' && html`<a href="/console/exposure">${t('exposure.more')}</a>`}
    </p>
    ${state !== 'well' && html`<p class="asks" role="status">${t(`exposure.${state}`)}</p>`}
  </section>`
}

import { AGE_BOUNDS } from '@nightlight/notices'
import { html, type Html } from './html.ts'
import { duration } from './times.ts'
import type { View } from './view.ts'

const HOUR_MS = 3_600_000
/** The bar is full after seven days; marks stand at 24 and 72 hours. */
const BAR_HOURS = 168
/** Of each of the ages that open items are counted by; older than a day is late, than three days very. */
const TONES = ['good', 'wait', 'bad week', 'bad month', 'bad'] as const
export type AgeTone = (typeof TONES)[number]

/** How an age looks wherever one is shown: by the bounds of the figures. @param hours  null for older than all bounds */
export function ageTone(hours: number | null): AgeTone {
  const at = hours === null ? -1 : AGE_BOUNDS.findIndex((bound) => hours <= bound)
  return TONES[at === -1 ? TONES.length - 1 : at]!
}

/**
 * For how long a clock has run, as a bar and in words.
 *
 * @param isRunning  grey where it has stopped
 */
export function ageBar({ language }: View, ms: number, isRunning: boolean): Html {
  const hours = ms / HOUR_MS
  const width = Math.min(BAR_HOURS, Math.max(1, hours)).toFixed(1)
  return html`<span class="age ${isRunning ? ageTone(hours) : 'plain'}">
    <svg viewBox="0 0 ${BAR_HOURS} 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="${BAR_HOURS}" height="8"></rect>
      <rect class="fill" width="${width}" height="8"></rect>
      <rect class="mark" x="24" width="1" height="8"></rect>
      <rect class="mark" x="72" width="1" height="8"></rect>
    </svg>
    <span>${duration(ms, language)}</span>
  </span>`
}

/** What the colours and marks of the bars mean. */
export const ageLegend = ({ t }: View): Html =>
  html`<p class="fine age-legend">${t('age.legend')}</p>`

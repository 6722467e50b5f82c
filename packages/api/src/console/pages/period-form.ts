import type { TimesAsked, TimesShown } from '../../routes/takedown-times-routes.ts'
import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'

/** Chooses any days, and leaves the other choices as they are. */
export function periodForm({ t }: View, asked: TimesAsked, shown: TimesShown): Html {
  const { clock, group, of, key, from, to } = asked
  const kept = Object.entries({ clock, group, of, key }).filter(([, value]) => value !== undefined)
  const day = (at: Date): string => at.toISOString().slice(0, 10)
  return html`<form method="get" action="/console/statistics" class="row find period">
    ${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <label
      >${t('audit.from')}<input
        type="date"
        name="from"
        required
        value="${from?.slice(0, 10) ?? day(shown.since)}"
    /></label>
    <label
      >${t('audit.to')}<input
        type="date"
        name="to"
        required
        value="${to?.slice(0, 10) ?? day(shown.until)}"
    /></label>
    <button>${t('statistics.show')}</button>
  </form>`
}

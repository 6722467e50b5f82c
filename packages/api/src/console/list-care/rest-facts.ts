import type { KeptRests } from '../../lists/kept-rests.ts'
import { facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** What rests on something, as counts: an authority follows no case. */
export function restFacts(view: View, rests: KeptRests): Html {
  const { t, language } = view
  const { matches, takedowns, notices, retractions, asOf } = rests
  const states = (group: string, counts: Record<string, number>): string | null =>
    Object.entries(counts)
      .map(([state, n]) => `${t.code(group, state)}: ${number(view, n)}`)
      .join('\n') || null
  if (matches.all === 0) return html`<p>${t('rests.none')}</p>`
  return html`<p>
      <strong class="figure">${number(view, matches.all)}</strong>
      ${t('rests.matches', { n: matches.all })}
    </p>
    ${facts([
      [t('takedowns.title'), states('status', takedowns)],
      [t('column.notices'), states('notice-state', notices)],
      [t('rests.retractions'), states('notice-state', retractions)],
    ])}
    <p class="fine">${t('overview.as-of')} ${time(asOf, language)}</p>`
}

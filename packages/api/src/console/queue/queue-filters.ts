import { changed, FILTERS } from '../../queue/queue-filter.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { defanged } from '../masked-text.ts'
import { LOCALES, madeOnce } from '../times.ts'
import type { View } from '../view.ts'
import { queuePath, type QueueShown } from './queue-page.ts'

type Name = (typeof FILTERS)[number]
type Shown = Pick<QueueShown, 'filter' | 'by' | 'facets'>
/** Values that are offered at most; further ones are reached by narrowing first. */
const OFFERED = 6

const more = (by: QueueShown['by']): Record<string, string> => (by === 'host' ? { by } : {})

/** What a person calls a value of a filter. */
function valueName(
  view: View,
  name: Name,
  value: string,
  lists: ReadonlyMap<string, string>,
): string {
  const { t } = view
  switch (name) {
    case 'risk':
      return t('queue.risk.yes')
    case 'tier':
      return t.code('tier', value)
    case 'class':
      return t.code('class', value)
    case 'age':
      return t.code('queue.age', value)
    case 'host':
      return defanged(value)
    case 'list':
      return lists.get(value) ?? `…${value.slice(-6)}`
    case 'country':
      return countryName(view.language).of(value) ?? value
  }
}

const countryName = madeOnce(
  (language) => new Intl.DisplayNames([LOCALES[language]], { type: 'region' }),
)

const listNames = ({ list }: Shown['facets']): ReadonlyMap<string, string> =>
  new Map(list.map(([id, , name]) => [id, name]))

/** The conditions that hold, each of which one click removes. */
export function activeFilters(view: View, { filter, by, facets }: Shown): Html | null {
  const { t } = view
  const active = FILTERS.flatMap((name) => {
    const value = filter[name]
    return value === undefined
      ? []
      : [[name, valueName(view, name, value, listNames(facets))] as const]
  })
  if (active.length === 0) return null
  return html`<nav class="choice" aria-label="${t('queue.active')}">
    <span>${t('queue.active')}</span>
    <ul>
      ${active.map(
        ([name, what]) =>
          html`<li>
            <a
              class="badge plain"
              href="${queuePath(changed(filter, name, undefined), more(by))}"
              aria-label="${t('queue.remove', { what })}"
              >${what} <span aria-hidden="true">×</span></a
            >
          </li>`,
      )}
      ${active.length > 1 && html`<li><a href="${queuePath({}, more(by))}">${t('queue.clear')}</a></li>`}
    </ul>
  </nav>`
}

/** Whether single matches or hosts are shown. */
export const byLinks = ({ t }: View, { filter, by }: Shown): Html =>
  html`<nav class="choice" aria-label="${t('queue.by')}">
    <span>${t('queue.by')}</span>
    <ul>
      <li>
        <a href="${queuePath(filter)}" ${by === 'match' && html` aria-current="true"`}
          >${t('queue.by-match')}</a
        >
      </li>
      <li>
        <a
          href="${queuePath(filter, { by: 'host' })}"
          ${by === 'host' && html` aria-current="true"`}
          >${t('queue.by-host')}</a
        >
      </li>
    </ul>
  </nav>`

/** What can be shown alone, with how many there are; a choice of one value is none and is left out. */
export function filterLinks(view: View, { filter, by, facets }: Shown): Html {
  const { t } = view
  const lists = listNames(facets)
  const row = (name: Name, values: readonly (readonly [string, number, ...unknown[]])[]) => {
    const isChoice = values.length > 1 || (name === 'risk' && values.length > 0)
    if (filter[name] !== undefined || !isChoice) return null
    return html`<nav
      class="choice"
      aria-label="${t('queue.filters')}: ${t(`queue.filter.${name}`)}"
    >
      <span>${t(`queue.filter.${name}`)}</span>
      <ul>
        ${values.slice(0, OFFERED).map(
          ([value, count]) =>
            html`<li>
              <a href="${queuePath(changed(filter, name, value as never), more(by))}"
                >${valueName(view, name, value, lists)}</a
              >
              <span class="fine">${number(view, count)}</span>
            </li>`,
        )}
      </ul>
    </nav>`
  }
  return html`${row('risk', facets.risk > 0 ? [['yes', facets.risk]] : [])}
  ${row('tier', facets.tier)} ${row('class', facets.class)} ${row('age', facets.age)}
  ${row('list', facets.list)} ${row('host', facets.host)} ${row('country', facets.country)}`
}

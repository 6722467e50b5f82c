import { changed, FILTERS } from '../../queue/queue-filter.ts'
import { activeLinks, narrowLinks, type Links } from '../filter-links.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { LOCALES, madeOnce } from '../times.ts'
import type { View } from '../view.ts'
import { queuePath, type QueueShown } from './queue-page.ts'

type Name = (typeof FILTERS)[number]
type Shown = Pick<QueueShown, 'filter' | 'by' | 'counts'>

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

function linksOf(view: View, { filter, by, counts: { facets } }: Shown): Links<Name> {
  const lists = new Map(facets.list.map(([id, , name]) => [id, name]))
  return {
    names: FILTERS,
    filter,
    pathWith: (name, value) => queuePath(changed(filter, name, value as never), more(by)),
    rowName: (name) => view.t(`queue.filter.${name}`),
    valueName: (name, value) => valueName(view, name, value, lists),
  }
}

/** The conditions that hold, each of which one click removes. */
export const activeFilters = (view: View, shown: Shown): Html | null =>
  activeLinks(view, { ...linksOf(view, shown), everything: queuePath({}, more(shown.by)) })

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

/** What can be shown alone, with how many there are. */
export function filterLinks(view: View, shown: Shown): Html | null {
  const { facets } = shown.counts
  const risk: [string, number][] = facets.risk > 0 ? [['yes', facets.risk]] : []
  return narrowLinks(view, {
    ...linksOf(view, shown),
    facets: { ...facets, risk },
    always: ['risk', 'tier', 'class', 'age'],
  })
}

import { html, type Html } from './html.ts'
import { number } from './list-fragments.ts'
import type { View } from './view.ts'

/** Values that are offered at most; further ones are reached by narrowing first. */
const OFFERED = 6

/** What a list is narrowed by, as links: every one leads to the list as it then is. */
export type Links<Name extends string> = {
  names: readonly Name[]
  filter: Partial<Record<Name, string | undefined>>
  pathWith: (name: Name, value: string | undefined) => string
  rowName: (name: Name) => string
  valueName: (name: Name, value: string) => string
}

/** The conditions that hold, each of which one click removes. */
export function activeLinks<Name extends string>(
  { t }: View,
  { names, filter, pathWith, valueName, everything }: Links<Name> & { everything: string },
): Html | null {
  const active = names.flatMap((name) => {
    const value = filter[name]
    return value === undefined ? [] : [[name, valueName(name, value)] as const]
  })
  if (active.length === 0) return null
  return html`<nav class="choice active" aria-label="${t('queue.active')}">
    <span>${t('queue.active')}</span>
    <ul>
      ${active.map(
        ([name, what]) =>
          html`<li>
            <a
              class="badge plain"
              href="${pathWith(name, undefined)}"
              aria-label="${t('queue.remove', { what })}"
              >${what} <span aria-hidden="true">×</span></a
            >
          </li>`,
      )}
      ${active.length > 1 && html`<li><a href="${everything}">${t('queue.clear')}</a></li>`}
    </ul>
  </nav>`
}

/**
 * What can be shown alone, with how many there are: open at a desk, folded on a telephone, where it would push what is
 * listed off the screen. A choice of one value is none and is left out; a value that nothing has is named and leads nowhere.
 *
 * @param always  of which one value is a choice
 */
export function narrowLinks<Name extends string>(
  view: View,
  links: Links<Name> & {
    facets: Readonly<Record<Name, readonly (readonly [string, number, ...unknown[]])[]>>
    always: readonly Name[]
  },
): Html | null {
  const { t } = view
  const { names, filter, pathWith, rowName, valueName, facets, always } = links
  const rows = names.filter(
    (name) => filter[name] === undefined && facets[name].length >= (always.includes(name) ? 1 : 2),
  )
  if (rows.length === 0) return null
  return html`<details class="narrow-by">
    <summary>${t('queue.filters')}</summary>
    ${rows.map(
      (name) =>
        html`<nav class="choice" aria-label="${t('queue.filters')}: ${rowName(name)}">
          <span>${rowName(name)}</span>
          <ul>
            ${facets[name].slice(0, OFFERED).map(
              ([value, count]) =>
                html`<li>
                  ${
                    count === 0
                      ? html`<span class="fine">${valueName(name, value)}</span>`
                      : html`<a href="${pathWith(name, value)}">${valueName(name, value)}</a>`
                  }
                  <span class="fine">${number(view, count)}</span>
                </li>`,
            )}
          </ul>
        </nav>`,
    )}
  </details>`
}

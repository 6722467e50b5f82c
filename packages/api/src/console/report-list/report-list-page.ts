import type { ListedReport } from '../../report-facts-store.ts'
import {
  REPORT_FILTERS,
  reportQuery,
  type ReportFacets,
  type ReportFilter,
} from '../../report-list/report-filter.ts'
import { REPORTS_READ } from '../../report-list/report-list-store.ts'
import { activeLinks, narrowLinks } from '../filter-links.ts'
import { emptyState } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { defanged } from '../masked-text.ts'
import { reportTable } from '../pages/overview-page.ts'
import { LOCALES, madeOnce, time } from '../times.ts'
import type { View } from '../view.ts'

type Shown = {
  filter: ReportFilter
  shown: readonly ListedReport[]
  /** How many were read, from the newest. */
  read: number
  facets: ReportFacets
  /** From where the next page goes on. */
  next: { id: string; at: Date } | null
  isFirst: boolean
}
type Name = (typeof REPORT_FILTERS)[number]

export const reportsPath = (filter: ReportFilter, more: Record<string, string> = {}): string => {
  const query = reportQuery(filter, more)
  return query === '' ? '/console/reports' : `/console/reports?${query}`
}

/** Reports, the newest first, and what of them can be shown alone. */
export function reportListPage(view: View, page: Shown): Html {
  const { t, language } = view
  const { filter, shown, facets, next, isFirst, read } = page
  const links = {
    names: REPORT_FILTERS,
    filter,
    pathWith: (name: Name, value: string | undefined) => reportsPath({ ...filter, [name]: value }),
    rowName: (name: Name) => t(`reports.filter.${name}`),
    valueName: (name: Name, value: string) => valueName(view, name, value),
  }
  const isNarrowed = REPORT_FILTERS.some((name) => filter[name] !== undefined)
  return layout(
    view,
    t('reports.title'),
    html`<div class="queue-head">
        ${activeLinks(view, { ...links, everything: '/console/reports' })}
        ${shown.length > 0 && narrowLinks(view, { ...links, facets, always: ['waiting'] })}
        ${read === REPORTS_READ && html`<p class="fine">${t('reports.counted', { n: number(view, read) })}</p>`}
      </div>
      ${
        shown.length > 0
          ? reportTable(view, shown)
          : emptyState(t(isNarrowed || !isFirst ? 'reports.none' : 'reports.empty'))
      }
      ${
        next &&
        html`<p class="line">
          <a class="button" href="${reportsPath(filter, { before: next.id })}"
            >${t('reports.older')}</a
          >
          <span class="fine">${t('reports.looked-to')} ${time(next.at, language)}</span>
        </p>`
      }
      ${!isFirst && html`<p><a href="${reportsPath(filter)}">${t('reports.newest')}</a></p>`}`,
  )
}

const languageName = madeOnce(
  (language) => new Intl.DisplayNames([LOCALES[language]], { type: 'language' }),
)

/** What a person calls a value of a filter. */
function valueName({ t, language }: View, name: Name, value: string): string {
  switch (name) {
    case 'waiting':
      return t('reports.waiting')
    case 'state':
      return t.code('state', value)
    case 'match':
      return t.code('reports.match', value)
    case 'received':
      return t.code('reports.received', value)
    case 'language':
      return languageName(language).of(value) ?? value
    case 'host':
      return defanged(value)
    case 'source':
      return value
  }
}

import type { ReadColumn } from '@nightlight/matcher'
import type { HashList } from '../../lists/hash-list-store.ts'
import { unitOf } from '../../lists/refusals-csv.ts'
import type { countsOf } from '../../lists/submission-view-store.ts'
import { facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { countBar, number, whatToDo } from '../list-fragments.ts'
import type { View } from '../view.ts'

export type Tried = ReturnType<typeof countsOf> & {
  skipped: number
  codes: Readonly<Record<string, number>>
  /** The first of them. */
  refusals: readonly { line: number; reason: string }[]
  columns: readonly ReadColumn[]
}

const SHOWN = 100

/** What a file would come to, of which nothing was kept. */
export function triedPage(view: View, list: HashList, tried: Tried): Html {
  const { t } = view
  const { counts, refusedBy, setAside, diff, codes, refusals, format } = tried
  const unit = t(`unit.${unitOf(format)}`)
  const told = (group: string, by: Readonly<Record<string, number>>): string | null =>
    Object.entries(by)
      .filter(([, n]) => n > 0)
      .map(([code, n]) => `${t.code(group, code)}: ${number(view, n)}`)
      .join('\n') || null
  return layout(
    view,
    t('tried.title'),
    html`${flash(t('tried.kept'))}
      <section class="card">
        <p class="lead"><a class="host" href="/console/lists?list=${list.id}">${list.name}</a></p>
        ${countBar(view, counts)}
        ${facts([
          [t('submission.format'), format.toUpperCase()],
          [t('diff.added'), number(view, counts.accepted)],
          [t('counts.duplicate'), number(view, counts.duplicate)],
          [t('diff.missing'), diff && number(view, diff.missing)],
          [t('submission.refused', { unit }), told('refusal', refusedBy)],
          [t('submission.set-aside'), told('set-aside', setAside)],
          [t('mapping.codes'), told('unmapped', codes)],
          [t('tried.columns-read'), columnsText(tried, true)],
          [t('tried.columns-dropped'), columnsText(tried, false)],
        ])}
        ${
          tried.columns.some(({ as }) => as === null) &&
          html`<p class="fine">${t('tried.columns-how', { reading: t('hand-in.reading') })}</p>`
        }
        <p class="buttons">
          <a class="button primary" href="/console/hash-lists/${list.id}/hand-in"
            >${t('tried.hand-in')}</a
          >
        </p>
      </section>
      ${
        refusals.length > 0 &&
        html`<section>
          <h2>${t('tried.refusals', { n: SHOWN })}</h2>
          <table class="narrow">
            <thead>
              <tr>
                <th scope="col" class="figure">${t('tried.place')}</th>
                <th scope="col">${t('column.reason')}</th>
              </tr>
            </thead>
            <tbody>
              ${refusals.map(
                ({ line, reason }) =>
                  html`<tr>
                    <td class="figure">${number(view, line)}</td>
                    <td>${t.code('refusal', reason)}${whatToDo(view, reason)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </section>`
      }`,
  )
}

/** Heads of columns, a line each, with what is taken from them. */
const columnsText = ({ columns }: Tried, isRead: boolean): string | null =>
  columns
    .filter(({ as }) => (as !== null) === isRead)
    .slice(0, SHOWN)
    .map(({ head, as }) => (as === null || as === head ? head : `${head} = ${as}`))
    .join('\n') || null

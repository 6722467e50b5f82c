import { newFormId, type ItemPlace, type ToldItem, type ToldNotice } from '@nightlight/notices'
import { facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { narrow } from '../response-picture.ts'
import type { TextKey } from '../texts.ts'
import type { View } from '../view.ts'
import { keptFor } from '../replies/case-replies.ts'
import { itemTable, namedBy } from './item-fragments.ts'
import { hidden } from './items-page.ts'
import { preservedOf, type ItemsAsked } from './portal-schemas.ts'

export type Previewed = {
  /** Those that are ticked, or the first of all that are meant. */
  items: readonly ToldItem[]
  /** All that were shown at a time; null where single ones are ticked. */
  all: { at: Date; count: number; isMore: boolean; last: ItemPlace } | null
  /** What of the items was shown; null for those of a notice. */
  asked: ItemsAsked | null
  problem?: TextKey | null
  answer: string
  detail: string
  preserved: string
  /** The notice on whose page they were ticked, under its numbers. */
  notice: ToldNotice['notice'] | null
}

/** What will be said of what, before it is said. */
export function previewPage(view: View, shown: Previewed): Html {
  const { t, form } = view
  const { items, all, asked, answer, detail, preserved, notice, problem = null } = shown
  const count = number(view, all?.count ?? items.length)
  return layout(
    view,
    t('portal.preview-title'),
    html`${problem && html`<p role="alert" class="attention">${t(problem)}</p>`}
      <section class="card">
        ${facts([
          [
            t('portal.answer'),
            html`<strong>${t.code('answer', answer)}</strong
              >${keptFor(view, preservedOf(preserved))}`,
          ],
          [t('reply.detail'), detail === '' ? null : html`<span class="said">${detail}</span>`],
          [t('reply.items'), count],
          ...(all && asked ? filters(view, asked) : []),
        ])}
        <p>${t('portal.preview-how')}</p>
        ${
          all &&
          html`<p>
            ${t('portal.preview-first', { shown: number(view, items.length), count })}
            ${all.isMore && t('portal.preview-rest', { count })}
          </p>`
        }
        <form method="post" action="/portal/answers" class="buttons">
          <input type="hidden" name="form" value="${form}" />
          <input type="hidden" name="id" value="${newFormId()}" />
          <input type="hidden" name="answer" value="${answer}" />
          <input type="hidden" name="detail" value="${detail}" />
          <input type="hidden" name="preserved" value="${preserved}" />
          <input type="hidden" name="notice" value="${notice?.id ?? ''}" />
          ${asked && hidden(asked)}
          ${
            all
              ? html`<input type="hidden" name="at" value="${all.at.toISOString()}" />
                  <input type="hidden" name="count" value="${all.count}" />
                  <input type="hidden" name="last" value="${all.last.id}" />
                  <input type="hidden" name="last-told" value="${all.last.toldAt}" />`
              : items.map(({ id }) => html`<input type="hidden" name="item" value="${id}" />`)
          }
          <button class="primary" autofocus>${t('portal.confirm')}</button>
          <button class="quiet" name="change" value="yes">${t('portal.change')}</button>
        </form>
      </section>
      ${itemTable(view, notice ? namedBy(notice, items) : items, { ticked: null, linked: true })}`,
  )
}

/** By what all that is answered was chosen. */
const filters = (
  view: View,
  { state, class: legalClass, age, find }: ItemsAsked,
): [string, string | null][] => [
  [view.t('column.state'), view.t.code('portal-state', state)],
  [view.t('portal.class'), legalClass ? view.t.code('class', legalClass) : null],
  [view.t('portal.age'), age ? `> ${narrow(view, Number(age))}` : null],
  [view.t('portal.find'), find ?? null],
]

import { newFormId, type ToldItem } from '@nightlight/notices'
import { facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import type { View } from '../view.ts'
import { keptFor } from '../replies/case-replies.ts'
import { itemTable } from './item-fragments.ts'
import { preservedOf } from './portal-schemas.ts'

export type Previewed = {
  items: readonly ToldItem[]
  answer: string
  detail: string
  preserved: string
  /** Where they were ticked. */
  back: string
  /** The notice that was answered as a whole. */
  noticeId: string | null
}

/** What will be said of what, before it is said. */
export function previewPage(view: View, shown: Previewed): Html {
  const { t, form } = view
  const { items, answer, detail, preserved, back, noticeId } = shown
  return layout(
    view,
    t('portal.preview-title'),
    html`<section class="card">
        ${facts([
          [
            t('portal.answer'),
            html`<strong>${t.code('answer', answer)}</strong
              >${keptFor(view, preservedOf(preserved))}`,
          ],
          [t('reply.detail'), detail === '' ? null : html`<span class="said">${detail}</span>`],
          [t('reply.items'), items.length],
        ])}
        <p>${t('portal.preview-how')}</p>
        <form method="post" action="/portal/answers" class="buttons">
          <input type="hidden" name="form" value="${form}" />
          <input type="hidden" name="id" value="${newFormId()}" />
          <input type="hidden" name="answer" value="${answer}" />
          <input type="hidden" name="detail" value="${detail}" />
          <input type="hidden" name="preserved" value="${preserved}" />
          <input type="hidden" name="notice" value="${noticeId ?? ''}" />
          ${items.map(({ id }) => html`<input type="hidden" name="item" value="${id}" />`)}
          <button class="primary" autofocus>${t('portal.confirm')}</button>
          <a href="${back}">${t('portal.change')}</a>
        </form>
      </section>
      ${itemTable(view, items, { ticked: null, linked: true })}`,
  )
}

import type { ToldAddress, ToldItem, ToldNotice } from '@nightlight/notices'
import { facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import type { TextKey } from '../texts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { addressList } from '../replies/address-list.ts'
import {
  answerFields,
  answerProblem,
  itemTable,
  namedBy,
  toAnswer,
  type TypedAnswer,
} from './item-fragments.ts'
import type { Done } from './items-page.ts'

export type NoticeShown = {
  told: ToldNotice
  items: readonly ToldItem[]
  ticked: ReadonlySet<string>
  addresses: readonly ToldAddress[] | null
  typed?: TypedAnswer
  problem?: TextKey | null
  done?: Done | null
}

/** What one notice said, and an answer to all of it or to some. */
export function toldNoticePage(view: View, shown: NoticeShown): Html {
  const { t, language } = view
  const { told, ticked, addresses, typed = {}, problem = null, done = null } = shown
  const { notice, deadline } = told
  const items = namedBy(notice, shown.items)
  const mayAnswer = items.some(({ state }) => state === 'open' || state === 'answered')
  return layout(
    view,
    notice.reference,
    html`${done && flash(t(`portal.done-${done}`))} ${answerProblem(view, problem)}
      <section class="card">
        ${facts([
          [t('reply.sent'), notice.sentAt && time(notice.sentAt, language)],
          [t('reply.deadline'), deadline && time(deadline, language)],
          [t('portal.kind'), t.code('portal-kind', notice.kind)],
          [t('reply.items'), number(view, notice.parts.flatMap((part) => part.references).length)],
        ])}
        ${mayAnswer && html`<p>${toAnswer(view)}</p>`}
      </section>
      ${addressSection(view, shown, addresses)}
      ${
        mayAnswer
          ? html`<form method="post" action="/portal/notices/${notice.id}/preview">
              <input type="hidden" name="form" value="${view.form}" />
              ${itemTable(view, items, { ticked, linked: false })}
              <section class="card stack portal">
                <h2 id="answer">${t('portal.answer-ticked')}</h2>
                <p class="fine">${t('portal.answer-notice-how')}</p>
                ${answerFields(view, typed, problem === 'reply.needs-detail')}
                <button class="primary">${t('portal.preview')}</button>
              </section>
            </form>`
          : itemTable(view, items, { ticked: null, linked: false })
      }
      <p><a href="/portal">${t('portal.back')}</a></p>`,
  )
}

function addressSection(
  view: View,
  { told }: NoticeShown,
  addresses: readonly ToldAddress[] | null,
): Html {
  const { t, form } = view
  if (addresses !== null) {
    return html`<section class="card" id="addresses">${addressList(view, addresses)}</section>`
  }
  return html`<section class="card">
    <h2>${t('reply.addresses')}</h2>
    <p>${t(told.isClear ? 'portal.addresses-clear' : 'portal.addresses-hidden')}</p>
    <form method="post" action="/portal/notices/${told.notice.id}/addresses">
      <input type="hidden" name="form" value="${form}" />
      <button>${t('reply.show')}</button>
    </form>
  </section>`
}

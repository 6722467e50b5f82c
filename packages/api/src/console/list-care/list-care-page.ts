import { mayDo, type Permission } from '@nightlight/contract'
import type { HashList } from '../../lists/hash-list-store.ts'
import { takesFiles } from '../../lists/submission-actions.ts'
import type { KeptRests } from '../../lists/kept-rests.ts'
import { facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { listClass, termFacts } from '../list-fragments.ts'
import { time } from '../times.ts'
import { keptSection } from '../hand-in/kept-section.ts'
import type { KeptUpload } from '../../uploads/kept-uploads.ts'
import type { View } from '../view.ts'
import { restFacts } from './rest-facts.ts'
import { eachMatchLink, restingTable, type RestingPage } from './resting-matches.ts'

type Full = {
  list: HashList
  rests: KeptRests
  /** Files of its authority that are not whole, for who may hand in. */
  kept: readonly KeptUpload[]
}

const may = ({ principal }: View, permission: Permission): boolean =>
  principal !== null && mayDo(principal.role, permission)

/** One list, what rests on it, and what may be done with it. */
export function listCarePage(
  view: View,
  { list, rests, kept, resting }: Full & { resting: RestingPage | null },
  done: string | null,
): Html {
  const { t, language, form } = view
  const path = `/console/hash-lists/${list.id}`
  const isOpen = list.withdrawnAt === null
  return layout(
    view,
    list.name,
    html`${done && flash(done === 'withdrawn' ? t('revoke-list.done') : t.code('done', done))}
      <section class="card">
        ${isOpen && !takesFiles(list) && html`<p class="attention">${t('lists.is-over')}</p>`}
        ${facts([
          [t('column.authority'), list.authority.name],
          [t('column.class'), listClass(view, list)],
          ...termFacts(view, list),
          [t('submission.expires'), list.expiresAt && time(list.expiresAt, language)],
          [t('lists.withdrawn-at'), list.withdrawnAt && time(list.withdrawnAt, language)],
        ])}
        <p class="buttons">
          ${takesFiles(list) && may(view, 'list:write') && html`<a class="button primary" href="${path}/hand-in">${t('lists.hand-in')}</a>`}
          <a class="button" href="/console/lists?list=${list.id}">${t('lists.newest')}</a>
          ${isOpen && may(view, 'list:revoke') && html`<a class="button" href="${path}/withdraw">${t('revoke-list.do')}</a>`}
        </p>
      </section>
      <section class="card">
        <h2>${t('submission.rests')}</h2>
        ${restFacts(view, rests)}
        ${resting === null && rests.matches.all > 0 && eachMatchLink(view, path)}
      </section>
      ${resting && restingTable(view, resting, { path, listId: list.id })}
      <section class="card narrow">
        <h2>${t('entry.find')}</h2>
        <form method="post" action="${path}/entries" class="stack">
          <input type="hidden" name="form" value="${form}" />
          <label for="of">${t('entry.find-label')}</label>
          <input
            id="of"
            name="of"
            required
            maxlength="256"
            autocomplete="off"
            aria-describedby="of-hint"
          />
          <p id="of-hint" class="fine">${t('entry.find-hint')}</p>
          <div class="buttons"><button>${t('entry.find')}</button></div>
        </form>
      </section>
      ${keptSection(view, kept)}`,
  )
}

/** Says what rests on a list before it is withdrawn. */
export function withdrawPage(view: View, { list, rests }: Full): Html {
  const { t, form } = view
  const path = `/console/hash-lists/${list.id}`
  return layout(
    view,
    t('revoke-list.title'),
    html`<section class="card narrow">
      <p class="lead"><span class="host">${list.name}</span></p>
      ${restFacts(view, rests)}
      <p>${t('revoke-list.what')}</p>
      <form method="post" action="${path}/withdraw" class="stack">
        <input type="hidden" name="form" value="${form}" />
        <label for="reason">${t('action.reason')}</label>
        <textarea id="reason" name="reason" rows="2" required maxlength="2000"></textarea>
        <div class="buttons">
          <button class="primary">${t('revoke-list.do')}</button>
          <a class="button" href="${path}">${t('action.back')}</a>
        </div>
      </form>
    </section>`,
  )
}

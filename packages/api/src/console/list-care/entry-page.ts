import { mayDo } from '@nightlight/contract'
import type { EntryView } from '../../lists/find-entry.ts'
import type { KeptRests } from '../../lists/kept-rests.ts'
import { facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { listClass } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { restFacts } from './rest-facts.ts'
import { restingTable, type RestingPage } from './resting-matches.ts'

type Full = {
  entry: EntryView
  rests: KeptRests
  resting: RestingPage
  done: string | null
}

/** One entry, what rests on it, and how it is revoked. */
export function entryPage(view: View, { entry, rests, resting, done }: Full): Html {
  const { t, language, principal } = view
  const { id, status, legalClass, category, changedAt, submission, list } = entry
  const mayRevoke =
    status !== 'revoked' && principal !== null && mayDo(principal.role, 'list:revoke')
  return layout(
    view,
    t('entry.title'),
    html`${done && flash(done === 'revoked' ? t('entry.revoked') : t.code('done', done))}
      <section class="card">
        <p class="lead"><a class="host" href="/console/hash-lists/${list.id}">${list.name}</a></p>
        ${facts([
          [t('entry.id'), html`<span class="id">${id}</span>`],
          [
            t('entry.state'),
            html`${t.code('entry-state', status)}${changedAt && html`<br />${time(changedAt, language)}`}`,
          ],
          [t('column.class'), list.negative ? listClass(view, list) : t.code('class', legalClass)],
          [t('mapping.code'), category],
          [
            t('submission.title'),
            html`<a href="/console/submissions/${submission.id}"
              >${t.code('submission-state', submission.state)}</a
            >`,
          ],
        ])}
      </section>
      <section class="card">
        <h2>${t('submission.rests')}</h2>
        ${status === 'revoked' && rests.matches.all > 0 && html`<p>${t('entry.rests-over')}</p>`}
        ${restFacts(view, rests)}
      </section>
      ${restingTable(view, resting, { path: `/console/hash-lists/${list.id}/entries/${id}` })}
      ${mayRevoke && revokeForm(view, entry)}`,
  )
}

const revokeForm = ({ t, form }: View, { id, list }: EntryView): Html =>
  html`<section class="card narrow">
    <h2>${t('entry.revoke')}</h2>
    <p>${t(list.negative ? 'entry.revoke-what-negative' : 'entry.revoke-what')}</p>
    <form method="post" action="/console/hash-lists/${list.id}/entries/${id}/revoke" class="stack">
      <input type="hidden" name="form" value="${form}" />
      <label for="reason">${t('action.reason')}</label>
      <textarea id="reason" name="reason" rows="2" required maxlength="2000"></textarea>
      <div class="buttons"><button class="primary">${t('entry.revoke')}</button></div>
    </form>
  </section>`

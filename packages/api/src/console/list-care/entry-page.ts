import { mayDo } from '@nightlight/contract'
import type { EntryView } from '../../lists/find-entry.ts'
import type { KeptRests } from '../../lists/kept-rests.ts'
import { facts, flash, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { listClass, number } from '../list-fragments.ts'
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
  const { id, status, state, legalClass, category, changedAt, submission, list } = entry
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
            html`${t.code('entry-state', state)}${changedAt && html`<br />${time(changedAt, language)}`}`,
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
      ${namesakeSection(view, entry)}
      <section class="card">
        <h2>${t('submission.rests')}</h2>
        ${(state === 'revoked' || state === 'ended') && rests.matches.all > 0 && html`<p>${t('entry.rests-over')}</p>`}
        ${restFacts(view, rests)}
      </section>
      ${restingTable(view, resting, { path: `/console/hash-lists/${list.id}/entries/${id}` })}
      ${mayRevoke && revokeForm(view, entry)}`,
  )
}

/** Others that its source calls the same: whoever revokes by a number means all of them. */
function namesakeSection(view: View, { list, namesakes }: EntryView): Html | null {
  const { t, language } = view
  if (namesakes.length === 0) return null
  const standing = namesakes.filter(({ state }) => state !== 'revoked').length
  return html`<section class="card">
    <h2>${t('entry.namesakes')}</h2>
    <p ${standing > 0 && html`class="attention"`}>
      ${standing > 0 ? t('entry.namesakes-stand', { n: number(view, standing) }) : t('entry.namesakes-revoked')}
    </p>
    <ul>
      ${namesakes.map(
        ({ id, state, changedAt }) =>
          html`<li>
            <a href="/console/hash-lists/${list.id}/entries/${id}"
              >${t('entry.id')} <span class="id">${shortId(id)}</span></a
            >: ${t.code('entry-state', state)}${changedAt && html`, ${time(changedAt, language)}`}
          </li>`,
      )}
    </ul>
  </section>`
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

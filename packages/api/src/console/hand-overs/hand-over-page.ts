import type { Receipt } from '../../hand-overs/answer-hand-over.ts'
import type { HandedCase, HandOver } from '../../hand-overs/hand-over-store.ts'
import { facts, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** One hand-over, its cases, and the two things that an officer says of it. */
export function handOverPage(
  view: View,
  found: HandOver & { items: HandedCase[] },
  done: Receipt | 'authorised' | null,
): Html {
  const { t, language } = view
  const { reference, handedOverAt, receivedAt, receiver, ownReference, allowedAt, allower } = found
  const at = (when: Date | null, who: string | null): Html | null =>
    when && html`${time(when, language)}<br />${who}`
  return layout(
    view,
    t('hand-over.title', { reference }),
    html`${done && flash(t(`hand-over.done-${done}`), null, { isWarning: done === 'other-number' })}
      <section class="card">
        ${facts([
          [t('hand-overs.at'), time(handedOverAt, language)],
          [t('hand-overs.received-at'), at(receivedAt, receiver)],
          [t('hand-over.own-number'), ownReference],
          [t('hand-over.word'), at(allowedAt, allower)],
        ])}
        <p class="fine">${t('hand-over.addresses')}</p>
      </section>
      ${receivedAt === null ? receiveForm(view, found) : allowForm(view, found)}
      ${receivedAt !== null && ownReference === null && numberForm(view, found)}
      <section>
        <h2>${t('hand-overs.cases')}</h2>
        ${table(view, found.items)}
      </section>
      <p><a href="/console/hand-overs">${t('hand-overs.all')}</a></p>`,
  )
}

const hasWaiting = (items: readonly HandedCase[]): boolean => items.some(({ waits }) => waits)

const receiveForm = ({ t, form }: View, { id, items }: { id: string; items: HandedCase[] }): Html =>
  html`<section class="card narrow to-do">
    <h2>${t('hand-over.receive')}</h2>
    <p>${t('hand-over.receive-what')}</p>
    ${hasWaiting(items) && html`<p>${t('hand-over.then-word')}</p>`}
    <form method="post" action="/console/hand-overs/${id}/receive" class="stack">
      <input type="hidden" name="form" value="${form}" />
      <label for="reference">${t('hand-over.own-reference')}</label>
      <input id="reference" name="reference" maxlength="64" autocomplete="off" />
      <div class="buttons"><button class="primary">${t('hand-over.receive')}</button></div>
    </form>
  </section>`

/** For whoever marked it before it had a number. */
const numberForm = ({ t, form }: View, { id }: { id: string }): Html =>
  html`<section class="card narrow">
    <form method="post" action="/console/hand-overs/${id}/receive" class="stack">
      <input type="hidden" name="form" value="${form}" />
      <label for="reference">${t('hand-over.own-number')}</label>
      <input id="reference" name="reference" maxlength="64" autocomplete="off" required />
      <div class="buttons"><button>${t('hand-over.add-number')}</button></div>
    </form>
  </section>`

function allowForm(
  { t, form }: View,
  { id, items }: { id: string; items: HandedCase[] },
): Html | null {
  if (!hasWaiting(items)) return null
  return html`<section class="card narrow to-do">
    <h2>${t('hand-over.authorise')}</h2>
    <p>${t('hand-over.authorise-what')}</p>
    <form method="post" action="/console/hand-overs/${id}/allow" class="stack">
      <input type="hidden" name="form" value="${form}" />
      <div class="buttons"><button class="primary">${t('hand-over.authorise')}</button></div>
    </form>
  </section>`
}

const table = ({ t }: View, items: readonly HandedCase[]): Html =>
  html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('hand-over.host')}</th>
        <th scope="col">${t('hand-over.country')}</th>
        <th scope="col">${t('column.class')}</th>
        <th scope="col">${t('hand-over.state')}</th>
      </tr>
    </thead>
    <tbody>
      ${items.map(
        ({ host, country, legalClass, status, waits }) =>
          html`<tr>
            <th scope="row"><span class="host">${defanged(host)}</span></th>
            <td data-label="${t('hand-over.country')}">${country ?? '–'}</td>
            <td data-label="${t('column.class')}">${t.code('class', legalClass)}</td>
            <td data-label="${t('hand-over.state')}">
              ${t.code('status', status)}
              ${waits && html`<span class="attention">${t('hand-over.waiting')}</span>`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`

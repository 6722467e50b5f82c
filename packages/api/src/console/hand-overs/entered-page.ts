import type { EnteredHandOver } from '../../hand-overs/hand-over-store.ts'
import { emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { whichHandOvers } from './hand-overs-page.ts'

/** Cases that the hotline handed over by hand: there is no mail, and each waits for a word of its own. */
export function enteredPage(
  view: View,
  {
    shown,
    next,
    isBound,
    done,
    entered,
  }: {
    shown: EnteredHandOver[]
    next: string | null
    isBound: boolean
    done: 'authorised' | null
    /** How many wait for a word. */
    entered: number
  },
): Html {
  const { t } = view
  const none = isBound ? t('hand-overs.none-entered') : t('hand-overs.unbound')
  return layout(
    view,
    t('hand-overs.title'),
    html`${done && flash(t('hand-over.done-authorised'))}
      ${whichHandOvers(view, 'entered', entered)}
      <p class="fine">${t('hand-overs.entered-how')}</p>
      ${shown.length === 0 ? emptyState(none) : table(view, shown)}
      ${next && html`<p><a href="/console/hand-overs?state=entered&after=${next}">${t('hand-overs.earlier')}</a></p>`}`,
  )
}

const table = ({ t, language, form }: View, shown: readonly EnteredHandOver[]): Html =>
  html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('hand-overs.reference')}</th>
        <th scope="col">${t('hand-over.host')}</th>
        <th scope="col">${t('hand-over.country')}</th>
        <th scope="col">${t('column.class')}</th>
        <th scope="col">${t('hand-overs.at')}</th>
        <th scope="col">${t('hand-over.state')}</th>
        <th scope="col">${t('hand-over.word')}</th>
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        ({ takedownId, host, country, legalClass, status, waits, reference, handedOverAt }) =>
          html`<tr>
            <th scope="row">${reference}</th>
            <td data-label="${t('hand-over.host')}"><span class="host">${defanged(host)}</span></td>
            <td data-label="${t('hand-over.country')}">${country ?? '–'}</td>
            <td data-label="${t('column.class')}">${t.code('class', legalClass)}</td>
            <td data-label="${t('hand-overs.at')}">
              ${handedOverAt ? time(handedOverAt, language) : '–'}
            </td>
            <td data-label="${t('hand-over.state')}">
              ${t.code('status', status)}
              ${waits && html`<span class="attention">${t('hand-over.waiting')}</span>`}
            </td>
            <td data-label="${t('hand-over.word')}">
              ${
                waits
                  ? html`<form
                      method="post"
                      action="/console/hand-overs/entered/${takedownId}/allow"
                    >
                      <input type="hidden" name="form" value="${form}" />
                      <button>
                        ${t('hand-over.authorise')}<span class="visually-hidden"
                          >: ${reference}</span
                        >
                      </button>
                    </form>`
                  : '–'
              }
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`

import { WORD_FROM, WORD_WAYS } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { unchosen } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { momentField } from '../typed-time.ts'
import type { View } from '../view.ts'

type Waiting = {
  id: string
  status: string
  plan: readonly string[]
  step: number
  clocks: { t4: Date | null }
}

const NOT_YET = ['provider-notice', 'police-hand-over', 'iccam-hand-over']

/** Whether the police or a partner have it, and its host is told once they say so; what they said before it was reopened is no answer. */
const waitsForWord = ({ status, plan, step, clocks }: Waiting): boolean =>
  status === 'routed' && clocks.t4 !== null && !NOT_YET.includes(plan[step] ?? '')

/** What the police or a partner said elsewhere, entered by a supervisor; null where nothing waits for it. */
export function wordForm(view: View, takedown: Waiting, kept: Html | null = null): Html | null {
  const { t, principal, now } = view
  if (!principal || !isAllowed(principal.role, 'takedown:allow')) return null
  if (!waitsForWord(takedown)) return null
  const choice = (name: string, group: string, values: readonly string[]): Html =>
    html`<label
      >${t.code('word', name)}<select name="${name}" required>
        ${unchosen(t('word.choose'))}
        ${values.map((value) => html`<option value="${value}">${t.code(group, value)}</option>`)}
      </select></label
    >`
  return html`<form
    method="post"
    action="/console/takedowns/${takedown.id}/allow-notice"
    class="card stack"
  >
    <h2>${t('word.title')}</h2>
    <p class="fine">${t('word.how')}</p>
    <input type="hidden" name="form" value="${view.form}" /> ${kept}
    ${choice('from', 'word-from', WORD_FROM)} ${choice('way', 'word-way', WORD_WAYS)}
    <label
      >${t('word.reference')}<input
        name="reference"
        required
        maxlength="64"
        pattern="[A-Za-z0-9][A-Za-z0-9 ._\\/\\-]*"
        autocomplete="off"
    /></label>
    ${momentField(t('word.at'), 'at', { value: now, max: now })}
    <button>${t('word.enter')}</button>
  </form>`
}

import { STEP_WITHDRAW_REASONS, undoableUntil, type Hold } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { unchosen } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { exactTime } from '../times.ts'
import type { View } from '../view.ts'
import { takedownFormName } from './takedown-forms.ts'

type Shown = {
  id: string
  host: string
  holds: readonly Hold[]
  /** The step entered by hand that can still be taken back. */
  withdrawable: { step: string; reference: string } | null
}

/** What somebody can take back that they did a moment ago, or that nothing has followed from. */
export const takingBackForms = (view: View, shown: Shown, kept: Html | null = null): Html =>
  html`${undoForm(view, shown, kept)}${withdrawForm(view, shown, kept)}`

function undoForm(view: View, takedown: Shown, kept: Html | null): Html | null {
  const { id, holds } = takedown
  const { t, language, now, principal } = view
  const open = holds.find(({ endedAt }) => endedAt === null)
  const until = principal ? undoableUntil(holds, principal.actor, now) : null
  if (!open || !principal || !until || !isAllowed(principal.role, 'takedown:hold')) return null
  return html`<form
    method="post"
    action="/console/takedowns/${id}/holds/undo"
    class="card stack"
    ${takedownFormName(t('hold.undo-title'), takedown)}
  >
    <h2>${t('hold.undo-title')}</h2>
    <p class="fine">${t('hold.undo-how')} ${exactTime(until, language)}</p>
    <input type="hidden" name="form" value="${view.form}" /> ${kept}
    <input type="hidden" name="hold" value="${open.id}" />
    <button>${t('hold.undo')}</button>
  </form>`
}

function withdrawForm(view: View, takedown: Shown, kept: Html | null): Html | null {
  const { id, withdrawable } = takedown
  const { t, principal } = view
  if (!withdrawable || !principal || !isAllowed(principal.role, 'takedown:step')) return null
  const { step, reference } = withdrawable
  return html`<form
    method="post"
    action="/console/takedowns/${id}/steps/withdraw"
    class="card stack"
    ${takedownFormName(t('hand-step.withdraw-title'), takedown)}
  >
    <h2>${t('hand-step.withdraw-title')}</h2>
    <p>${t.code('hand-step', step)}: ${reference}</p>
    <p class="fine">${t('hand-step.withdraw-how')}</p>
    <input type="hidden" name="form" value="${view.form}" /> ${kept}
    <input type="hidden" name="step" value="${step}" />
    <input type="hidden" name="reference" value="${reference}" />
    <label
      >${t('hand-step.withdraw-reason')}<select name="reason" required>
        ${unchosen(t('hold.choose'))}
        ${STEP_WITHDRAW_REASONS.map(
          (one) => html`<option value="${one}">${t.code('step-withdraw', one)}</option>`,
        )}
      </select></label
    >
    <button>${t('hand-step.withdraw')}</button>
  </form>`
}

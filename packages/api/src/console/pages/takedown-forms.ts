import { HOLD_REASONS, LADDER_STEPS, RELEASE_REASONS, STEPS, type Hold } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { actorName, flash, shortId, unchosen } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import { duration, time } from '../times.ts'
import { momentField } from '../typed-time.ts'
import type { View } from '../view.ts'

type Shown = {
  id: string
  /** Of the address that is to be taken down. */
  host: string
  status: string
  /** Steps that may be entered. */
  plan: readonly string[]
  /** Whether a notice is out: later steps are open from then on. */
  isTold: boolean
  holds: readonly Hold[]
  heldMs: number
}

const OPEN_TO_HOLD = ['routed', 'authorised']
const TOO_LATE_TO_HOLD = ['notified', 'acknowledged', 'disputed']
/** What any case can be handed over by, whatever its plan. */
const HAND_OVERS = ['police-hand-over', 'iccam-hand-over'] as const
/** What waits until somebody enters a step. */
const ASK_FOR_STEP = [
  'authority-next',
  'enter-in-iccam',
  'escalation-due',
  'escalation-unreachable',
  'hand-over-returned',
  'no-rule',
  'step-by-hand',
]

/** Says what was done just before, from its code. */
export const doneLine = ({ t }: View, done: string | null): Html | null =>
  done === null ? null : flash(t.code('done', done))

const may = (
  { principal }: View,
  permission: 'takedown:hold' | 'takedown:release' | 'takedown:step',
): boolean => principal !== null && isAllowed(principal.role, permission)

/** The way from what waits to the form that ends it, for whoever may; null where that is another one. */
export const stepLink = (
  view: View,
  code: string,
  { id, host }: { id: string; host: string },
): Html | null =>
  ASK_FOR_STEP.includes(code) && may(view, 'takedown:step')
    ? html`<a href="/console/takedowns/${id}#${stepFormId(id)}"
        >${view.t('hand-step.open')}<span class="visually-hidden"
          >: ${defanged(host)} ${shortId(id)}</span
        ></a
      >`
    : null

/** What a form of a takedown is called where a page has those of several, heard by whoever comes to a field by its key. */
export const takedownFormName = (title: string, { id, host }: { id: string; host: string }): Html =>
  html` aria-label="${title}: ${defanged(host)} ${shortId(id)}"`

/** A page has such forms of several takedowns. */
const stepFormId = (id: string): string => `step-${id}`

/** Whether a step can be entered. */
export const hasStepForm = (view: View, { status }: Pick<Shown, 'status'>): boolean =>
  status !== 'closed' && may(view, 'takedown:step')

/**
 * What a person can do to a takedown: have it wait, let it go on, and say what was done by hand.
 *
 * @param kept  hidden fields that say what is shown afterwards; without, the page of the takedown is
 */
export function takedownForms(view: View, takedown: Shown, kept: Html | null = null): Html {
  const { status } = takedown
  return html`${takedown.holds.length > 0 && holdList(view, takedown)}
  ${OPEN_TO_HOLD.includes(status) && may(view, 'takedown:hold') && holdForm(view, takedown, kept)}
  ${TOO_LATE_TO_HOLD.includes(status) && may(view, 'takedown:hold') && html`<p class="fine">${view.t('hold.too-late')}</p>`}
  ${status === 'held' && may(view, 'takedown:hold') && prolongForm(view, takedown, kept)}
  ${status === 'held' && may(view, 'takedown:release') && releaseForm(view, takedown, kept)}
  ${hasStepForm(view, takedown) && stepForm(view, takedown, kept)}`
}

function holdList(view: View, { holds, heldMs }: Shown): Html {
  const { t, language } = view
  return html`<section class="card">
    <h2>${t('hold.all')}</h2>
    <p class="fine">${t('hold.in-all', { time: duration(heldMs, language) })}</p>
    <ul class="plain-list">
      ${holds.map(
        (hold) =>
          html`<li>
            ${t.code('hold-reason', hold.reason)}, ${actorName(view, hold.heldBy)},
            ${time(hold.heldAt, language)} – ${time(hold.endedAt ?? hold.until, language)}
            ${hold.endedBecause && html`<span class="fine">${t.code('hold-ended', hold.endedBecause)}${hold.releaseReason && html`: ${t.code('release-reason', hold.releaseReason)}`}</span>`}
          </li>`,
      )}
    </ul>
  </section>`
}

const options = (view: View, group: string, values: readonly string[]): Html =>
  html`${values.map((value) => html`<option value="${value}">${view.t.code(group, value)}</option>`)}`

const holdForm = (view: View, takedown: Shown, kept: Html | null): Html =>
  html`<form
    method="post"
    action="/console/takedowns/${takedown.id}/holds"
    class="card stack"
    ${takedownFormName(view.t('hold.title'), takedown)}
  >
    <h2>${view.t('hold.title')}</h2>
    <p class="fine">${view.t('hold.how')}</p>
    <input type="hidden" name="form" value="${view.form}" /> ${kept}
    <label
      >${view.t('hold.reason')}<select name="reason" required>
        ${unchosen(view.t('hold.choose'))} ${options(view, 'hold-reason', HOLD_REASONS)}
      </select></label
    >
    ${momentField(view.t('hold.until'), 'until', { min: view.now })}
    <button ${keyed('hold')}>${view.t('hold.begin')}</button>
  </form>`

/** For the reason that it is held for. */
const prolongForm = (view: View, takedown: Shown, kept: Html | null): Html | null => {
  const { id, holds } = takedown
  const open = holds.find(({ endedAt }) => endedAt === null)
  if (!open) return null
  return html`<form
    method="post"
    action="/console/takedowns/${id}/holds"
    class="card stack"
    ${takedownFormName(view.t('hold.prolong-title'), takedown)}
  >
    <h2>${view.t('hold.prolong-title')}</h2>
    <p class="fine">${view.t('hold.prolong-how')}</p>
    <input type="hidden" name="form" value="${view.form}" /> ${kept}
    <input type="hidden" name="reason" value="${open.reason}" />
    ${momentField(view.t('hold.until'), 'until', { min: open.until })}
    <button ${keyed('hold')}>${view.t('hold.prolong')}</button>
  </form>`
}

const releaseForm = (view: View, takedown: Shown, kept: Html | null): Html => {
  const { id, holds } = takedown
  const open = holds.find(({ endedAt }) => endedAt === null)
  return html`<form
    method="post"
    action="/console/takedowns/${id}/release"
    class="card stack"
    ${takedownFormName(view.t('hold.release-title'), takedown)}
  >
    <h2>${view.t('hold.release-title')}</h2>
    <input type="hidden" name="form" value="${view.form}" /> ${kept}
    ${open && html`<input type="hidden" name="hold" value="${open.id}" />`}
    <label
      >${view.t('hold.release-reason')}<select name="reason" required>
        ${unchosen(view.t('hold.choose'))} ${options(view, 'release-reason', RELEASE_REASONS)}
      </select></label
    >
    <button>${view.t('hold.release')}</button>
  </form>`
}

const stepForm = (view: View, takedown: Shown, kept: Html | null): Html => {
  const { id, isTold, plan, status } = takedown
  const planned = STEPS.filter((step) => plan.includes(step))
  // Who is told once the ladder comes to them is told by the step of the plan as well.
  const ladder = LADDER_STEPS.filter((step) => !plan.includes(`${step}-escalation`))
  const beside = HAND_OVERS.filter((step) => !plan.includes(step))
  return html`<form
    method="post"
    action="/console/takedowns/${id}/steps"
    class="card stack"
    id="${stepFormId(id)}"
    ${takedownFormName(view.t('hand-step.title'), takedown)}
  >
    <h2>${view.t('hand-step.title')}</h2>
    <p class="fine">${view.t('hand-step.how')}</p>
    <input type="hidden" name="form" value="${view.form}" /> ${kept}
    <label
      >${view.t('hand-step.step')}<select name="step" required>
        ${unchosen(view.t('tasks.choose'))}
        ${
          planned.length > 0 &&
          html`<optgroup label="${view.t('hand-step.of-plan')}">
            ${options(view, 'hand-step', planned)}
          </optgroup>`
        }
        ${
          beside.length > 0 &&
          html`<optgroup label="${view.t('hand-step.beside-plan')}">
            ${options(view, 'hand-step', beside)}
          </optgroup>`
        }
        ${
          isTold &&
          status !== 'opened' &&
          html`<optgroup label="${view.t('hand-step.of-ladder')}">
            ${options(view, 'hand-step', ladder)}
          </optgroup>`
        }
      </select></label
    >
    <label
      >${view.t('hand-step.reference')}<input
        name="reference"
        required
        maxlength="64"
        pattern="[A-Za-z0-9][A-Za-z0-9 ._\\/\\-]*"
        autocomplete="off"
    /></label>
    ${momentField(view.t('hand-step.at'), 'at', { value: view.now, max: view.now })}
    <button ${keyed('step')}>${view.t('hand-step.enter')}</button>
  </form>`
}

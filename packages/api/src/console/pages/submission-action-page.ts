import type { KeptRests } from '../../lists/kept-rests.ts'
import type { SubmissionAction } from '../../lists/submission-actions.ts'
import type { SubmissionView } from '../../lists/submission-view-store.ts'
import { facts, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { restFacts } from '../list-care/rest-facts.ts'
import { countBar, number, submissionBadge, termFacts } from '../list-fragments.ts'
import type { View } from '../view.ts'

/** How far an action reaches, as counts; null where it is another action. */
export type ActionReach = { rests: KeptRests | null }

/** Says what an action does before it is done; what cannot be undone asks for a reason. */
export function submissionActionPage(
  view: View,
  submission: SubmissionView,
  action: SubmissionAction,
  { rests }: ActionReach,
): Html {
  const { t, form } = view
  const { id, diff, lookBack } = submission
  const path = `/console/submissions/${id}`
  const wantsReason = action === 'end' || action === 'discard'
  return layout(
    view,
    t(`action-title.${action}`),
    html`<section class="card narrow">
      <p class="lead">
        <span class="host">${submission.list.name}</span> <span class="id">${shortId(id)}</span>
        ${submissionBadge(view, submission)}
      </p>
      ${countBar(view, submission.counts)}
      ${action === 'activate' && facts(termFacts(view, submission))}
      ${rests && restFacts(view, rests)}
      <p>${t(`action-what.${action}`, { found: number(view, lookBack.found) })}</p>
      ${
        action === 'activate' &&
        submission.kind === 'edition' &&
        html`<p class="attention">
          ${t('action-what.edition', { missing: number(view, diff?.missing ?? 0) })}
        </p>`
      }
      <form method="post" action="${path}/${action}" class="stack">
        <input type="hidden" name="form" value="${form}" />
        ${
          wantsReason &&
          html`<label for="reason">${t('action.reason')}</label>
            <textarea id="reason" name="reason" rows="2" required maxlength="2000"></textarea>`
        }
        <div class="buttons">
          <button class="primary">${t(`action.${action}`)}</button>
          <a class="button" href="${path}">${t('action.back')}</a>
        </div>
      </form>
    </section>`,
  )
}

import type { KeptRests } from '../../lists/kept-rests.ts'
import { OUTCOMES, type ReleaseReach } from '../../lists/release-reach-store.ts'
import type { Mapping } from '../../lists/mapping-store.ts'
import type { SubmissionAction } from '../../lists/submission-actions.ts'
import type { SubmissionView } from '../../lists/submission-view-store.ts'
import { facts, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { meaningTable } from '../mapping/mapping-page.ts'
import { restFacts } from '../list-care/rest-facts.ts'
import { countBar, listClass, number, submissionBadge, termFacts } from '../list-fragments.ts'
import type { View } from '../view.ts'

/** How far an action reaches, as counts; null where it is another action. */
export type ActionReach = {
  rests: KeptRests | null
  release: readonly ReleaseReach[] | null
  mapping: Mapping | null
}

/** Says what an action does before it is done; what cannot be undone asks for a reason. */
export function submissionActionPage(
  view: View,
  submission: SubmissionView,
  action: SubmissionAction,
  { rests, release, mapping }: ActionReach,
): Html {
  const { t, form } = view
  const { id, list, diff, mark, lookBack } = submission
  const isNegative = list.negative && (action === 'activate' || action === 'end')
  const path = `/console/submissions/${id}`
  const wantsReason = action === 'end' || action === 'discard'
  return layout(
    view,
    t(`action-title.${action}`),
    html`<section class="card narrow">
      <p class="lead">
        <span class="host">${list.name}</span> <span class="id">${shortId(id)}</span>
        ${submissionBadge(view, submission)}
      </p>
      ${countBar(view, submission.counts)}
      ${facts([
        [t('lists.names'), listClass(view, list)],
        ...(action === 'activate' ? termFacts(view, submission) : []),
      ])}
      ${mapping && mapping.codes.length > 0 && meaningTable(view, mapping)}
      ${rests && restFacts(view, rests)}
      ${
        isNegative
          ? html`<p class="attention">${t(`action-what.${action}-negative`)}</p>`
          : html`<p>${t(`action-what.${action}`, { found: number(view, lookBack.found) })}</p>`
      }
      ${release && releaseFacts(view, release)}
      ${
        action === 'activate' &&
        submission.kind === 'edition' &&
        html`<p class="attention">
          ${t('action-what.edition', { missing: number(view, diff?.missing ?? 0) })}
        </p>`
      }
      <form method="post" action="${path}/${action}" class="stack">
        <input type="hidden" name="form" value="${form}" />
        ${action === 'activate' && mark !== null && html`<input type="hidden" name="seen" value="${mark}" />`}
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

/** How many pictures set off what, each line with how sure they are and of which class. */
const releaseFacts = (view: View, release: readonly ReleaseReach[]): Html =>
  facts(
    OUTCOMES.map((outcome) => {
      const { t } = view
      const parts = release.filter((one) => one.outcome === outcome)
      const all = parts.reduce((sum, { n }) => sum + n, 0)
      const lines = parts.map(
        ({ tier, legalClass, n }) =>
          `${t.code('tier', tier)}, ${t.code('class', legalClass)}: ${number(view, n)}`,
      )
      const isSaid = all > 0 || outcome !== 'none'
      return [t(`release.${outcome}`), isSaid ? [number(view, all), ...lines].join('\n') : null]
    }),
  )

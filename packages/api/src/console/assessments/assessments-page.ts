import type {
  AskedSecond,
  Disagreement,
  ListShare,
  OpenAssessment,
} from '../../assessments/assessment-store.ts'
import type { MatchInQueue } from '../../match-store.ts'
import { actorName, emptyState, riskBadge, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { doneLine } from '../pages/takedown-forms.ts'
import { matchCard } from '../pages/match-page.ts'
import { placeField } from '../queue/queue-place.ts'
import { wayOn, type WayOn } from '../queue/way-on.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

export type AssessmentsShown = {
  items: OpenAssessment[]
  /** Id after which there are more. */
  next: string | null
  /** For whoever may settle; null for the others. */
  settling: {
    disagreements: (Omit<Disagreement, 'second'> & {
      second: Omit<Disagreement['second'], 'sealed'> & { reason: string }
      /** What the two saw, without what was decided since; null where it may not be shown. */
      match: MatchInQueue | null
    })[]
    agreement: { given: number; agreed: number }
    shares: ListShare[]
    /** Of lists without one of their own, percent. */
    usual: number
  } | null
  done: string | null
}

/** What waits for a second verdict, each as it was before the first. */
export function assessmentsPage(view: View, shown: AssessmentsShown): Html {
  const { t } = view
  const { items, next, settling } = shown
  return layout(
    view,
    t('assessments.title'),
    html`${doneLine(view, shown.done)} ${settling && settlingSection(view, settling.disagreements)}
      <section>
        ${settling && html`<h2>${t('assessments.waiting')}</h2>`}
        <p>${t('assessments.how')}</p>
        ${
          items.length === 0
            ? emptyState(t('assessments.empty'))
            : html`<ol class="plain-list">
                ${items.map(
                  ({ id, match, atRisk }) =>
                    html`<li class="card match" data-item id="assessment-${id}">
                      ${atRisk && riskLine(view)}
                      ${matchCard(view, match, verdictForm(view, `/console/assessments/${id}`, id))}
                    </li>`,
                )}
              </ol>`
        }
        ${next && html`<p><a href="/console/assessments?after=${next}">${t('assessments.more')}</a></p>`}
      </section>
      ${settling && sharesSection(view, settling)}`,
  )
}

/** One match that somebody came to who is asked for a second verdict on it: as it was before the first. */
export function secondVerdictPage(
  view: View,
  {
    match,
    asked,
    atRisk,
    wayOn: way,
  }: { match: MatchInQueue; asked: AskedSecond; atRisk: boolean; wayOn: WayOn },
): Html {
  const { t } = view
  const kept = html`<input type="hidden" name="match" value="${match.id}" />
    ${placeField(way.place)}`
  const beside = asked.isDue
    ? verdictForm(view, `/console/assessments/${asked.id}`, asked.id, kept)
    : html`<p>${t('assessments.soon')}</p>`
  return layout(
    view,
    t('decision.title'),
    html`${wayOn(view, way)}
      <p>${t('assessments.first-yours')}</p>
      <section class="card match">
        ${atRisk && riskLine(view)} ${matchCard(view, match, beside)}
      </section>`,
  )
}

const riskLine = (view: View): Html => html`<p class="line queue-line">${riskBadge(view)}</p>`

/** @param kept  hidden fields that say what is shown afterwards */
const verdictForm = (
  { t, form }: View,
  action: string,
  id: string,
  kept: Html | null = null,
): Html =>
  html`<form method="post" action="${action}" class="stack">
    <input type="hidden" name="form" value="${form}" /> ${kept}
    <label for="reason-${id}">${t('match.reason')}</label>
    <textarea id="reason-${id}" name="reason" rows="2" required maxlength="2000"></textarea>
    <div class="buttons">
      <button class="primary" name="verdict" value="confirm" ${keyed('confirm')}>
        ${t('match.confirm')}
      </button>
      <button name="verdict" value="reject" ${keyed('reject')}>${t('match.reject')}</button>
    </div>
  </form>`

type Settling = NonNullable<AssessmentsShown['settling']>

function settlingSection(view: View, disagreements: Settling['disagreements']): Html {
  const { t, language } = view
  const said = (one: Settling['disagreements'][number]['second']): Html =>
    html`<li>
      <strong>${t.code('verdict', one.verdict)}</strong>, ${actorName(view, one.actor)},
      ${time(one.at, language)}
      <p class="said">${one.reason}</p>
    </li>`
  return html`<section>
    <h2>${t('assessments.disagree')}</h2>
    ${
      disagreements.length === 0
        ? emptyState(t('assessments.agree'))
        : html`<ul class="plain-list">
            ${disagreements.map(({ id, matchId, match, first, second }) => {
              const verdicts = html`<div class="stack">
                <ol class="plain-list">
                  ${said(first)}${said(second)}
                </ol>
                ${verdictForm(view, `/console/assessments/${id}/settle`, id)}
              </div>`
              return html`<li class="card match" data-item>
                <p class="line queue-line">
                  <a href="/console/matches/${matchId}"
                    >${t('decision.title')} <span class="id">${shortId(matchId)}</span></a
                  >
                </p>
                ${match ? matchCard(view, match, verdicts) : verdicts}
              </li>`
            })}
          </ul>`
    }
  </section>`
}

function sharesSection({ t, form }: View, { agreement, shares, usual }: Settling): Html {
  return html`<section class="card">
    <h2>${t('assessments.shares')}</h2>
    <p>${t('assessments.agreement', agreement)}</p>
    <p class="fine">${t('assessments.usual', { percent: usual })}</p>
    <ul class="plain-list">
      ${shares
        .filter(({ percent }) => percent !== null)
        .map(({ name, percent }) => html`<li>${name}: ${percent} %</li>`)}
    </ul>
    ${
      shares.length > 0 &&
      html`<form method="post" action="/console/assessments/shares" class="stack">
        <input type="hidden" name="form" value="${form}" />
        <label
          >${t('match.list')}<select name="list">
            ${shares.map(({ listId, name }) => html`<option value="${listId}">${name}</option>`)}
          </select></label
        >
        <label
          >${t('assessments.percent')}<input
            type="number"
            inputmode="numeric"
            name="percent"
            min="0"
            max="100"
            required
        /></label>
        <button>${t('assessments.set')}</button>
      </form>`
    }
  </section>`
}

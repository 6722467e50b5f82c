import type {
  AskedSecond,
  AssessmentCursor,
  ListShare,
  OpenAssessment,
} from '../../assessments/assessment-store.ts'
import type { Disagreement } from '../../assessments/disagreement-store.ts'
import type { RestsOnMatch } from '../../match-reach-store.ts'
import type { MatchInQueue, StandingDecision } from '../../match-store.ts'
import { actorName, emptyState, riskBadge, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { doneLine } from '../pages/takedown-forms.ts'
import { confirming, matchCard } from '../pages/match-page.ts'
import { placeField } from '../queue/queue-place.ts'
import { wayOn, type WayOn } from '../queue/way-on.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** What two people saw differently, with what whoever settles it has to know. */
export type Differing = Omit<Disagreement, 'second' | 'since'> & {
  second: Omit<Disagreement['second'], 'sealed'> & { reason: string }
  /** Somebody decided the match since: what, or null where a second verdict on that is asked of whoever looks. */
  since: { decision: StandingDecision | null } | null
  /** What rests on the match; null where that would tell a verdict that is not to be told. */
  rests: RestsOnMatch | null
  /** What the two saw, without what was decided; null where it may not be shown. */
  match: MatchInQueue | null
}

export type AssessmentsShown = {
  items: OpenAssessment[]
  /** After which there are more. */
  next: AssessmentCursor | null
  /** For whoever may settle; null for the others. */
  settling: {
    disagreements: Differing[]
    /** After which there are more. */
    next: AssessmentCursor | null
    agreement: { given: number; agreed: number }
    shares: ListShare[]
    /** Of lists without one of their own, percent. */
    usual: number
  } | null
  done: string | null
}

const moreLink = ({ t }: View, name: 'after' | 'differ', { rank, id }: AssessmentCursor): Html =>
  html`<p><a href="/console/assessments?${name}=${rank}_${id}">${t('assessments.more')}</a></p>`

/** What waits for a second verdict, each as it was before the first. */
export function assessmentsPage(view: View, shown: AssessmentsShown): Html {
  const { t } = view
  const { items, next, settling } = shown
  return layout(
    view,
    t('assessments.title'),
    html`${doneLine(view, shown.done)} ${settling && settlingSection(view, settling)}
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
        ${next && moreLink(view, 'after', next)}
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

/**
 * @param kept  hidden fields that say what is shown afterwards
 * @param what  follows from it
 */
const verdictForm = (
  { t, form }: View,
  action: string,
  id: string,
  kept: Html | null = null,
  what = '',
): Html =>
  html`<form method="post" action="${action}" class="stack">
    <input type="hidden" name="form" value="${form}" /> ${kept}
    <label for="reason-${id}">${t('match.reason')}</label>
    <textarea id="reason-${id}" name="reason" rows="2" required maxlength="2000"></textarea>
    ${what !== '' && html`<p class="fine">${what}</p>`}
    <div class="buttons">
      <button class="primary" name="verdict" value="confirm" ${keyed('confirm')}>
        ${t('match.confirm')}
      </button>
      <button name="verdict" value="reject" ${keyed('reject')}>${t('match.reject')}</button>
    </div>
  </form>`

type Settling = NonNullable<AssessmentsShown['settling']>

function settlingSection(view: View, { disagreements, next }: Settling): Html {
  const { t } = view
  return html`<section>
    <h2>${t('assessments.disagree')}</h2>
    ${
      disagreements.length === 0
        ? emptyState(t('assessments.agree'))
        : html`<ul class="plain-list">
            ${disagreements.map((one) => differingItem(view, one))}
          </ul>`
    }
    ${next && moreLink(view, 'differ', next)}
  </section>`
}

function differingItem(view: View, one: Differing): Html {
  const { t, language } = view
  const { matchId, match, first, second, atRisk } = one
  const said = ({ verdict, actor, at, reason }: Differing['second']): Html =>
    html`<li>
      <strong>${t.code('verdict', verdict)}</strong>, ${actorName(view, actor)},
      ${time(at, language)}
      <p class="said">${reason}</p>
    </li>`
  const verdicts = html`<div class="stack">
    <ol class="plain-list">
      ${said(first)}${said(second)}
    </ol>
    ${one.since ? decidedSince(view, one, one.since) : settleForm(view, one)}
  </div>`
  return html`<li class="card match" data-item>
    <p class="line queue-line">
      ${atRisk && riskBadge(view)}
      <a href="/console/matches/${matchId}"
        >${t('decision.title')} <span class="id">${shortId(matchId)}</span></a
      >
    </p>
    ${match ? matchCard(view, match, verdicts) : verdicts}
  </li>`
}

/** What rests on the match now and would end with a rejection, said before one decides; nothing where nothing does. */
const restsLine = ({ t }: View, rests: RestsOnMatch | null): string =>
  rests && rests.takedowns > 0 ? t('decision.ends', rests) : ''

function settleForm(view: View, { id, matchId, match, rests }: Differing): Html {
  const what = `${match ? confirming(view, match) : ''} ${restsLine(view, rests)}`.trim()
  const kept = html`<input type="hidden" name="match" value="${matchId}" />`
  return verdictForm(view, `/console/assessments/${id}/settle`, id, kept, what)
}

/** Two verdicts that somebody decided over: neither is chosen here, for what stands was before neither of the two. */
function decidedSince(
  view: View,
  { id, matchId, rests }: Differing,
  { decision }: NonNullable<Differing['since']>,
): Html {
  const { t, form, language } = view
  const way = html`<a href="/console/matches/${matchId}">${t('assessments.to-match')}</a>`
  if (decision === null) {
    return html`<p>${t('assessments.since')} ${t('assessments.since-asked')}</p>
      <p>${way}</p>`
  }
  return html`<p>
      ${t('assessments.since')}
      <strong>${t.code('verdict', decision.verdict)}</strong>, ${actorName(view, decision.actor)},
      ${time(decision.at, language)}
    </p>
    <p>${t('assessments.since-how')} ${restsLine(view, rests)}</p>
    <p>${way}</p>
    <form method="post" action="/console/assessments/${id}/leave">
      <input type="hidden" name="form" value="${form}" />
      <input type="hidden" name="seen" value="${decision.id}" />
      <button>${t('assessments.leave')}</button>
    </form>`
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

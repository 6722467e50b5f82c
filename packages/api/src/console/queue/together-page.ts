import { opensTakedowns, TOGETHER_MOST, type Together } from '../../queue/decide-together.ts'
import { facetsOf } from '../../queue/group-waiting.ts'
import type { Waiting } from '../../queue/queue-store.ts'
import { emptyState, facts, riskBadge, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { defanged } from '../masked-text.ts'
import { duration } from '../times.ts'
import type { View } from '../view.ts'
import { queuePath } from './queue-page.ts'
import { fromQueue, placeField, type QueuePlace } from './queue-place.ts'

export const VERDICTS = ['confirm', 'reject'] as const
export type Verdict = (typeof VERDICTS)[number]

export type TogetherShown = Together & {
  /** Of the address: one of the host. */
  matchId: string
  host: string
  verdict: Verdict
  reach: { pages: number; hosts: number }
  /** From where in the queue it was opened; null for from elsewhere. */
  place: QueuePlace | null
}

/** What would be decided of a host, and what follows, before anybody decides it. */
export function togetherPage(view: View, shown: TogetherShown): Html {
  const { t } = view
  const { host, verdict, chosen } = shown
  return layout(
    view,
    t(`together.title.${verdict}`),
    html`<section class="card">
        <p class="lead"><span class="host">${defanged(host)}</span></p>
        ${verdictLinks(view, shown)} ${chosen.length > 0 && sums(view, shown)} ${notes(view, shown)}
      </section>
      ${chosen.length === 0 ? emptyState(t('together.none')) : form(view, shown)}
      <p><a href="${queuePath({ host })}">${t('together.back')}</a></p>`,
  )
}

const verdictLinks = ({ t }: View, { matchId, verdict, place }: TogetherShown): Html =>
  html`<nav class="choice" aria-label="${t('together.verdict')}">
    <span>${t('together.verdict')}</span>
    <ul>
      ${VERDICTS.map(
        (one) =>
          html`<li>
            <a
              href="${fromQueue(`/console/matches/${matchId}/host/${one}`, place)}"
              ${one === verdict && html` aria-current="true"`}
              >${t(`match.${one}`)}</a
            >
          </li>`,
      )}
    </ul>
  </nav>`

function sums(view: View, { chosen, reach, verdict }: TogetherShown): Html {
  const { t } = view
  const { tier, list, class: classes } = facetsOf(chosen, view.now)
  const lines = (pairs: readonly (readonly [string, number])[]): Html =>
    html`${pairs.map(([name, n]) => html`<span class="below">${name}: ${number(view, n)}</span>`)}`
  const opening = chosen.filter(opensTakedowns).length
  return facts([
    [
      t('together.matches'),
      html`${number(view, chosen.length)}
      ${lines(tier.filter(([, n]) => n > 0).map(([name, n]) => [t.code('tier', name), n]))}`,
    ],
    [t('together.media'), number(view, new Set(chosen.map(({ mediaId }) => mediaId)).size)],
    [t('together.pages'), number(view, reach.pages)],
    [t('together.hosts'), number(view, reach.hosts)],
    [t('together.lists'), lines(list.map(([, n, name]) => [name, n]))],
    [
      t('together.classes'),
      lines(classes.filter(([, n]) => n > 0).map(([name, n]) => [t.code('class', name), n])),
    ],
    [t('together.opens'), verdict === 'confirm' ? number(view, opening) : null],
    [
      t('together.opens-none'),
      verdict === 'confirm' ? number(view, chosen.length - opening) : null,
    ],
  ])
}

function notes(view: View, { left, oneByOne }: TogetherShown): Html {
  const { t } = view
  return html`${
    left.n > 0 &&
    html`<p>${t('together.most', { most: TOGETHER_MOST, n: number(view, left.n) })}</p>`
  }
  ${oneByOne.n > 0 && html`<p>${t('together.probable', { n: number(view, oneByOne.n) })}</p>`}
  ${(left.isRough || oneByOne.isRough) && html`<p class="fine">${t('queue.rough')}</p>`}`
}

function form(view: View, { matchId, verdict, chosen, place }: TogetherShown): Html {
  const { t } = view
  return html`<form
    method="post"
    action="/console/matches/${matchId}/host/${verdict}"
    class="together"
  >
    <input type="hidden" name="form" value="${view.form}" />
    ${placeField(place)}
    <section>
      <h2>${t('together.which')}</h2>
      <p>${t('together.untick')}</p>
      <a class="skip" href="#reason">${t('match.reason')}</a>
      ${table(view, verdict, chosen)}
    </section>
    <section class="card stack">
      <label for="reason">${t('match.reason')}</label>
      <textarea id="reason" name="reason" rows="2" required maxlength="2000"></textarea>
      <p>${t(`together.follows.${verdict}`)}</p>
      <div class="buttons">
        <button class="primary">${t(`together.${verdict}`)}</button>
      </div>
    </section>
  </form>`
}

const table = (view: View, verdict: Verdict, chosen: readonly Waiting[]): Html => {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('column.decide')}</th>
        <th scope="col">${t('match.list')}</th>
        <th scope="col">${t('match.class')}</th>
        <th scope="col">${t('column.waits')}</th>
        ${verdict === 'confirm' && html`<th scope="col">${t('column.follows')}</th>`}
      </tr>
    </thead>
    <tbody>
      ${chosen.map((one) => row(view, verdict, one))}
    </tbody>
  </table>`
}

function row(view: View, verdict: Verdict, one: Waiting): Html {
  const { t, now, language } = view
  const { matchId, tier, distance, list, legalClass, matchedAt, atRisk } = one
  // tiers alone do not tell a copy of it from the edge of what counts as near
  const sure =
    tier === 'exact'
      ? t.code('tier', tier)
      : `${t.code('tier', tier)}, ${t('match.bits', { n: distance })}`
  const what = `${sure} ${shortId(matchId)}`
  return html`<tr>
    <th scope="row">
      <label class="check"
        ><input
          type="checkbox"
          name="match"
          value="${matchId}"
          checked
          aria-label="${t('together.include', { what })}"
        />${sure}</label
      >
      <a href="/console/matches/${matchId}"><span class="id">${shortId(matchId)}</span></a>
      ${atRisk && riskBadge(view)}
    </th>
    <td data-label="${t('match.list')}">${list}</td>
    <td data-label="${t('match.class')}">${t.code('class', legalClass)}</td>
    <td data-label="${t('column.waits')}">
      ${duration(now.getTime() - matchedAt.getTime(), language)}
    </td>
    ${
      verdict === 'confirm' &&
      html`<td data-label="${t('column.follows')}">
        ${t(opensTakedowns(one) ? 'together.opens-one' : 'together.opens-no')}
      </td>`
    }
  </tr>`
}

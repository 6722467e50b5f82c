import type { CarriedTakedown, RestsOnMatch } from '../../match-reach-store.ts'
import type { MatchInQueue } from '../../match-store.ts'
import { doneLately, type DoneLately } from '../desk/done-lately.ts'
import { riskBadge, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { placeField, type QueuePlace } from '../queue/queue-place.ts'
import { wayOn, type WayOn } from '../queue/way-on.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import type { View } from '../view.ts'
import { confirming, matchCard, reasonForm } from './match-page.ts'

export type MatchAgain = {
  match: MatchInQueue
  rests: RestsOnMatch
  /** What it carries, for who sees takedowns. */
  takedowns: readonly CarriedTakedown[]
  mayDecide: boolean
  /** Seen where a child may be at risk. */
  atRisk: boolean
  wayOn: WayOn
  lately: DoneLately
  /** The report on which that was, to come back to. */
  was: string | null
}

/** One match with what was decided, and, for those who may, the other verdict with what follows from it. */
export function decisionPage(view: View, { match, rests, mayDecide, ...more }: MatchAgain): Html {
  const { place } = more.wayOn
  return layout(
    view,
    `${view.t('decision.title')} ${shortId(match.id)}`,
    html`${doneLately(view, more.lately, { reportId: more.was, place })} ${wayOn(view, more.wayOn)}
      <section class="card match">
        ${more.atRisk && html`<p class="line queue-line">${riskBadge(view)}</p>`}
        ${matchCard(view, match, mayDecide ? otherVerdict(view, match, { rests, place }) : null, place)}
        ${more.takedowns.length > 0 && carried(view, more.takedowns)}
      </section>`,
  )
}

const carried = ({ t }: View, takedowns: readonly CarriedTakedown[]): Html =>
  html`<p>
    ${t('nav.takedowns')}:
    ${takedowns.map(
      ({ id, host }) =>
        html`<a href="/console/takedowns/${id}"
          >${defanged(host)} <span class="id">${shortId(id)}</span></a
        > `,
    )}
  </p>`

function otherVerdict(
  view: View,
  match: MatchInQueue,
  { rests, place }: { rests: RestsOnMatch; place: QueuePlace | null },
): Html {
  const { t } = view
  const verdict = match.decision?.verdict ?? null
  const confirm = html`${placeField(place)}<button
      class="primary"
      name="verdict"
      value="confirm"
      ${keyed('confirm')}
    >
      ${t('match.confirm')}
    </button>`
  const reject = html`<button name="verdict" value="reject" ${keyed('reject')}>
    ${verdict === null ? t('match.reject') : t('decision.take-back')}
  </button>`
  const rejecting = t('decision.ends', rests)
  if (verdict === 'reject') return reasonForm(view, match, confirming(view, match), confirm)
  if (verdict === 'confirm') {
    return reasonForm(view, match, rejecting, html`${placeField(place)}${reject}`)
  }
  const what = `${confirming(view, match)} ${rests.takedowns > 0 ? rejecting : ''}`.trim()
  return reasonForm(view, match, what, html`${confirm} ${reject}`)
}

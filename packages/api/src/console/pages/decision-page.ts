import type { RestsOnMatch } from '../../match-reach-store.ts'
import type { MatchInQueue } from '../../match-store.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import type { View } from '../view.ts'
import { confirming, matchCard, reasonForm } from './match-page.ts'

export type MatchAgain = { match: MatchInQueue; rests: RestsOnMatch; mayDecide: boolean }

/** One match with what was decided, and, for those who may, the other verdict with what follows from it. */
export function decisionPage(view: View, { match, rests, mayDecide }: MatchAgain): Html {
  return layout(
    view,
    view.t('decision.title'),
    html`<section class="card match">
      ${matchCard(view, match, mayDecide ? otherVerdict(view, match, rests) : null)}
    </section>`,
  )
}

function otherVerdict(view: View, match: MatchInQueue, rests: RestsOnMatch): Html {
  const { t } = view
  const verdict = match.decision?.verdict ?? null
  const confirm = html`<button class="primary" name="verdict" value="confirm" ${keyed('confirm')}>
    ${t('match.confirm')}
  </button>`
  const reject = html`<button name="verdict" value="reject" ${keyed('reject')}>
    ${verdict === null ? t('match.reject') : t('decision.take-back')}
  </button>`
  const rejecting = t('decision.ends', rests)
  if (verdict === 'reject') return reasonForm(view, match.id, confirming(view, match), confirm)
  if (verdict === 'confirm') return reasonForm(view, match.id, rejecting, reject)
  const what = `${confirming(view, match)} ${rests.takedowns > 0 ? rejecting : ''}`.trim()
  return reasonForm(view, match.id, what, html`${confirm} ${reject}`)
}

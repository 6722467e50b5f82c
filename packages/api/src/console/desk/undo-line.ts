import type { Undoable } from '../../undo-decision.ts'
import { shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import { placeField, type QueuePlace } from '../queue/queue-place.ts'
import { exactTime } from '../times.ts'
import type { View } from '../view.ts'

/**
 * What somebody decided just now and can take back, as long as nothing has begun; the newest first, and by a key.
 *
 * @param reportId  the report on whose page it was decided, to come back to
 * @param place     from where in the queue that was
 * @param newest    the one that was decided just before, which has the focus (`flash`)
 */
export const undoLine = (
  view: View,
  undoable: readonly Undoable[],
  {
    reportId = null,
    place = null,
    newest = null,
  }: { reportId?: string | null; place?: QueuePlace | null; newest?: string | null } = {},
): Html =>
  html`${undoable.map((one, at) => {
    const { t, language } = view
    const host = one.host === null ? t('report.no-host') : defanged(one.host)
    return html`<div
      class="flash undo"
      role="status"
      ${one.decisionId === newest && html`tabindex="-1" autofocus data-said="${t.code('verdict', one.verdict)}"`}
      data-undo-ms="${Math.max(0, one.effectAt.getTime() - view.now.getTime())}"
    >
      <p>
        ${t(one.verdict === 'confirm' ? 'undo.confirmed' : 'undo.rejected', { host })}
        ${
          one.together > 1
            ? t('undo.together', { n: one.together })
            : html`<a class="id" href="/console/matches/${one.matchId}"
                ><span class="visually-hidden">${t('undo.match')} </span>${shortId(one.matchId)}</a
              >`
        }
      </p>
      <form method="post" action="/console/decisions/${one.decisionId}/undo">
        <input type="hidden" name="form" value="${view.form}" />
        ${reportId && html`<input type="hidden" name="report" value="${reportId}" />`}
        ${placeField(place)}
        <button ${at === 0 && keyed('undo')}>${t('undo.undo')}</button>
        <span class="fine">${t('undo.how')} ${exactTime(one.effectAt, language)}</span>
      </form>
      <p data-after hidden>${t('undo.over')}</p>
    </div>`
  })}`

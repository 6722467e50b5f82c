import { TIERS } from '@nightlight/contract'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { defanged } from '../masked-text.ts'
import { duration } from '../times.ts'
import type { View } from '../view.ts'
import { QUEUE_READ } from '../../queue/queue-store.ts'
import { changed } from '../../queue/queue-filter.ts'
import { queuePath, type QueueShown } from './queue-page.ts'

/** Hosts that are shown; those behind them come up as the first ones are decided. */
const SHOWN = 50

/** What waits, a host a row, the one with the most urgent first. */
export function hostTable(view: View, { hosts, filter, waiting, hostless }: QueueShown): Html {
  const { t, now, language } = view
  return html`<section>
    <h2>${t('queue.hosts')}</h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('column.host')}</th>
          <th scope="col">${t('queue.column.waiting')}</th>
          <th scope="col">${t('queue.column.media')}</th>
          <th scope="col">${t('queue.column.oldest')}</th>
        </tr>
      </thead>
      <tbody>
        ${hosts.slice(0, SHOWN).map(
          ({ host, country, atRisk, tiers, media, oldest }) =>
            html`<tr>
              <th scope="row">
                <a href="${queuePath(changed(filter, 'host', host))}">${defanged(host)}</a>
                ${country && html`<span class="fine">${country}</span>`}
                ${atRisk > 0 && html`<span class="badge bad">${t('risk.badge')}</span>`}
              </th>
              <td data-label="${t('queue.column.waiting')}">
                ${TIERS.filter((tier) => tiers[tier] > 0).map(
                  (tier) =>
                    html`<span class="below"
                      >${number(view, tiers[tier])} ${t.code('tier', tier)}</span
                    >`,
                )}
              </td>
              <td data-label="${t('queue.column.media')}">${number(view, media)}</td>
              <td data-label="${t('queue.column.oldest')}">
                ${duration(now.getTime() - oldest.getTime(), language)}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="fine">
      ${hostless > 0 && t('queue.no-host', { n: number(view, hostless) })}
      ${waiting === QUEUE_READ && t('queue.read-most', { n: number(view, QUEUE_READ) })}
    </p>
  </section>`
}

import { TIERS } from '@nightlight/contract'
import type { HostGroup } from '../../queue/hosts-store.ts'
import { riskBadge } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { number } from '../list-fragments.ts'
import { defanged } from '../masked-text.ts'
import { duration } from '../times.ts'
import type { View } from '../view.ts'
import { changed } from '../../queue/queue-filter.ts'
import { queuePath, type QueueShown } from './queue-page.ts'
import { fromQueue, type QueuePlace } from './queue-place.ts'

/** What waits, a host a row, the one with the most urgent first. */
export function hostTable(
  view: View,
  { hosts, filter, counts: { hostless }, mayDecide, place }: QueueShown,
): Html {
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
          ${mayDecide && html`<th scope="col">${t('column.decide')}</th>`}
        </tr>
      </thead>
      <tbody>
        ${hosts.map(
          ({ host, matchId, country, atRisk, tiers, media, oldest }) =>
            html`<tr>
              <th scope="row">
                <a href="${queuePath(changed(filter, 'host', host))}">${defanged(host)}</a>
                ${country && html`<span class="fine">${country}</span>`}
                ${atRisk > 0 && riskBadge(view)}
              </th>
              <td data-label="${t('queue.column.waiting')}">
                ${TIERS.filter((tier) => tiers[tier] > 0).map(
                  (tier) =>
                    html`<span class="below"
                      >${t.code('tier', tier)}: ${number(view, tiers[tier])}</span
                    >`,
                )}
              </td>
              <td data-label="${t('queue.column.media')}">${number(view, media)}</td>
              <td data-label="${t('queue.column.oldest')}">
                ${duration(now.getTime() - oldest.getTime(), language)}
              </td>
              ${mayDecide && html`<td>${together(view, { matchId, tiers }, place)}</td>`}
            </tr>`,
        )}
      </tbody>
    </table>
    ${hostless > 0 && html`<p class="fine">${t('queue.no-host', { n: number(view, hostless) })}</p>`}
  </section>`
}

/** To what can be decided together: where all have to be looked at one by one, they can only be rejected so. */
function together(
  { t }: View,
  { matchId, tiers }: Pick<HostGroup, 'matchId' | 'tiers'>,
  place: QueuePlace,
): Html {
  const verdict = tiers.exact + tiers.near > 0 ? 'confirm' : 'reject'
  return html`<a href="${fromQueue(`/console/matches/${matchId}/host/${verdict}`, place)}"
    >${t('queue.together')}</a
  >`
}

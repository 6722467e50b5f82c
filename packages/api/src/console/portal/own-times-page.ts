import type { OwnTimes, TimesWithShare } from '@nightlight/notices'
import { facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { ageStrip, narrow, responsePicture } from '../response-picture.ts'
import { duration, LOCALES, madeOnce, time } from '../times.ts'
import type { View } from '../view.ts'

/** How fast a provider answered and removed, with the table beside each picture. */
export function ownTimesPage(view: View, shown: OwnTimes): Html {
  const { t, language } = view
  const { answer, removal, open, since, asOf, truncated, goneBefore } = shown
  return layout(
    view,
    t('portal.times'),
    html`<p class="fine">
        ${t('provider.since')} ${time(since, language)}. ${t('statistics.as-of')}
        ${time(asOf, language)}. ${truncated && t('provider.truncated')}
      </p>
      <section class="card">
        <h2>${t('provider.open')}</h2>
        ${ageStrip(view, { ...open, untold: 0 })}
      </section>
      ${measure(view, t('times.answer'), t('portal.answer-means'), answer, t('times.unanswered'))}
      ${measure(view, t('times.removal'), t('portal.removal-means'), removal, t('times.open'))}
      <p class="fine">
        ${t('times.what-open')}
        ${goneBefore > 0 && t('provider.gone-before', { n: number(view, goneBefore) })}
      </p>
      <p class="fine">${t('portal.times-own')}</p>
      <p><a href="/portal/response-times.csv">${t('statistics.csv')}</a></p>`,
  )
}

function measure(
  view: View,
  title: string,
  meaning: string,
  times: TimesWithShare,
  without: string,
): Html {
  const { t } = view
  const longest = Math.max(...times.within.map(({ hours }) => hours ?? 0))
  return html`<section class="card">
    <h2>${title}</h2>
    <p class="fine">${meaning}</p>
    ${facts([
      [t('portal.median'), lasting(view, times.medianMs)],
      [t('portal.p90'), lasting(view, times.p90Ms)],
      [t('portal.within-24h'), percent(view, times.within24h)],
      [t('reply.items'), number(view, times.n)],
    ])}
    <div class="split even">
      ${responsePicture(view, title, times, without)}
      ${
        times.n > 0 &&
        html`<table>
          <thead>
            <tr>
              <th scope="col">${t('portal.took')}</th>
              <th scope="col">${t('reply.items')}</th>
            </tr>
          </thead>
          <tbody>
            ${times.within.map(
              ({ hours, count }) =>
                html`<tr>
                  <th scope="row">
                    ${hours === null ? `> ${narrow(view, longest)}` : `≤ ${narrow(view, hours)}`}
                  </th>
                  <td>${number(view, count)}</td>
                </tr>`,
            )}
            <tr>
              <th scope="row">${without}</th>
              <td>${number(view, times.n - times.ended)}</td>
            </tr>
          </tbody>
        </table>`
      }
    </div>
  </section>`
}

const lasting = ({ t, language }: View, ms: number | null): string =>
  ms === null ? t('times.not-reached') : duration(ms, language)

const percent = ({ language }: View, share: number | null): string =>
  share === null ? '–' : percentFormat(language).format(share)

const percentFormat = madeOnce(
  (language) =>
    new Intl.NumberFormat(LOCALES[language], { style: 'percent', maximumFractionDigits: 1 }),
)

import type { OthersMedian, OthersTimes, OwnTimes, TimesWithShare } from '@nightlight/notices'
import { facts } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { ageStrip, narrow, responsePicture } from '../response-picture.ts'
import { duration, LOCALES, madeOnce, time } from '../times.ts'
import type { View } from '../view.ts'

/** How fast a provider answered and removed, with the table beside each picture. */
export function ownTimesPage(view: View, shown: OwnTimes, others: OthersTimes): Html {
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
        <h2>${t('portal.not-gone')}</h2>
        ${
          open.ages.every(({ count }) => count === 0)
            ? html`<p class="empty">${t('portal.all-gone')}</p>`
            : ageStrip(view, { ...open, untold: 0 })
        }
      </section>
      ${measure(view, {
        title: t('portal.times-answer'),
        meaning: t('portal.answer-means'),
        times: answer,
        without: t('portal.not-answered'),
        over: t('portal.over-unanswered'),
        beside: t('portal.others-answer'),
        others: others.answer,
      })}
      ${measure(view, {
        title: t('portal.times-removal'),
        meaning: t('portal.removal-means'),
        times: removal,
        without: t('portal.not-gone'),
        over: t('portal.over-otherwise'),
        beside: t('portal.others-removal'),
        others: others.removal,
      })}
      <p class="fine">
        ${t('portal.what-not-gone')}
        ${goneBefore > 0 && t('provider.gone-before', { n: number(view, goneBefore) })}
      </p>
      <p class="fine">${t('portal.times-own')}</p>
      <p><a href="/portal/response-times.csv">${t('statistics.csv')}</a></p>`,
  )
}

type Measured = {
  title: string
  meaning: string
  times: TimesWithShare
  /** What the table says of those without an end; the picture has room for a word. */
  without: string
  /** The same of those that are not waited for any more. */
  over: string
  /** What the median of all others is called, from what to what. */
  beside: string
  others: OthersMedian | null
}

function measure(
  view: View,
  { title, meaning, times, without, over, beside, others }: Measured,
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
      [
        beside,
        others === null
          ? t('portal.others-few')
          : html`${lasting(view, others.medianMs)} <small>n = ${number(view, others.n)}</small>`,
      ],
      [t('reply.items'), number(view, times.n)],
    ])}
    <div class="split even">
      ${responsePicture(view, title, times, t('times.unanswered'))}
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
              <td>${number(view, times.n - times.ended - times.over)}</td>
            </tr>
            <tr>
              <th scope="row">${over}</th>
              <td>${number(view, times.over)}</td>
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

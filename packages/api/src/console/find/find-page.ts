import { SHOWN, type Found } from '../../find/find-store.ts'
import { emptyState, riskBadge, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { keyed } from '../shortcuts/shortcuts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

export const pathOf = ({ kind, id }: Pick<Found, 'kind' | 'id'>): string =>
  `/console/${kind === 'match' ? 'matches' : `${kind}s`}/${id}`

type Sought = { typed: string; found: Found[]; isMore: boolean; host: string | null }

/** @param sought  what was found, and the host if one was named; null where nothing was looked for yet */
export function findPage(view: View, sought: Sought | null): Html {
  const { t } = view
  return layout(
    view,
    t('find.title'),
    html`${sought && results(view, sought)}
      <form class="card stack" method="post" action="/console/find" role="search">
        <input type="hidden" name="form" value="${view.form}" />
        <label for="sought">${t('find.what')}</label>
        <input
          id="sought"
          name="q"
          required
          maxlength="8192"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          aria-describedby="find-how"
          value="${sought?.typed ?? ''}"
          ${sought?.found.length === 0 && html`autofocus`}
          ${keyed('find')}
        />
        <p class="fine" id="find-how">${t('find.how')}</p>
        <button class="primary">${t('find.do')}</button>
      </form>`,
  )
}

function results(view: View, { found, isMore, host }: Sought): Html {
  const { t, language } = view
  const ofHost =
    host !== null &&
    html`<p>
      <a href="/console/reports?host=${encodeURIComponent(host)}"
        >${t('find.of-host', { host: defanged(host) })}</a
      >
    </p>`
  if (found.length === 0)
    return html`<div role="status">${emptyState(t('find.nothing'))}</div>
      ${ofHost}`
  return html`<section>
    <p role="status">
      ${t('find.found', { n: found.length })} ${isMore && t('find.more', { n: SHOWN })}
    </p>
    <ul class="plain-list">
      ${found.map(
        (one) =>
          html`<li class="card line" data-item>
            <span>${t(`find.kind-${one.kind}`)}</span>
            <a class="host" href="${pathOf(one)}"
              >${one.host === null ? t('report.no-host') : defanged(one.host)}
              <span class="id">${shortId(one.id)}</span></a
            >
            ${one.atRisk && riskBadge(view)}
            <span class="fine">${t(`find.by-${one.because}`)}, ${time(one.at, language)}</span>
          </li>`,
      )}
    </ul>
    ${ofHost}
  </section>`
}

import { TOLD_HOLDS, type EndingHold } from '../../supervision/ending-store.ts'
import { TOLD_OF_KIND, type Waiting } from '../../supervision/waiting-store.ts'
import { emptyState, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { duration, time } from '../times.ts'
import type { View } from '../view.ts'

/** Lines that are seen at once; the others are a click away. */
const AT_ONCE = 10

export type WaitingShown = { items: readonly Waiting[]; isMore: boolean }
export type EndingShown = { items: readonly EndingHold[]; isMore: boolean }

/** What waits for a second person, anywhere. */
export function waitingSection(view: View, { items, isMore }: WaitingShown): Html {
  const { t } = view
  const list = (some: readonly Waiting[]): Html =>
    html`<ul class="plain-list waiting">
      ${some.map((one) => row(view, one))}
    </ul>`
  const others = items.slice(AT_ONCE)
  return html`<section class="card" id="waiting" aria-labelledby="waiting-title">
    <h2 id="waiting-title">${t('waiting.title')}</h2>
    ${
      items.length === 0
        ? html`<p>${t('waiting.none')}</p>`
        : html`<p class="fine">
              ${t('waiting.how')} ${isMore && t('waiting.more', { n: TOLD_OF_KIND })}
            </p>
            ${list(items.slice(0, AT_ONCE))}
            ${
              others.length > 0 &&
              html`<details class="others">
                <summary>${t('overview.others', { n: others.length })}</summary>
                ${list(others)}
              </details>`
            }`
    }
  </section>`
}

const OF_CASES: readonly string[] = ['dispute', 'second-voice']
/** Of these several can have one name: a list, or a host. */
const TOLD_APART: readonly string[] = ['submission', 'release', ...OF_CASES]

function row({ t, now, language }: View, { kind, id, name, since, path }: Waiting): Html {
  const plain = OF_CASES.includes(kind) ? defanged(name) : name
  const shown = TOLD_APART.includes(kind)
    ? html`${plain} <span class="id">${shortId(id)}</span>`
    : plain
  return html`<li class="line">
    <span class="badge wait">${t.code('waiting-kind', kind)}</span>
    ${path === null ? shown : html`<a href="${path}">${shown}</a>`}
    <span class="fine"
      >${t('waiting.for', { age: duration(now.getTime() - since.getTime(), language) })}</span
    >
  </li>`
}

/** Holds that end or have to be looked at again. */
export function endingSection(view: View, { items, isMore }: EndingShown): Html {
  const { t } = view
  return html`<section class="card" id="ending" aria-labelledby="ending-title">
    <h2 id="ending-title">${t('ending.title')}</h2>
    <p class="fine">${t('ending.how')} ${isMore && t('ending.more', { n: TOLD_HOLDS })}</p>
    ${
      items.length === 0
        ? emptyState(t('ending.none'))
        : html`<ul class="plain-list waiting">
            ${items.map((one) => ending(view, one))}
          </ul>`
    }
  </section>`
}

function ending({ t, language }: View, one: EndingHold): Html {
  const { kind, takedownId, host, reason, authority, until, isOverdue } = one
  const name =
    takedownId === null || host === null ? null : `${defanged(host)} ${shortId(takedownId)}`
  return html`<li class="line">
    <span class="badge ${isOverdue ? 'bad' : 'wait'}"
      >${isOverdue ? t('ending.overdue') : time(until, language)}</span
    >
    ${
      kind === 'legal'
        ? html`<a href="/console/retention">${t('ending.legal')}</a>`
        : html`<span>${t('ending.hold')}</span>`
    }
    ${name !== null && html`<a href="/console/takedowns/${takedownId}">${name}</a>`}
    <span class="fine"
      >${t.code(kind === 'legal' ? 'legal-reason' : 'hold-reason', reason)}${authority !== null && html`, ${authority}`}
      ${isOverdue && time(until, language)}</span
    >
  </li>`
}

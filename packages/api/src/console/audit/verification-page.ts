import type { Verification } from '@nightlight/audit'
import { followLine, type Followed } from '../follow.ts'
import { actorName, emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { bar, number } from '../list-fragments.ts'
import { duration, time } from '../times.ts'
import type { View } from '../view.ts'
import { auditNav } from './audit-fragments.ts'

export type Verifications = {
  items: readonly Verification[]
  key: string
  done: string | null
}

const PATH = '/console/audit/verification'
const PROVES = ['event', 'head', 'whole', 'witness', 'stamp', 'export'] as const

/** Verifying all of the log, taking it along, and what each proof proves. */
export function verificationPage(view: View, { items, key, done }: Verifications): Html {
  const { t } = view
  const running = items.find(isUnderWay)
  const ended = items.filter((one) => one !== running)
  return layout(
    view,
    t('audit.whole'),
    html`${auditNav(view, PATH)} ${done && !running && flash(t.code('audit-done', done))}
      <section class="card">
        <p>${t('audit.whole-lead')}</p>
        ${running ? progress(view, running) : startForm(view)}
      </section>
      <section>
        <h2>${t('audit.results')}</h2>
        ${
          ended.length === 0
            ? emptyState(t('audit.no-results'))
            : html`<ul class="plain-list">
                ${ended.map((one) => result(view, one))}
              </ul>`
        }
      </section>
      <section class="card">
        <h2>${t('audit.take-along')}</h2>
        <p>${t('audit.export-how')}</p>
        <p class="buttons">
          <a class="button" href="/console/audit/export">${t('audit.download-export')}</a>
        </p>
        <pre><code>nightlight audit verify nightlight-audit.tar --key '${key}'</code></pre>
        <p class="fine">${t('audit.key-by-another-way')}</p>
      </section>
      <section class="card">
        <h2>${t('audit.what-proves')}</h2>
        <dl class="proves">
          ${PROVES.map(
            (name) =>
              html`<dt>${t(`audit.proves-${name}`)}</dt>
                <dd>${t(`audit.proves-${name}-how`)}</dd>`,
          )}
        </dl>
      </section>`,
  )
}

const isUnderWay = ({ state }: Verification): boolean => state === 'waiting' || state === 'running'

/** How far the verification is that is under way, if there is one, for the page that lies open. */
export function followedOf(view: View, items: readonly Verification[]): Followed {
  const running = items.find(isUnderWay)
  if (!running) return { state: 'none', words: [], part: null }
  const { id, state, events, total } = running
  const part = total === 0 ? 1 : Math.min(1, events / total)
  const said =
    state === 'waiting'
      ? view.t('audit.waiting')
      : view.t('audit.running', { n: number(view, events), total: number(view, total) })
  return { state: id, words: [said, `${Math.floor(part * 100)} %`], part }
}

const startForm = ({ t, form }: View): Html =>
  html`<form method="post" action="/console/audit/verification" class="stack">
    <input type="hidden" name="form" value="${form}" />
    <button class="primary">${t('audit.start')}</button>
  </form>`

function progress(view: View, running: Verification): Html {
  const followed = followedOf(view, [running])
  return html`<p class="counts">
      ${bar([['wait', followed.part ?? 0]], 'read')}
      <span class="legend"
        >${followed.words.map((text) => html`<span data-now>${text}</span>`)}</span
      >
    </p>
    ${followLine(view, followed, { path: PATH, live: `${PATH}/live` })}`
}

function result(view: View, one: Verification): Html {
  const { t, language } = view
  const { finding, signed, askedAt, endedAt } = one
  const tone = one.state === 'failed' ? 'wait' : finding ? 'bad' : 'good'
  const word =
    one.state === 'failed' ? t('audit.failed') : t(finding ? 'audit.altered' : 'audit.unaltered')
  return html`<li class="card">
    <p><span class="badge ${tone}">${word}</span> ${time(endedAt ?? askedAt, language)}</p>
    ${
      finding &&
      html`<p class="attention">
        ${placeWords(view, finding)}: ${t.code('audit-finding', finding.code)}
        <code>${finding.code}</code>
      </p>`
    }
    <p>
      ${t('audit.read-well', { n: number(view, one.events), heads: number(view, one.checkpoints) })}
      ${signed && t('audit.signed-up-to', { n: number(view, signed.size) })}
      ${one.compared.length > 0 && html`${t('audit.compared')} ${one.compared.map((name) => t.code('audit-compared', name)).join(', ')}.`}
    </p>
    <p class="fine">
      ${actorName(view, one.askedBy)}${endedAt && html` · ${duration(endedAt.getTime() - askedAt.getTime(), language)}`}
    </p>
  </li>`
}

const placeWords = (view: View, { index, upTo }: { index: number; upTo: number }): string =>
  upTo - index <= 1
    ? view.t('audit.at-event', { n: number(view, index) })
    : view.t('audit.at-events', { n: number(view, index), to: number(view, upTo - 1) })

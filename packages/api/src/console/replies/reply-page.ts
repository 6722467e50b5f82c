import { ANSWERS, MAX_DETAIL, needsDetail } from '@nightlight/contract'
import { newFormId, type OpenPage, type Reply } from '@nightlight/notices'
import { codeOfLink, LINK_SCRIPT } from '../code-of-link.ts'
import { facts, flash, TEXT_BREAK } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { typedTexts } from '../pages/error-page.ts'
import type { TextKey } from '../texts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { addressList, whatDiffers } from './address-list.ts'
import { typedIn, wordless, type Typed } from './answer-form.ts'
import { keptFor } from './case-replies.ts'
import { stepsAfter, stepTexts, unanswered } from './next-steps.ts'
import { pathOfNotice } from './reply-session.ts'

/** Names of fields that lack something, each with the references of the items that it is about. */
type Lacking = ReadonlyMap<string, readonly string[]>

/** @param lacking  each field is a press away: on a telephone it is far below */
const alert = (view: View, key: TextKey | null, lacking: Lacking = new Map()): Html | null =>
  key &&
  html`<p role="alert" class="attention">
    ${view.t(key)}
    ${[...lacking].map(
      ([field, references]) =>
        html`<br /><a href="#${field}">${references.join(', ') || view.t('reply.detail')}</a>`,
    )}
  </p>`

/** Where a link leads: only the button uses it up. */
export const openPage = (
  view: View,
  problem: TextKey | null = null,
  typed: readonly string[] = [],
): Html =>
  layout(
    view,
    view.t('reply.title'),
    html`<section class="card narrow">
        ${alert(view, problem)} ${typedTexts(view, typed)}
        <p>${view.t('reply.what', { organisation: view.organisation ?? '' })}</p>
        <form method="post" action="/reply" class="stack">
          ${codeOfLink('code', view.t('reply.code'), view.t('reply.code-how'))}
          <p class="buttons">
            <button class="primary">${view.t('reply.open')}</button>
            ${
              problem === 'reply.ended' &&
              html`<button class="quiet" formaction="/reply/new-link">
                ${view.t('reply.new-link')}
              </button>`
            }
          </p>
        </form>
      </section>
      ${LINK_SCRIPT}`,
  )

/** A link that was ours: another one can be had by mail. */
export const spentPage = (view: View, code: string): Html =>
  layout(
    view,
    view.t('reply.spent-title'),
    html`<section class="card narrow">
      <p role="alert">${view.t('reply.spent')}</p>
      <form method="post" action="/reply/new-link">
        <input type="hidden" name="code" value="${code}" />
        <button class="primary">${view.t('reply.new-link')}</button>
      </form>
    </section>`,
  )

export const askedPage = (view: View): Html =>
  layout(
    view,
    view.t('reply.asked-title'),
    html`<section class="card narrow"><p role="status">${view.t('reply.asked')}</p></section>`,
  )

/** What is told of a notice, and the form to answer it. */
export function noticePage(
  view: View,
  page: OpenPage,
  {
    problem = null,
    done = null,
    typed = {},
  }: { problem?: TextKey | null; done?: TextKey | null; typed?: Typed } = {},
): Html {
  const { t, language } = view
  const { notice, deadline } = page
  const lacking: Lacking = problem === 'reply.needs-detail' ? wordless(typed, page) : new Map()
  return layout(
    view,
    t('reply.title'),
    html`${alert(view, problem, lacking)} ${done && flash(t(done))}
      <section class="card">
        <dl class="facts">
          ${from(view)}
          <div>
            <dt>${t('reply.reference')}</dt>
            <dd>${notice.reference}</dd>
          </div>
          <div>
            <dt>${t('reply.items')}</dt>
            <dd>${itemsOf(notice)}</dd>
          </div>
          ${
            notice.sentAt &&
            html`<div>
              <dt>${t('reply.sent')}</dt>
              <dd>${time(notice.sentAt, language)}</dd>
            </div>`
          }
          ${
            deadline &&
            html`<div>
              <dt>${t('reply.deadline')}</dt>
              <dd>${time(deadline, language)}</dd>
            </div>`
          }
        </dl>
      </section>
      ${quickAnswers(view, page)} ${addresses(view, page)} ${answerForm(view, page, typed, lacking)}`,
  )
}

/** Before up to fifty addresses, as most answer the same for all of them: one press, and one more after a look. */
const quickAnswers = ({ t }: View, page: OpenPage): Html => {
  const { notice } = page
  return html`<section class="card quick">
    <h2>
      ${
        notice.parts.length === 1
          ? t('reply.quick')
          : t('reply.quick-all', { count: itemsOf(notice) })
      }
    </h2>
    <p class="fine">${t('reply.quick-how')}</p>
    <form method="post" action="${`${pathOfNotice('answers', page)}&look=1`}" class="buttons">
      <input type="hidden" name="id" value="${newFormId()}" />
      ${ANSWERS.filter((answer) => !needsDetail(answer)).map(
        (answer) =>
          html`<button name="answer" value="${answer}">${t.code('answer', answer)}</button>`,
      )}
    </form>
    <p>
      <a href="#answer-heading"
        >${t(notice.parts.length === 1 ? 'reply.quick-other' : 'reply.quick-other-each')}</a
      >
    </p>
  </section>`
}

/** What will be said of all that a notice lists, before it is said. */
export function lookPage(view: View, page: OpenPage, typed: Typed): Html {
  const { t } = view
  const { notice } = page
  const was = typedIn(typed)
  return layout(
    view,
    t('portal.preview-title'),
    html`<section class="card">
      ${facts([
        [t('reply.from'), view.organisation ?? null],
        [t('reply.reference'), notice.reference],
        [t('portal.answer'), html`<strong>${t.code('answer', was('answer'))}</strong>`],
        [t('reply.items'), itemsOf(notice)],
      ])}
      <form method="post" action="${pathOfNotice('answers', page)}" class="stack">
        <input type="hidden" name="id" value="${was('id')}" />
        <input type="hidden" name="answer" value="${was('answer')}" />
        ${preservedField(view, '')}
        <p>${t('reply.look-how')}</p>
        <p class="buttons">
          <button class="primary" autofocus>${t('reply.send')}</button>
          <a href="${pathOfNotice('notice', page)}">${t('portal.change')}</a>
        </p>
      </form>
    </section>`,
  )
}

const preservedField = ({ t }: View, said: string): Html =>
  html`<label>
    ${t('reply.preserved')}
    <select name="preserved">
      ${(['', 'yes', 'no'] as const).map(
        (value) =>
          html`<option value="${value}" ${said === value && html`selected`}>
            ${t(`reply.preserved-${value || 'unsaid'}`)}
          </option>`,
      )}
    </select>
  </label>`

/** The name that signs the letter. */
const from = ({ t, organisation }: View): Html =>
  html`<div>
    <dt>${t('reply.from')}</dt>
    <dd>${organisation}</dd>
  </div>`

/** As many as the letter counts: one takedown can have several. */
const itemsOf = ({ parts }: OpenPage['notice']): number =>
  parts.flatMap((part) => part.references).length

function addresses(view: View, page: OpenPage): Html {
  const { t } = view
  const { addresses: shown, mailbox, isOutOfCodes } = page
  if (shown) {
    return html`<section class="card">${addressList(view, shown)}</section>`
  }
  return html`<section class="card">
    <h2>${t('reply.addresses')}</h2>
    <p>${t('reply.addresses-hidden', { mailbox: masked(mailbox) })}</p>
    ${
      isOutOfCodes
        ? html`<p>${t('reply.code-limit')}</p>
            <form method="post" action="${pathOfNotice('another-link', page)}">
              <button>${t('reply.new-link')}</button>
            </form>`
        : html`<form method="post" action="${pathOfNotice('code', page)}">
            <button>${t('reply.mail-code')}</button>
          </form>`
    }
    <form method="post" action="${pathOfNotice('addresses', page)}" class="line">
      <label>
        ${t('reply.code-typed')}
        <input
          name="code"
          required
          maxlength="20"
          inputmode="numeric"
          autocomplete="one-time-code"
        />
      </label>
      <button>${t('reply.show')}</button>
    </form>
  </section>`
}

/** Enough of a mailbox for those who read it to know it. */
export function masked(mailbox: string): string {
  const at = mailbox.lastIndexOf('@')
  return `${mailbox.slice(0, 1)}…${mailbox.slice(at)}`
}

function answerForm(view: View, page: OpenPage, typed: Typed, lacking: Lacking): Html {
  const { t } = view
  const { notice, addresses: shown } = page
  const { parts } = notice
  const was = typedIn(typed)
  const [first] = lacking.keys()
  const said = (name: string): Html =>
    words(view, { name, value: was(name), isWrong: lacking.has(name), isFirst: name === first })
  const heading =
    parts.length === 1 ? t('reply.answer') : t('reply.answer-all', { count: itemsOf(notice) })
  return html`<form method="post" action="${pathOfNotice('answers', page)}" class="card stack">
    <input type="hidden" name="id" value="${was('id') || newFormId()}" />
    <h2 id="answer-heading">${heading}</h2>
    ${choice(view, { name: 'answer', label: heading, empty: 'reply.choose', value: was('answer'), isNeeded: parts.length === 1 })}
    ${TEXT_BREAK} ${said('detail')}
    <p class="fine">${t('reply.detail-how')}</p>
    ${preservedField(view, was('preserved'))} ${TEXT_BREAK}
    ${
      parts.length > 1 &&
      html`<details ${hasOwn(typed) && html`open`}>
        <summary>${t('reply.answer-each')}</summary>
        <p class="fine">${t('reply.answer-each-how')}</p>
        ${parts.map(
          ({ references, takedownId }, index) =>
            html`<fieldset>
              <legend>${references.join(', ')}</legend>
              ${
                shown &&
                shown
                  .filter((one) => one.takedownId === takedownId)
                  .map((one) => whatDiffers(view, one, shown))
              }
              ${choice(view, { name: `answer-${index}`, label: references.join(', '), empty: 'reply.as-above', value: was(`answer-${index}`) })}
              ${TEXT_BREAK} ${said(`detail-${index}`)}
            </fieldset>`,
        )}
      </details>`
    }
    <button class="primary">${t('reply.send')}</button>
  </form>`
}

const hasOwn = (typed: Typed): boolean =>
  Object.entries(typed).some(([name, value]) => /^answer-\d/.test(name) && value !== '')

type Choice = { name: string; label: string; empty: TextKey; value: string; isNeeded?: boolean }

const choice = ({ t }: View, { name, label, empty, value, isNeeded = false }: Choice): Html =>
  html`<select name="${name}" aria-label="${label}" ${isNeeded && html`required`}>
    <option value="">${t(empty)}</option>
    ${ANSWERS.map(
      (answer) =>
        html`<option value="${answer}" ${value === answer && html`selected`}>
          ${t(`answer.${answer}`)}${needsDetail(answer) && html` (${t.code('answer-ask', answer)})`}
        </option>`,
    )}
  </select>`

type Words = { name: string; value: string; isWrong: boolean; isFirst: boolean }

const words = ({ t }: View, { name, value, isWrong, isFirst }: Words): Html =>
  html`<label>
      ${t('reply.detail')}
      <textarea
        id="${name}"
        name="${name}"
        rows="3"
        maxlength="${MAX_DETAIL}"
        ${isWrong && html`aria-invalid="true" aria-describedby="${name}-lacks"`}
        ${isFirst && html`autofocus`}
      >
${value}</textarea>
    </label>
    ${isWrong && html`<p id="${name}-lacks" class="attention">${t('reply.words-here')}</p>`}`

/** What arrived, item by item, in the words of whoever sees this, and what comes of it. */
export function receiptPage(
  view: View,
  page: OpenPage,
  { replies, all }: { replies: readonly Reply[]; all: readonly Reply[] },
): Html {
  const { t, language } = view
  const { notice, deadline } = page
  const [first] = replies
  const steps = stepsAfter(notice, replies)
  const waiting = unanswered(notice, all)
  const named = new Map(notice.parts.map((part) => [part.takedownId, part.references.join(', ')]))
  return layout(
    view,
    t('reply.receipt-title'),
    html`<section class="card">
      <dl class="facts">
        ${from(view)}
        <div>
          <dt>${t('reply.reference')}</dt>
          <dd>${notice.reference}</dd>
        </div>
        ${
          first &&
          html`<div>
              <dt>${t('reply.receipt-number')}</dt>
              <dd class="id">${first.eventId}</dd>
            </div>
            <div>
              <dt>${t('reply.receipt-at')}</dt>
              <dd>${time(first.at, language)}</dd>
            </div>`
        }
        ${
          deadline &&
          (steps.includes('open') || waiting.length > 0) &&
          html`<div>
            <dt>${t('reply.deadline')}</dt>
            <dd>${time(deadline, language)}</dd>
          </div>`
        }
      </dl>
      <ul>
        ${replies.map(
          ({ takedownId, answer, detail, preserved }) =>
            html`<li>
              ${(takedownId && named.get(takedownId)) || notice.reference}:
              <strong>${t.code('answer', answer)}</strong>${keptFor(view, preserved)}
              ${detail && html`<p class="said">${detail}</p>`}
            </li>`,
        )}
      </ul>
      ${
        waiting.length > 0 &&
        html`<p>
          <strong
            >${t('reply.unanswered', { n: waiting.length, count: itemsOf(notice), items: waiting.join(', ') })}</strong
          >
          ${deadline && t('reply.unanswered-next')}
          <a href="${pathOfNotice('notice', page)}#answer-heading"
            >${t('reply.unanswered-answer')}</a
          >
        </p>`
      }
      ${stepTexts(view, steps)}
      <p><a href="${pathOfNotice('notice', page)}">${t('reply.more')}</a></p>
    </section>`,
  )
}

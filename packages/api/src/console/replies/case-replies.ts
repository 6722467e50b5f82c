import { ANSWERS, maskedText, MAX_DETAIL } from '@nightlight/contract'
import type { OpenDispute, Reply } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

/** Of those that wait, and of all, so many. */
export const SHOWN = 50

type Shown = {
  takedownId: string
  /** Those that wait for somebody, the oldest first; then the newest others. */
  replies: readonly Reply[]
  /** There are older ones. */
  isCut: boolean
  disputes: readonly OpenDispute[]
  /** No notice goes out until the dispute is decided: not so where only a host disputes it that the content has left. */
  isStopped: boolean
}

/** What came back to the notices of a takedown, and the dispute that waits for two people. */
export const caseReplies = (view: View, shown: Shown): Html =>
  html`${shown.disputes.map((dispute) => disputeForm(view, dispute, shown.isStopped))}
  ${shown.replies.length > 0 && replyList(view, shown)}`

function replyList(view: View, { takedownId, replies, isCut }: Shown): Html {
  const { t, language } = view
  return html`<section class="card">
    <h2>${t('replies.title')}</h2>
    ${isCut && html`<p class="fine">${t('replies.newest', { n: SHOWN })}</p>`}
    <ul class="plain-list">
      ${replies.map(
        (reply) =>
          html`<li>
            <strong>${t.code('answer', reply.answer)}</strong>
            <span class="fine"
              >${time(reply.at, language)} ·
              ${t.code('way', reply.way)}${keptFor(view, reply.preserved)}</span
            >
            ${reply.detail && html`<p>${maskedText(reply.detail)}</p>`}
            ${reply.waits && handling(view, takedownId, reply)}
          </li>`,
      )}
    </ul>
  </section>`
}

/** Whether they keep the data for the police, where they said so. */
export const keptFor = ({ t }: View, kept: boolean | null): string =>
  kept === null ? '' : ` · ${t(kept ? 'replies.preserved' : 'replies.not-preserved')}`

function handling(view: View, takedownId: string, { id, answer, handledAt }: Reply): Html | null {
  const { t, principal, form, language } = view
  if (handledAt) {
    return html`<span class="fine">${t('replies.handled')} ${time(handledAt, language)}</span>`
  }
  if (!principal || !isAllowed(principal.role, 'reply:handle')) return null
  const isRead = answer === 'unsorted' && isAllowed(principal.role, 'notice:reply')
  return html`${isRead && sortForm(view, takedownId, id)}
    <form method="post" action="/console/replies/${id}/handled">
      <input type="hidden" name="form" value="${form}" />
      <input type="hidden" name="takedown" value="${takedownId}" />
      <button>${t('replies.handle')}</button>
    </form>`
}

/** What somebody has read out of a mail: it counts as the answer that whoever wrote it could have given on the reply page. */
function sortForm({ t, form }: View, takedownId: string, id: string): Html {
  return html`<details>
    <summary>${t('sort.title')}</summary>
    <p class="fine">${t('sort.how')}</p>
    <form method="post" action="/console/replies/${id}/answers" class="stack">
      <input type="hidden" name="form" value="${form}" />
      <input type="hidden" name="takedown" value="${takedownId}" />
      <label
        >${t('sort.answer')}<select name="answer" required>
          <option value="">${t('sort.choose')}</option>
          ${ANSWERS.map((answer) => html`<option value="${answer}">${t.code('answer', answer)}</option>`)}
        </select></label
      >
      <label
        >${t('sort.about')}<select name="about">
          <option value="all">${t('sort.about-all')}</option>
          <option value="this">${t('sort.about-this')}</option>
        </select></label
      >
      <label
        >${t('sort.preserved')}<select name="preserved">
          <option value="">${t('reply.preserved-unsaid')}</option>
          <option value="yes">${t('reply.preserved-yes')}</option>
          <option value="no">${t('reply.preserved-no')}</option>
        </select></label
      >
      <label
        >${t('sort.detail')}
        <textarea name="detail" rows="2" maxlength="${MAX_DETAIL}"></textarea>
      </label>
      <p class="buttons"><button>${t('sort.enter')}</button></p>
    </form>
  </details>`
}

function disputeForm(
  view: View,
  { id, takedownId, decisions }: OpenDispute,
  isStopped: boolean,
): Html {
  const { t, principal, form } = view
  const mayDecide = principal !== null && isAllowed(principal.role, 'dispute:decide')
  return html`<section class="card">
    <h2>${t('dispute.title')}</h2>
    <p>${t('dispute.how')} ${t(isStopped ? 'dispute.stops' : 'dispute.stops-none')}</p>
    ${
      decisions.length > 0 &&
      html`<ul>
        ${decisions.map(
          ({ person, verdict }) => html`<li>${t(`dispute.said-${verdict}`, { person })}</li>`,
        )}
      </ul>`
    }
    ${
      mayDecide &&
      html`<form method="post" action="/console/disputes/${id}/decisions" class="stack">
        <input type="hidden" name="form" value="${form}" />
        <input type="hidden" name="takedown" value="${takedownId}" />
        <label>
          ${t('dispute.reason')}
          <textarea name="reason" rows="2" required maxlength="2000"></textarea>
        </label>
        <div class="buttons">
          <button name="verdict" value="reject">${t('dispute.reject')}</button>
          <button name="verdict" value="uphold">${t('dispute.uphold')}</button>
        </div>
      </form>`
    }
  </section>`
}

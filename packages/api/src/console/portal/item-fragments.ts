import { ANSWERS, MAX_DETAIL, needsDetail } from '@nightlight/contract'
import type { ItemState, ToldItem } from '@nightlight/notices'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import { duration, time } from '../times.ts'
import type { View } from '../view.ts'

const TONES: Readonly<Record<ItemState, 'wait' | 'plain' | 'good'>> = {
  open: 'wait',
  answered: 'plain',
  removed: 'good',
  closed: 'plain',
}
const HOUR_MS = 3_600_000
/** The bar is full after seven days; marks stand at 24 and 72 hours. */
const BAR_HOURS = 168

export const itemBadge = ({ t }: View, state: ItemState): Html =>
  html`<span class="badge ${TONES[state]}">${t.code('portal-state', state)}</span>`

/** Under what it is named in the letters; its notice alone where that is not known. */
export const nameOf = ({ references, notice }: Pick<ToldItem, 'references' | 'notice'>): string =>
  references.length === 0 ? notice : references.join(', ')

/** Since when a provider knows of an item, as a bar while something is to be done about it. */
export function itemAge(view: View, { toldAt, state }: ToldItem): Html {
  if (state === 'removed' || state === 'closed') return time(toldAt, view.language)
  const ms = view.now.getTime() - toldAt.getTime()
  const hours = ms / HOUR_MS
  const width = Math.min(BAR_HOURS, Math.max(1, hours)).toFixed(1)
  const tone = hours > 72 ? 'bad' : hours > 24 ? 'wait' : 'good'
  return html`<span class="age ${tone}">
      <svg
        viewBox="0 0 ${BAR_HOURS} 8"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <rect class="track" width="${BAR_HOURS}" height="8"></rect>
        <rect class="fill" width="${width}" height="8"></rect>
        <rect class="mark" x="24" width="1" height="8"></rect>
        <rect class="mark" x="72" width="1" height="8"></rect>
      </svg>
      <span>${duration(ms, view.language)}</span>
    </span>
    <small class="below">${time(toldAt, view.language)}</small>`
}

/**
 * Items as rows that become cards on a phone.
 *
 * @param ticked  which boxes are ticked; null where there is nothing to tick
 */
export function itemTable(
  view: View,
  items: readonly ToldItem[],
  { ticked, linked }: { ticked: ReadonlySet<string> | null; linked: boolean },
): Html {
  const { t } = view
  return html`<table class="cards portal-items">
    <thead>
      <tr>
        ${ticked && html`<th scope="col"><span class="sr">${t('portal.tick')}</span></th>`}
        <th scope="col">${t('portal.item')}</th>
        <th scope="col">${t('portal.host')}</th>
        <th scope="col">${t('portal.told')}</th>
        <th scope="col">${t('column.state')}</th>
      </tr>
    </thead>
    <tbody>
      ${items.map((item) => row(view, item, ticked, linked))}
    </tbody>
  </table>`
}

function row(
  view: View,
  item: ToldItem,
  ticked: ReadonlySet<string> | null,
  linked: boolean,
): Html {
  const { t } = view
  const name = nameOf(item)
  return html`<tr>
    ${
      ticked &&
      html`<td class="tick">${isOpen(item) && tickBox(view, item, ticked.has(item.id))}</td>`
    }
    <th scope="row">
      ${linked ? html`<a href="/portal/notices/${item.noticeId}">${name}</a>` : name}<small
        class="below"
        >${t.code('class', item.legalClass)}</small
      >
    </th>
    <td data-label="${t('portal.host')}" class="host">${defanged(item.host)}</td>
    <td data-label="${t('portal.told')}">${itemAge(view, item)}</td>
    <td>
      ${itemBadge(view, item.state)}${
        item.answer &&
        item.answeredAt &&
        html`<small class="below"
          >${t.code('answer', item.answer)}, ${time(item.answeredAt, view.language)}</small
        >`
      }
    </td>
  </tr>`
}

const isOpen = ({ state }: ToldItem): boolean => state === 'open' || state === 'answered'

const tickBox = ({ t }: View, item: ToldItem, isTicked: boolean): Html =>
  html`<label for="tick-${item.id}"
      ><span class="sr">${t('portal.tick-one', { item: nameOf(item) })}</span></label
    ><input
      type="checkbox"
      id="tick-${item.id}"
      name="item"
      value="${item.id}"
      ${isTicked && html` checked`}
    />`

/** Where the fields of an answer begin, below all that can be ticked. */
export const toAnswer = ({ t }: View): Html =>
  html`<a href="#answer">${t('portal.answer-ticked')}</a>`

/** What was typed into the fields of an answer. */
export type TypedAnswer = { answer?: string; detail?: string; preserved?: string }

/** The fields of an answer, in a form of the page. */
export const answerFields = ({ t }: View, typed: TypedAnswer): Html =>
  html`<label>
      ${t('portal.answer')}
      <select name="answer" required>
        <option value="">${t('reply.choose')}</option>
        ${ANSWERS.map(
          (answer) =>
            html`<option value="${answer}" ${typed.answer === answer && html` selected`}>
              ${t(`answer.${answer}`)}${needsDetail(answer) && html` (${t.code('answer-ask', answer)})`}
            </option>`,
        )}
      </select>
    </label>
    <label>
      ${t('reply.detail')}
      <textarea name="detail" rows="3" maxlength="${MAX_DETAIL}" aria-describedby="detail-how">
${typed.detail ?? ''}</textarea>
    </label>
    <p class="fine" id="detail-how">${t('reply.detail-how')}</p>
    <label>
      ${t('reply.preserved')}
      <select name="preserved">
        ${(['', 'yes', 'no'] as const).map(
          (value) =>
            html`<option value="${value}" ${typed.preserved === value && html` selected`}>
              ${t(`reply.preserved-${value || 'unsaid'}`)}
            </option>`,
        )}
      </select>
    </label>`

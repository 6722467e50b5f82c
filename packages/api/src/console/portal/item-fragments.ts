import { ANSWERS, MAX_DETAIL, needsDetail } from '@nightlight/contract'
import type { ItemState, ToldItem, ToldNotice } from '@nightlight/notices'
import { ageBar, ageLegend } from '../age-bar.ts'
import { TEXT_BREAK } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { defanged } from '../masked-text.ts'
import type { TextKey } from '../texts.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

const TONES: Readonly<Record<ItemState, 'wait' | 'plain' | 'good'>> = {
  open: 'wait',
  answered: 'plain',
  removed: 'good',
  closed: 'plain',
}

export const itemBadge = ({ t }: View, state: ItemState): Html =>
  html`<span class="badge ${TONES[state]}">${t.code('portal-state', state)}</span>`

/** Under what it is named in the letters; its notice alone where that is not known. */
export const nameOf = ({ references, notice }: Pick<ToldItem, 'references' | 'notice'>): string =>
  references.length === 0 ? notice : references.join(', ')

/**
 * Items as one notice numbered them, in its order: whoever reads that letter, or the addresses that it told, ticks by its
 * numbers. What it does not list keeps the name of its newest one.
 */
export function namedBy(
  { id: noticeId, reference: notice, parts }: ToldNotice['notice'],
  items: readonly ToldItem[],
): ToldItem[] {
  const places = new Map(
    parts.map(({ takedownId, references }, at) => [takedownId, { at, references }]),
  )
  const placeOf = ({ id }: ToldItem): number => places.get(id)?.at ?? parts.length
  return items
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((item) => {
      const place = places.get(item.id)
      return place ? { ...item, noticeId, notice, references: place.references } : item
    })
}

/** Since when a provider knows of an item, as a bar while something is to be done about it. */
export function itemAge(view: View, { toldAt, state }: ToldItem): Html {
  if (state === 'removed' || state === 'closed') return time(toldAt, view.language)
  const ms = view.now.getTime() - toldAt.getTime()
  return html`${ageBar(view, ms, true)} ${TEXT_BREAK}<small class="below"
      >${time(toldAt, view.language)}</small
    >`
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
        ${items.map(
          (item, index) =>
            html`${row(view, item, ticked, linked)}${
              ticked && isTenth(index + 1, items.length) && jumpRow(view)
            }`,
        )}
      </tbody>
    </table>
    ${ageLegend(view)}`
}

const isTenth = (n: number, all: number): boolean => n % 10 === 0 && n < all

/** On a telephone fifty items are many screens, and what answers them comes after the last. */
const jumpRow = (view: View): Html =>
  html`<tr class="jump">
    <td colspan="5">${toAnswer(view)}</td>
  </tr>`

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
      ${linked ? html`<a href="/portal/notices/${item.noticeId}">${name}</a>` : name}${TEXT_BREAK}<small
        class="below"
        >${t.code('class', item.legalClass)}</small
      >
    </th>
    <td data-label="${t('portal.host')}" class="host">${TEXT_BREAK}${defanged(item.host)}</td>
    <td data-label="${t('portal.told')}">${TEXT_BREAK}${itemAge(view, item)}</td>
    <td>
      ${TEXT_BREAK}
      ${itemBadge(view, item.state)}${
        item.answer &&
        item.answeredAt &&
        html`${TEXT_BREAK}<small class="below"
            >${t.code('answer', item.answer)}, ${time(item.answeredAt, view.language)}</small
          >`
      }
    </td>
  </tr>`
}

const isOpen = ({ state }: ToldItem): boolean => state === 'open' || state === 'answered'

const tickBox = ({ t }: View, item: ToldItem, isTicked: boolean): Html =>
  html`<input
    type="checkbox"
    name="item"
    value="${item.id}"
    aria-label="${t('portal.tick-one', { item: nameOf(item) })}"
    ${isTicked && html` checked`}
  />`

/** What is wrong with an answer; words that it lacks are a press away. */
export const answerProblem = ({ t }: View, problem: TextKey | null): Html | null =>
  problem &&
  html`<p role="alert" class="attention">
    ${t(problem)}
    ${problem === 'reply.needs-detail' && html`<br /><a href="#detail">${t('reply.detail')}</a>`}
  </p>`

/** Where the fields of an answer begin, below all that can be ticked. */
export const toAnswer = ({ t }: View): Html =>
  html`<a href="#answer">${t('portal.answer-ticked')}</a>`

/** What was typed into the fields of an answer. */
export type TypedAnswer = { answer?: string; detail?: string; preserved?: string }

/** The fields of an answer, in a form of the page. @param isWordless  the answer needs words and has none */
export const answerFields = ({ t }: View, typed: TypedAnswer, isWordless = false): Html =>
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
    ${TEXT_BREAK}
    <label>
      ${t('reply.detail')}
      <textarea
        id="detail"
        name="detail"
        rows="3"
        maxlength="${MAX_DETAIL}"
        aria-describedby="${isWordless && 'detail-lacks '}detail-how"
        ${isWordless && html`aria-invalid="true" autofocus`}
      >
${typed.detail ?? ''}</textarea>
    </label>
    ${isWordless && html`<p id="detail-lacks" class="attention">${t('reply.words-here')}</p>`}
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
    </label>
    ${TEXT_BREAK}`

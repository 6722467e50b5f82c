import { LEGAL_CLASSES } from '@nightlight/contract'
import { MOST_ANSWERS, MOST_COUNTED, type ItemCounts, type ToldItem } from '@nightlight/notices'
import { emptyState, flash } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { narrow } from '../response-picture.ts'
import type { TextKey } from '../texts.ts'
import type { View } from '../view.ts'
import {
  answerFields,
  answerProblem,
  itemTable,
  toAnswer,
  type TypedAnswer,
} from './item-fragments.ts'
import { AGES, itemsPath, STATES, type ItemsAsked } from './portal-schemas.ts'

export type ItemsShown = {
  asked: ItemsAsked
  items: readonly ToldItem[]
  counts: ItemCounts
  /** A colleague asks for a file of addresses, which another person has to agree to. */
  isAsked: boolean
  /** Who asks for the file whose items these are; null where they are of none. */
  asker: string | null
  next: string | null
  ticked: ReadonlySet<string>
  typed?: TypedAnswer
  problem?: TextKey | null
  done?: Done | null
  /** How many were answered just before, where that is known. */
  answered?: number | null
}

/** What became of an answer that was just sent. */
export type Done = 'answered' | 'answered-before' | 'none-left'

/** What a provider was told of: filters that are links, and one form that answers what is ticked. */
export function itemsPage(view: View, shown: ItemsShown): Html {
  const { t } = view
  const { asked, items, isAsked, asker, next, ticked, problem = null, typed = {} } = shown
  // The items of a file are looked at before somebody agrees; they are answered in the list of all.
  const mayTick = asker === null && asked.state !== 'removed' && asked.state !== 'closed'
  return layout(
    view,
    t('portal.items'),
    html`${doneLine(view, shown)} ${answerProblem(view, problem)}
    ${
      asker === null
        ? isAsked &&
          html`<p><a href="/portal/files#addresses">${t('address-file.colleague')}</a></p>`
        : html`<p>
            ${t('address-file.of', { name: asker })}
            <a href="/portal/files#addresses">${t('address-file.back')}</a>
          </p>`
    }
    ${folded(view, shown)} ${items.length > 0 && csvLink(view, asked)}
    ${
      items.length === 0
        ? emptyState(
            t(
              asked.state === 'open' && !asked.class && !asked.age && !asked.find && !asked.file
                ? 'portal.nothing-open'
                : 'portal.none',
            ),
          )
        : mayTick
          ? html`<form method="post" action="/portal/preview">
              <input type="hidden" name="form" value="${view.form}" />
              ${hidden(asked)} ${forEnter(view)}
              <p class="buttons">
                <button class="quiet" name="tick" value="all" formnovalidate>
                  ${t('portal.tick-all')}
                </button>
                ${toAnswer(view)}
              </p>
              ${itemTable(view, items, { ticked, linked: true })} ${nextLink(view, asked, next)}
              <section class="card stack portal">
                <h2 id="answer">${t('portal.answer-ticked')}</h2>
                <p class="fine">${t('portal.answer-how')}</p>
                ${answerFields(view, typed, problem === 'reply.needs-detail')}
                <p class="buttons">
                  <button class="primary">${t('portal.preview')}</button>
                  ${ofAll(view, shown)}
                </p>
              </section>
            </form>`
          : html`${itemTable(view, items, { ticked: null, linked: true })}
            ${nextLink(view, asked, next)}`
    }`,
  )
}

/** What was just answered, with a way to it: the list goes on with what waits. */
function doneLine(view: View, { asked, done = null, answered = null }: ItemsShown): Html | null {
  const { t } = view
  if (done === null) return null
  const count = answered === null ? null : number(view, answered)
  const counted =
    done === 'answered' && count !== null ? `${t('portal.done-count', { count })} ` : ''
  const way =
    asked.state !== 'answered' &&
    html`<a href="${itemsPath({ ...asked, after: undefined, state: 'answered' })}"
      >${t('portal.see-answered')}</a
    >`
  return flash(`${counted}${t(`portal.done-${done}`)}`, null, { way: way || null })
}

/** One answer for all that the filters show, of every page; for what is answered already, ticks are meant. */
function ofAll(view: View, { asked, items, counts }: ItemsShown): Html | null {
  const n = counts.states.open
  if (asked.state !== 'open' || n <= items.length) return null
  const isMore = n > MOST_ANSWERS
  const count = number(view, Math.min(n, MOST_ANSWERS))
  return html`<button class="quiet" name="all" value="yes">
    ${view.t(isMore ? 'portal.preview-most' : 'portal.preview-all', { count })}
  </button>`
}

/** All of what is chosen, not of this page alone, ready to be filled in. */
const csvLink = ({ t }: View, asked: ItemsAsked): Html =>
  html`<p>
    <a href="${itemsPath({ ...asked, after: undefined }).replace('/portal', '/portal/items.csv')}"
      >${t('portal.csv-of-these')}</a
    >
  </p>`

/** The key Enter presses the first button of a form, which must not be the one that ticks all. */
const forEnter = ({ t }: View): Html =>
  html`<button class="sr" tabindex="-1" aria-hidden="true">${t('portal.preview')}</button>`

const nextLink = ({ t }: View, asked: ItemsAsked, next: string | null): Html | null =>
  next === null
    ? null
    : html`<p>
        <a rel="next" href="${itemsPath({ ...asked, after: next })}">${t('portal.next')}</a>
      </p>`

/** What is shown, for a form to lead back there. */
export const hidden = (asked: ItemsAsked): Html =>
  html`${(['state', 'class', 'age', 'find', 'after'] as const).map(
    (name) => html`<input type="hidden" name="${name}" value="${asked[name] ?? ''}" />`,
  )}`

/** On a telephone folded, where items come first. */
function folded(view: View, shown: ItemsShown): Html {
  const { state, find } = shown.asked
  return html`<details class="chooser" ${find !== undefined && html` open`}>
    <summary>
      ${view.t('column.state')}:
      <strong
        >${state === 'all' ? view.t('portal.all') : view.t.code('portal-state', state)}</strong
      >
    </summary>
    ${choices(view, shown)}
  </details>`
}

function choices(view: View, { asked, counts }: ItemsShown): Html {
  const { t } = view
  const first = { ...asked, after: undefined }
  const link = (path: string, text: Html | string, isCurrent: boolean): Html =>
    html`<li><a href="${path}" ${isCurrent && html` aria-current="true"`}>${text}</a></li>`
  const choice = (name: string, links: readonly Html[]): Html =>
    html`<nav class="choice" aria-label="${name}">
      <span>${name}</span>
      <ul>
        ${links}
      </ul>
    </nav>`
  return html`${choice(
    t('column.state'),
    STATES.map((state) =>
      link(
        itemsPath({ ...first, state }),
        state === 'all'
          ? t('portal.all')
          : html`${t.code('portal-state', state)} (${counted(view, counts.states[state])})`,
        state === asked.state,
      ),
    ),
  )}
  ${choice(t('portal.age'), [
    link(itemsPath({ ...first, age: undefined }), t('portal.any'), asked.age === undefined),
    ...AGES.map((hours) =>
      link(
        itemsPath({ ...first, age: String(hours) as '24' }),
        `> ${narrow(view, hours)}`,
        asked.age === String(hours),
      ),
    ),
  ])}
  ${
    counts.classes.length > 1 &&
    choice(t('portal.class'), [
      link(itemsPath({ ...first, class: undefined }), t('portal.any'), asked.class === undefined),
      ...LEGAL_CLASSES.filter((name) => counts.classes.includes(name)).map((name) =>
        link(itemsPath({ ...first, class: name }), t.code('class', name), asked.class === name),
      ),
    ])
  }
  ${findForm(view, asked)}`
}

/** For whoever has a ticket open, and looks for what it is about, whatever became of it. */
const findForm = ({ t }: View, asked: ItemsAsked): Html =>
  html`<form method="get" action="/portal" class="row two find" role="search">
    <input type="hidden" name="state" value="all" />
    <label
      >${t('portal.find')}<input
        name="find"
        type="search"
        value="${asked.find ?? ''}"
        maxlength="253"
        pattern="[^\\/?#@]*"
        autocomplete="off"
        autocapitalize="off"
        placeholder="NL-2026-000123"
    /></label>
    <button>${t('providers.show')}</button>
  </form>`

const counted = (view: View, n: number): string =>
  n > MOST_COUNTED ? `${number(view, MOST_COUNTED)}+` : number(view, n)

import { mayDo } from '@nightlight/contract'
import { unitOf } from '../../lists/refusals-csv.ts'
import {
  isAsEarlier,
  type MappedCode,
  type MappedSample,
  type Mapping,
} from '../../lists/mapping-store.ts'
import { emptyState, facts, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number, personName } from '../list-fragments.ts'
import type { View } from '../view.ts'

export const CLASSES = ['csam', 'harmful', 'skip'] as const
/** Before the code, in the name of its field. */
export const FIELD = 'code:'

/** Codes of a source beside what they mean here. */
export function mappingPage(view: View, found: Mapping, done: string | null): Html {
  const { t, principal } = view
  const { id, list, codes, mapping, state } = found
  const mayChange = state === 'staged' && principal !== null && mayDo(principal.role, 'list:write')
  return layout(
    view,
    t('mapping.title'),
    html`${done && doneText(view, found, done)}
      <section class="card">
        <p class="lead">
          <a class="host" href="/console/submissions/${id}">${list.name}</a>
        </p>
        <p>${t('mapping.lead')}</p>
        ${mapping === 'again' && html`<p class="attention">${t('mapping.again')}</p>`}
        ${mapping === 'again' && html`<p><a class="button" href="/console/hash-lists/${list.id}/hand-in">${t('lists.hand-in')}</a></p>`}
      </section>
      ${codes.length === 0 ? emptyState(t('mapping.no-codes')) : html`${mayChange ? form(view, found) : table(view, found, false)} ${result(view, found)}`}
      <p><a href="/console/submissions/${id}">${t('mapping.back')}</a></p>`,
  )
}

/** What was saved is enough, or says what is still missing. */
function doneText({ t }: View, { mapping }: Mapping, done: string): Html {
  const isOpen = done === 'mapped' && (mapping === 'needed' || mapping === 'again')
  return html`<p class="${isOpen ? 'attention' : 'flash'}" role="status">
    ${isOpen ? t(`mapping.saved-${mapping}`) : t.code('done', done)}
  </p>`
}

function form(view: View, found: Mapping): Html {
  const { t } = view
  return html`<form method="post" action="/console/submissions/${found.id}/mapping">
    <input type="hidden" name="form" value="${view.form}" />
    <input type="hidden" name="seen" value="${found.mark}" />
    ${table(view, found, true)}
    <p class="after">
      <label class="check">
        <input type="checkbox" name="default" value="yes" />
        ${t('mapping.as-default', { authority: found.authority })}
      </label>
    </p>
    <p class="fine">${t('mapping.skip-hint')}</p>
    <p class="buttons"><button class="primary">${t('mapping.save')}</button></p>
  </form>`
}

const table = (view: View, found: Mapping, mayChange: boolean): Html => {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('mapping.code')}</th>
        <th scope="col" class="figure">${t('mapping.rows')}</th>
        <th scope="col">${t('mapping.samples')}</th>
        <th scope="col">${t('mapping.class')}</th>
      </tr>
    </thead>
    <tbody>
      ${found.codes.map((code, n) => row(view, code, { n, mayChange, found }))}
    </tbody>
  </table>`
}

/** What each code means now and how many rows have it, for who has that count. */
export const meaningTable = (view: View, { codes }: Pick<Mapping, 'codes'>): Html => {
  const { t } = view
  return html`<h2>${t('mapping.title')}</h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('mapping.code')}</th>
          <th scope="col" class="figure">${t('mapping.rows')}</th>
          <th scope="col">${t('mapping.class')}</th>
        </tr>
      </thead>
      <tbody>
        ${codes.map((one) => {
          const { code, rows, now } = one
          return html`<tr>
            <th scope="row">${nameOf(view, code)}</th>
            <td data-label="${t('mapping.rows')}" class="figure">${number(view, rows)}</td>
            <td data-label="${t('mapping.class')}">
              ${className(view, now)}${earlierText(view, one)}
            </td>
          </tr>`
        })}
      </tbody>
    </table>`
}

const nameOf = ({ t }: View, code: string): string => {
  if (code === 'none') return t('mapping.none')
  return code === 'other' ? t('mapping.other') : code
}

function row(
  view: View,
  one: MappedCode,
  { n, mayChange, found }: { n: number; mayChange: boolean; found: Mapping },
): Html {
  const { t } = view
  const { code, rows, samples, readAs, now } = one
  return html`<tr>
    <th scope="row" id="code-${n}">${nameOf(view, code)}</th>
    <td data-label="${t('mapping.rows')}" class="figure">${number(view, rows)}</td>
    <td data-label="${t('mapping.samples')}">
      ${samples.length === 0 ? (readAs === 'skip' ? '–' : t('mapping.known-only')) : samples.map((one) => html`<span class="sample">${sampleLink(view, found, one)}</span> `)}
    </td>
    <td data-label="${t('mapping.class')}">
      ${mayChange ? choice(view, one, n) : className(view, now)} ${earlierText(view, one)}
      ${readAs !== null && readAs !== now && html`<small class="below">${t('mapping.staged-as', { class: className(view, readAs) })}</small>`}
    </td>
  </tr>`
}

/** That nobody need have said it of this file, and whose word it is. */
const earlierText = (view: View, one: MappedCode): Html | false =>
  isAsEarlier(one) &&
  html`<small class="below"
    >${view.t('mapping.as-earlier')}${one.saidBy.length > 0 && `: ${one.saidBy.map((person) => personName(view, person)).join(', ')}`}</small
  >`

/** An example by what its file has of it: what the source calls it, and in which row it stands. */
function sampleLink(
  view: View,
  { list, format }: Mapping,
  { entryId, line, reference }: MappedSample,
): Html {
  const path = `/console/hash-lists/${list.id}/entries/${entryId}`
  const place =
    line === null ? shortId(entryId) : view.t(`sample.${unitOf(format)}`, { n: number(view, line) })
  return html`<a href="${path}"
    >${reference === null ? place : html`<strong>${reference}</strong>, ${place}`}</a
  >`
}

const className = ({ t }: View, name: MappedCode['now']): string => {
  if (name === null) return t('mapping.open')
  return name === 'skip' ? t('mapping.skip') : t.code('class', name)
}

/** What is not a code may not be left out: nobody knows what it is. */
const choice = (view: View, { code, now }: MappedCode, n: number): Html =>
  html`<select name="${FIELD}${code}" aria-labelledby="code-${n}">
    <option value="" ${now === null && html` selected`}>${view.t('mapping.choose')}</option>
    ${CLASSES.filter((name) => name !== 'skip' || code !== 'other').map(
      (name) =>
        html`<option value="${name}" ${name === now && html` selected`}>
          ${className(view, name)}
        </option>`,
    )}
  </select>`

/** How many rows count as what, by what was saved. */
function result(view: View, { codes }: Mapping): Html {
  const { t } = view
  const rowsOf = (name: MappedCode['now']): string | null => {
    const sum = codes.filter(({ now }) => now === name).reduce((all, { rows }) => all + rows, 0)
    return sum === 0 ? null : number(view, sum)
  }
  return html`<section class="card">
    <h2>${t('mapping.result')}</h2>
    ${facts([...CLASSES, null].map((name) => [className(view, name), rowsOf(name)] as const))}
  </section>`
}

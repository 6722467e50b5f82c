import { mayDo } from '@nightlight/contract'
import { unitOf } from '../../lists/refusals-csv.ts'
import type { KeptRests } from '../../lists/kept-rests.ts'
import {
  deadEndOf,
  isMapper,
  isOver,
  isSubmitter,
  type SubmissionAction,
} from '../../lists/submission-actions.ts'
import type { SubmissionView } from '../../lists/submission-view-store.ts'
import { followLine, type Followed } from '../follow.ts'
import { facts, flash, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { restFacts } from '../list-care/rest-facts.ts'
import { eachMatchLink, restingTable, type RestingPage } from '../list-care/resting-matches.ts'
import {
  countBar,
  listClass,
  number,
  personName,
  readBar,
  readSoFar,
  submissionBadge,
  whatToDo,
  termFacts,
} from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

export type SubmissionInFull = {
  submission: SubmissionView
  rests: KeptRests
  /** Matches one by one, where that was asked for. */
  resting: RestingPage | null
  actions: readonly SubmissionAction[]
  /** What was done just before, as a code. */
  done: string | null
}

export function submissionPage(view: View, full: SubmissionInFull): Html {
  const { t } = view
  const { submission, rests, resting, actions, done } = full
  const path = `/console/submissions/${submission.id}`
  const isNegative = submission.list.negative
  const deadEnd = deadEndOf(submission)
  const again = (deadEnd === 'empty' || deadEnd === 'expired') && againButton(view, submission)
  return layout(
    view,
    `${t('submission.title')} ${shortId(submission.id)}`,
    html`${done && flash(t.code('done', isNegative && done === 'activated' ? 'activated-negative' : done))}
      <section class="card">
        <p class="lead">
          <a class="host" href="/console/lists?list=${submission.list.id}"
            >${submission.list.name}</a
          >
          ${submissionBadge(view, submission)}
        </p>
        <p>${nextText(view, submission)}</p>
        ${failureText(view, submission)}
        ${submission.state === 'receiving' && readBar(view, submission.progress)}
        ${isUnderWay(submission) && followLine(view, followedOf(view, submission), { path, live: `${path}/live` })}
        ${countBar(view, submission.counts)} ${mappingText(view, submission)}
        ${
          (actions.length > 0 || again) &&
          html`<p class="buttons">
            ${actions.map((action) => button(view, path, action))} ${again}
          </p>`
        }
      </section>
      ${diffSection(view, submission)} ${factSection(view, submission)}
      ${lookBackSection(view, submission)} ${refusedSection(view, submission, path)}
      ${setAsideSection(view, submission)} ${categorySection(view, submission)}
      <section class="card">
        <h2>${t('submission.rests')}</h2>
        ${restFacts(view, rests)}
        ${resting === null && rests.matches.all > 0 && eachMatchLink(view, path)}
      </section>
      ${resting && restingTable(view, resting, { path, listId: submission.list.id })}`,
  )
}

/** What becomes of it next, and by whom. */
function nextText(view: View, submission: SubmissionView): string {
  const deadEnd = deadEndOf(submission)
  if (deadEnd) return view.t(`submission-next.${deadEnd}`)
  if (isToReadAgain(submission)) return view.t('submission-next.again')
  if (submission.failure && OF_WHOLE.has(submission.failure.code))
    return view.t('submission-next.failed-whole')
  if (isWithOthers(view, submission))
    return view.t(isOwn(view, submission) ? 'submission.own' : 'submission.own-codes')
  if (isOver(submission)) return view.t('submission-next.over')
  if (submission.list.negative && submission.state === 'active')
    return view.t('submission-next.active-negative')
  return view.t.code('submission-next', submission.state)
}

/** How far a submission is, for its page that lies open. */
export function followedOf(view: View, submission: SubmissionView): Followed {
  const { state, lookBack, progress } = submission
  if (state === 'receiving') return { state, ...readSoFar(view, progress) }
  const words = state === 'active' ? [lookBackText(view, lookBack)] : []
  return { state: `${state}/${lookBack.state}`, words, part: null }
}

const isToReadAgain = ({ state, mapping }: SubmissionView): boolean =>
  state === 'staged' && mapping === 'again'

/** What its codes mean is said before anything else is done with it. */
function mappingText(view: View, submission: SubmissionView): Html | null {
  const { t, principal } = view
  const { id, mapping, state } = submission
  if (mapping === 'none' || state !== 'staged') return null
  const deadEnd = deadEndOf(submission)
  if (deadEnd === 'expired' || deadEnd === 'list-expired' || (deadEnd && mapping === 'needed'))
    return null
  const mayChange = principal !== null && mayDo(principal.role, 'list:write')
  const isOpen = mapping !== 'said'
  const isToSay = mapping === 'needed' && mayChange
  return html`<p ${isOpen && html`class="attention"`}>
      ${t(mapping === 'again' ? 'mapping.again' : `mapping.${mapping}`)}
    </p>
    <p class="buttons">
      ${mapping === 'again' && againButton(view, submission, 'button primary')}
      <a class="button ${isToSay && 'primary'}" href="/console/submissions/${id}/mapping"
        >${t(isToSay ? 'mapping.go' : 'mapping.look')}</a
      >
    </p>`
}

const unitName = ({ t }: View, { format }: SubmissionView): string => t(`unit.${unitOf(format)}`)

function failureText(view: View, { failure, format }: SubmissionView): Html | null {
  if (failure === null) return null
  const { t } = view
  // all of it could be read: it is another file than was sent, or longer than is taken
  if (OF_WHOLE.has(failure.code))
    return html`<p><strong>${t.code('failure', failure.code)}</strong></p>`
  const place =
    failure.line === null
      ? t('failure-place.none')
      : t(`failure-place.${unitOf(format)}`, {
          n: number(view, failure.line),
          bytes: number(view, failure.byte ?? 0),
        })
  return html`<p><strong>${t.code('failure', failure.code)}</strong> ${place}</p>`
}

const OF_WHOLE: ReadonlySet<string> = new Set([
  'digest-wrong',
  'upload-part-lost',
  'file-too-large',
])

const isUnderWay = ({ state, lookBack }: SubmissionView): boolean =>
  state === 'receiving' ||
  state === 'ending' ||
  (state === 'active' && lookBack.state === 'running')

/** Whether somebody reads it who might activate it, had they no hand in it. */
const isWithOthers = (view: View, submission: SubmissionView): boolean => {
  const { principal } = view
  if (submission.state !== 'staged' || deadEndOf(submission) !== null) return false
  if (principal === null || !mayDo(principal.role, 'list:activate')) return false
  return isOwn(view, submission) || isMapper(submission, principal)
}

const isOwn = ({ principal }: View, submission: SubmissionView): boolean =>
  principal !== null && isSubmitter(submission, principal)

const button = ({ t }: View, path: string, action: SubmissionAction): Html =>
  html`<a
    class="button ${action === 'activate' || action === 'release' ? 'primary' : ''}"
    href="${path}/${action}"
    >${t(`action.${action}`)}</a
  >`

const againButton = (
  { t, principal }: View,
  { list }: SubmissionView,
  kind: 'button' | 'button primary' = 'button',
): Html | false =>
  principal !== null &&
  mayDo(principal.role, 'list:write') &&
  html`<a class="${kind}" href="/console/hash-lists/${list.id}/hand-in">${t('lists.hand-in')}</a>`

/** One name a line. */
const namesOf = (view: View, people: SubmissionView['mappedBy']): Html | null =>
  people.length === 0 ? null : html`${people.map((one) => html`${personName(view, one)}<br />`)}`

function factSection(view: View, one: SubmissionView): Html {
  const { t, language } = view
  const at = (name: string, when: Date | null): Html | null =>
    when && html`${name}<br />${time(when, language)}`
  const { categories, endReason } = one
  return html`<section class="card">
    ${facts([
      [t('column.authority'), one.authority.name],
      [t('lists.names'), listClass(view, one.list)],
      [t('submission.kind'), t.code('submission-kind', one.kind)],
      [t('submission.format'), one.state === 'receiving' ? null : one.format.toUpperCase()],
      [t('submission.handed-in'), at(personName(view, one.submittedBy), one.receivedAt)],
      [t('submission.basis'), one.legalBasis === '' ? null : one.legalBasis],
      ...termFacts(view, one),
      [t('submission.officer'), one.officer],
      [t('submission.expires'), one.expiresAt && time(one.expiresAt, language)],
      [t('submission.list-expires'), one.list.expiresAt && time(one.list.expiresAt, language)],
      [t('submission.categories'), categories && categoryText(view, categories)],
      [t('mapping.said-by'), namesOf(view, one.mappedBy)],
      [
        t('submission.activated'),
        one.activatedBy && at(personName(view, one.activatedBy), one.activatedAt),
      ],
      [
        t('submission.released'),
        one.lookBack.found > 0 && one.lookBack.releasedBy !== null
          ? at(personName(view, one.lookBack.releasedBy), one.lookBack.releasedAt)
          : null,
      ],
      [
        t('submission.ended'),
        one.endedBy &&
          html`${endReason && html`${t.code('end-reason', endReason)}<br />`}${personName(view, one.endedBy)}${
            one.endedAt && html`<br />${time(one.endedAt, language)}`
          }`,
      ],
      [t('submission.note'), one.endNote === '' ? null : one.endNote],
    ])}
  </section>`
}

const categoryText = ({ t }: View, categories: Record<string, string>): string =>
  Object.entries(categories)
    .map(
      ([code, name]) =>
        `${code}: ${name === 'skip' ? t('submission.skipped') : t.code('class', name)}`,
    )
    .join('\n')

function lookBackSection(view: View, submission: SubmissionView): Html | null {
  const { state, lookBack } = submission
  if ((state !== 'staged' && state !== 'active') || deadEndOf(submission)) return null
  return html`<section class="card">
    <h2>${view.t('submission.look-back')}</h2>
    <p data-now>${lookBackText(view, lookBack)}</p>
  </section>`
}

const lookBackText = (view: View, { state, looked, found }: SubmissionView['lookBack']): string =>
  view.t(`look-back.${state}`, { looked: number(view, looked), found: number(view, found) })

function diffSection(view: View, { diff }: SubmissionView): Html | null {
  if (diff === null) return null
  const { t } = view
  return html`<section>
    <h2>${t('submission.diff')}</h2>
    <ul class="tiles">
      ${(['added', 'unchanged', 'missing'] as const).map(
        (name) =>
          html`<li>
            <span><strong>${number(view, diff[name])}</strong> ${t(`diff.${name}`)}</span>
          </li>`,
      )}
    </ul>
  </section>`
}

function refusedSection(view: View, one: SubmissionView, path: string): Html {
  const { t } = view
  const { refused } = one.counts
  const isAll = one.refusalsKept === refused
  const unit = unitName(view, one)
  return html`<section>
    <h2>${t('submission.refused', { unit })}</h2>
    ${
      refused === 0
        ? html`<p>${t('submission.no-refused')}</p>`
        : html`${countTable(view, 'refusal', one.refusedBy, unit)}
            <p class="after">
              <a href="${path}/refusals"
                >${isAll ? t('submission.csv', { unit }) : t('submission.csv-first', { unit, n: number(view, one.refusalsKept) })}</a
              >
            </p>`
    }
  </section>`
}

function setAsideSection(view: View, { setAside }: SubmissionView): Html | null {
  const left = Object.entries(setAside).filter(([, n]) => n > 0)
  if (left.length === 0) return null
  return html`<section>
    <h2>${view.t('submission.set-aside')}</h2>
    ${countTable(view, 'set-aside', Object.fromEntries(left), view.t('column.hashes'))}
  </section>`
}

/** What its categories left out, and the codes that they do not have; rows of the latter are among the refused. */
function categorySection(view: View, one: SubmissionView): Html | null {
  const { t } = view
  const { skipped, unmapped } = one
  const unit = unitName(view, one)
  const hasCodes = Object.keys(unmapped).length > 0
  if (skipped === 0 && !hasCodes) return null
  return html`<section>
    <h2>${t('submission.by-category')}</h2>
    ${skipped > 0 && html`<p>${t('submission.rows-skipped', { unit, n: number(view, skipped) })}</p>`}
    ${
      hasCodes &&
      html`<p>${t('submission.unmapped')}</p>
        ${countTable(view, 'unmapped', unmapped, unit, t('column.code'))}`
    }
  </section>`
}

const countTable = (
  view: View,
  group: string,
  counts: Readonly<Record<string, number>>,
  counted: string,
  what = view.t('column.reason'),
): Html =>
  html`<table class="narrow reasons">
    <thead>
      <tr>
        <th scope="col">${what}</th>
        <th scope="col" class="figure">${counted}</th>
      </tr>
    </thead>
    <tbody>
      ${Object.entries(counts)
        .toSorted(([, a], [, b]) => b - a)
        .map(
          ([code, n]) =>
            html`<tr>
              <th scope="row">
                ${view.t.code(group, code)}${group === 'refusal' && whatToDo(view, code)}
              </th>
              <td class="figure">${number(view, n)}</td>
            </tr>`,
        )}
    </tbody>
  </table>`

import type { SubmissionView } from '../../lists/submission-view-store.ts'
import { deadEndOf } from '../../lists/submission-actions.ts'
import { emptyState, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { bytesText, countBar, number, personName, readBar } from '../list-fragments.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import { HAND_OVERS_SHOWN, type PoliceWork } from './police-work.ts'

type Row = { what: Html; about: Html | string; since: Date | null }

/** What waits for an officer, most pressing first, and below it what is under way. */
export function policeWorkSection(view: View, work: PoliceWork): Html {
  const { t } = view
  const {
    toActivate,
    toMap,
    deadEnds,
    comingIn,
    withOthers,
    begun,
    handOvers,
    unanswered,
    entered,
  } = work
  const waiting: Row[] = [
    ...handOvers.slice(0, HAND_OVERS_SHOWN).map(({ id, reference, cases, handedOverAt }) => ({
      what: link(t('police-work.hand-over', { reference }), `/console/hand-overs/${id}`),
      about: t('police-work.cases', { n: cases }),
      since: handedOverAt,
    })),
    ...unanswered.slice(0, HAND_OVERS_SHOWN).map(({ id, reference, waiting: n, handedOverAt }) => ({
      what: link(t('police-work.word', { reference }), `/console/hand-overs/${id}`),
      about: html`<span class="attention">${t('hand-overs.waits', { n })}</span>`,
      since: handedOverAt,
    })),
    ...entered.slice(0, HAND_OVERS_SHOWN).map(({ reference, handedOverAt }) => ({
      what: link(t('police-work.word', { reference }), '/console/hand-overs?state=entered'),
      about: html`<span class="attention">${t('hand-overs.waits', { n: 1 })}</span>`,
      since: handedOverAt,
    })),
    ...toActivate.map((one) => ({
      what: submissionLink(t('police-work.activate', { list: one.list.name }), one),
      about: html`${countBar(view, one.counts)}
        <small class="below">${personName(view, one.submittedBy)}</small>`,
      since: one.receivedAt,
    })),
    ...toMap.map((one) => ({
      what:
        one.mapping === 'again'
          ? submissionLink(t('police-work.again', { list: one.list.name }), one)
          : submissionLink(t('police-work.map', { list: one.list.name }), one, '/mapping'),
      about: html`<span class="attention"
        >${t(one.mapping === 'again' ? 'mapping.again' : 'mapping.needed')}</span
      >`,
      since: one.receivedAt,
    })),
    ...deadEnds.map((one) => ({
      what: submissionLink(
        t(`police-work.${deadEndOf(one) ?? 'empty'}`, { list: one.list.name }),
        one,
      ),
      about: countBar(view, one.counts),
      since: one.receivedAt,
    })),
    ...begun.map(({ listId, received, size, changedAt }) => ({
      what: link(t('police-work.go-on'), `/console/hash-lists/${listId}/hand-in`),
      about: t('begun.part', { done: bytesText(view, received), all: bytesText(view, size) }),
      since: changedAt,
    })),
  ]
  const underWay: Row[] = [
    ...comingIn.map((one) => ({
      what: submissionLink(t('police-work.read', { list: one.list.name }), one),
      about: readBar(view, one.progress),
      since: one.receivedAt,
    })),
    ...withOthers.map((one) => ({
      what: submissionLink(t('police-work.with-others', { list: one.list.name }), one),
      about: countBar(view, one.counts),
      since: one.receivedAt,
    })),
  ]
  return html`<section class="police-work">
      <h2>${t('police-work.title')}</h2>
      ${waiting.length === 0 ? emptyState(t('police-work.none'), { path: '/console/lists', text: t('lists.open') }) : table(view, waiting)}
      ${handOvers.length > HAND_OVERS_SHOWN && moreHandOvers(view, 'waiting')}
      ${unanswered.length > HAND_OVERS_SHOWN && moreHandOvers(view, 'unanswered')}
      ${entered.length > HAND_OVERS_SHOWN && moreHandOvers(view, 'entered')}
    </section>
    ${
      underWay.length > 0 &&
      html`<section class="police-work">
        <h2>${t('police-work.under-way')}</h2>
        ${table(view, underWay)}
      </section>`
    }`
}

const moreHandOvers = (view: View, state: 'waiting' | 'unanswered' | 'entered'): Html =>
  html`<p>
    <a href="/console/hand-overs?state=${state}"
      >${view.t(state === 'waiting' ? 'police-work.more' : 'police-work.more-words', { n: number(view, HAND_OVERS_SHOWN) })}</a
    >
  </p>`

const link = (text: Html | string, path: string): Html => html`<a href="${path}">${text}</a>`
const submissionLink = (text: string, { id }: SubmissionView, page: '' | '/mapping' = ''): Html =>
  link(html`${text} <span class="id">${shortId(id)}</span>`, `/console/submissions/${id}${page}`)

const table = ({ t, language }: View, rows: readonly Row[]): Html =>
  html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('police-work.what')}</th>
        <th scope="col">${t('police-work.about')}</th>
        <th scope="col">${t('police-work.since')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ what, about, since }) =>
          html`<tr>
            <th scope="row">${what}</th>
            <td data-label="${t('police-work.about')}">${about}</td>
            <td data-label="${t('police-work.since')}">${since ? time(since, language) : '–'}</td>
          </tr>`,
      )}
    </tbody>
  </table>`

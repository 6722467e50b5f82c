import type { DbOrTransaction } from '@nightlight/runtime'
import { Type } from 'typebox'
import { followsCases } from '../../lists/list-scope.ts'
import { restingMatches, type Ground, type RestingMatch } from '../../lists/rests-store.ts'
import { shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'

const SHOWN = 25
/** Before the first match there is. */
const BEGINNING = '00000000-0000-0000-0000-000000000000'

/** Where a page of matches goes on. */
export const After = Type.Optional(Type.String({ format: 'uuid' }))

/** One page of the matches that rest on something, and where the next one begins. */
export type RestingPage = {
  matches: readonly RestingMatch[]
  next: string | null
  isFirst: boolean
}

export async function restingPage(
  db: DbOrTransaction,
  ground: Ground,
  after: string | null,
): Promise<RestingPage> {
  const found = await restingMatches(db, ground, { limit: SHOWN + 1, after })
  const matches = found.slice(0, SHOWN)
  const next = found.length > SHOWN ? (matches.at(-1)?.id ?? null) : null
  return { matches, next, isFirst: after === null || after === BEGINNING }
}

/** The way to the first of them, from a page that has counts alone. */
export const eachMatchLink = ({ t }: View, path: string): Html =>
  html`<p><a href="${path}?after=${BEGINNING}#matches">${t('rests.each')}</a></p>`

/**
 * Matches one by one. An authority sees dates and states alone: which case it is, it is not told.
 *
 * @param place.listId  of which list they are, where each has an entry of its own
 */
export function restingTable(
  view: View,
  { matches, next, isFirst }: RestingPage,
  { path, listId }: { path: string; listId?: string },
): Html | null {
  const { t, principal } = view
  if (matches.length === 0 && isFirst) return null
  const follows = principal !== null && followsCases(principal)
  const row = (match: RestingMatch) => matchRow(view, match, { follows, listId })
  return html`<section id="matches">
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">${t('entry.matched-at')}</th>
          ${listId !== undefined && html`<th scope="col">${t('rests.entry')}</th>`}
          <th scope="col">${t('takedowns.title')}</th>
          <th scope="col">${t('column.notices')}</th>
        </tr>
      </thead>
      <tbody>
        ${matches.map(row)}
      </tbody>
    </table>
    ${next && html`<p class="after"><a href="${path}?after=${next}#matches">${t('rests.later')}</a></p>`}
    ${!isFirst && html`<p class="after"><a href="${path}?after=${BEGINNING}#matches">${t('rests.from-first')}</a></p>`}
  </section>`
}

function matchRow(
  { t, language }: View,
  { id, entryId, matchedAt, takedowns }: RestingMatch,
  { follows, listId }: { follows: boolean; listId: string | undefined },
): Html {
  const to = (path: string, text: Html): Html =>
    follows ? html`<a href="/console/${path}">${text}</a>` : text
  const letters = takedowns.flatMap(({ notices }) => notices)
  return html`<tr>
    <th scope="row">${to(`matches/${id}`, time(matchedAt, language))}</th>
    ${
      listId !== undefined &&
      html`<td data-label="${t('rests.entry')}">
        <a class="id" href="/console/hash-lists/${listId}/entries/${entryId}"
          >${shortId(entryId)}</a
        >
      </td>`
    }
    <td data-label="${t('takedowns.title')}">
      ${takedowns.length === 0 ? '–' : takedowns.map((one) => html`<span class="below">${to(`takedowns/${one.id}`, html`${t.code('status', one.status)}, ${time(one.openedAt, language)}`)}</span> `)}
    </td>
    <td data-label="${t('column.notices')}">
      ${letters.map(({ kind, sentAt }) => html`<span class="below">${t.code('notice-kind', kind)}${sentAt && html`, ${time(sentAt, language)}`}</span> `)}
    </td>
  </tr>`
}

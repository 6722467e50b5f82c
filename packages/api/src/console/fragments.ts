import type { Match } from '../match-store.ts'
import type { TakedownOutcome } from '../outcome.ts'
import type { ReportSummary } from '../report-facts-store.ts'
import type { ReportState } from '../report-state.ts'
import type { Takedown } from '../takedown-store.ts'
import { ageBar } from './age-bar.ts'
import { html, type Html } from './html.ts'
import { defanged } from './masked-text.ts'
import type { View } from './view.ts'

const TONES: Record<TakedownOutcome | ReportState, 'good' | 'bad' | 'wait' | 'plain'> = {
  awaiting: 'wait',
  'still-present': 'bad',
  'seen-gone': 'wait',
  unknown: 'wait',
  resurfaced: 'bad',
  removed: 'good',
  closed: 'plain',
  received: 'plain',
  refused: 'plain',
  queued: 'plain',
  crawled: 'plain',
  incomplete: 'wait',
  unreachable: 'wait',
  matched: 'bad',
  'in-takedown': 'wait',
}

/** A new line where no style sheet makes one: in a text browser, which shows what is hidden. */
export const TEXT_BREAK = html`<br hidden />`

/** The way over what narrows a page down, to what is left: it is seen by whoever gets there by keyboard. */
export const skipFilters = ({ t }: View, id: string): Html =>
  html`<a class="skip" href="#${id}">${t('cases.skip')}</a>`

/** A state as a word; the colour only repeats what the word says. */
export const stateBadge = ({ t }: View, state: ReportState): Html =>
  html`<span class="badge ${TONES[state]}">${t.code('state', state)}</span>`

export const outcomeBadge = ({ t }: View, outcome: TakedownOutcome): Html =>
  html`<span class="badge ${TONES[outcome]}">${t.code('outcome', outcome)}</span>`

/** That a child may be at risk now, wherever a case is listed or opened. */
export const riskBadge = ({ t }: View): Html =>
  html`<span class="badge bad">${t('risk.badge')}</span>`

/**
 * Where in a media its entry was found; null when it is the picture as it is.
 *
 * @param media  undefined when it is not known; the frames of a video are its seconds
 */
export function foundIn(
  { t }: View,
  { frame, variant, tier }: Pick<Match, 'frame' | 'variant' | 'tier'>,
  media: { mime: string; frames: number } | undefined,
): string | null {
  const of = media?.frames ?? frame + 1
  // Digests are of the whole file.
  const isInVideo = tier !== 'exact' && media?.mime.startsWith('video/')
  if (isInVideo) return t('found.second', { n: frame, of })
  if (frame > 0) return t('found.frame', { n: frame + 1, of })
  return variant === 'picture' ? null : t.code('found', variant)
}

/** How long the content has been known to be up: from T0 until it was first seen gone (T9), or until now. */
export function takedownAge(view: View, { clocks, openedAt, outcome }: Takedown): Html {
  const from = clocks.t0 ?? openedAt
  const isOver = outcome === 'removed' || outcome === 'closed'
  const until = isOver ? (clocks.t9 ?? clocks.t10) : null
  return ageBar(view, (until ?? view.now).getTime() - from.getTime(), !isOver)
}

/** Who did it, as a person reads it. */
export function actorName({ t }: View, actor: string): string {
  const [kind = '', ...rest] = actor.split(':')
  const name = rest.join(':')
  if (kind === 'key') return t('actor.key', { id: name.slice(-6) })
  if (kind === 'rule') return t('actor.rule')
  if (kind === 'policy') return t('actor.policy')
  if (actor === 'nightlight') return t('actor.machine')
  return name === '' ? t.code('actor', actor) : `${name} (${t.code('role', kind)})`
}

/** The host of a report; a refused one has none, and never will. */
export const reportHost = (
  { t }: View,
  { host, state }: Pick<ReportSummary, 'host' | 'state'>,
): string => {
  if (host !== null) return defanged(host)
  return state === 'refused' ? t('report.refused-host') : t('report.no-host')
}

/** The end of an id, which tells rows apart that show no more than a host. */
export const shortId = (id: string): string => `…${id.slice(-6)}`

/**
 * What to do where there is nothing to show.
 *
 * @param next  where that is done, for who may
 */
export const emptyState = (
  text: string,
  next: { path: string; text: string } | null = null,
): Html =>
  html`<p class="empty">
    ${text}${next && html` <a class="next" href="${next.path}">${next.text}</a>`}
  </p>`

/** Stands first in a choice that has to be made: whatever stood there already would be a false record. */
export const unchosen = (text: string): Html => html`<option value="">${text}</option>`

/** Rows of a table that are seen at once; the others are a click away. */
const AT_ONCE = 12

/** A table that is shut below its first rows. */
export function firstRows<Row>(
  { t }: View,
  rows: readonly Row[],
  table: (rows: readonly Row[]) => Html,
): Html {
  const others = rows.slice(AT_ONCE)
  return html`${table(rows.slice(0, AT_ONCE))}
  ${
    others.length > 0 &&
    html`<details class="others">
      <summary>${t('overview.others', { n: others.length })}</summary>
      ${table(others)}
    </details>`
  }`
}

/** Name and value pairs; a value that is null is left out with its name. */
export const facts = (pairs: readonly (readonly [string, Html | string | number | null])[]): Html =>
  html`<dl class="facts">
    ${pairs
      .filter(([, value]) => value !== null)
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`

/**
 * What was done just before, in a sentence. Live regions speak only when they change: it has the focus, and the title says
 * it too (`layout`).
 *
 * @param what  of what it was, which the title leaves out: no address stands there
 * @param more.way  where to go on from there
 * @param more.isWarning  it was not done as somebody would expect
 */
export function flash(
  words: string,
  what: Html | null = null,
  { way = null, isWarning = false }: { way?: Html | null; isWarning?: boolean } = {},
): Html {
  const kind = isWarning ? 'attention' : 'flash'
  return html`<p class="${kind}" role="status" tabindex="-1" autofocus data-said="${words}">
    ${what} ${words} ${way}
  </p>`
}

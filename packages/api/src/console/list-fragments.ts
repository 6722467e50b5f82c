import { deadEndOf, isOver, isUnmapped, type Standing } from '../lists/submission-actions.ts'
import type { ListKind, SubmissionView } from '../lists/submission-view-store.ts'
import { actorName } from './fragments.ts'
import { html, type Html } from './html.ts'
import { LOCALES, madeOnce } from './times.ts'
import type { View } from './view.ts'

const TONES: Record<SubmissionView['state'], 'good' | 'bad' | 'wait' | 'plain'> = {
  receiving: 'wait',
  staged: 'wait',
  active: 'good',
  ending: 'plain',
  ended: 'plain',
  discarded: 'plain',
  failed: 'bad',
}

/** A state as a word, also where codes wait to be explained, nobody can ever activate it, or its time is over; the colour only repeats it. */
export function submissionBadge({ t }: View, submission: Standing): Html {
  const { state, mapping } = submission
  const deadEnd = deadEndOf(submission)
  if (deadEnd) return html`<span class="badge bad">${t(`submission-state.${deadEnd}`)}</span>`
  if (isOver(submission))
    return html`<span class="badge plain">${t('submission-state.over')}</span>`
  const said = isUnmapped(submission) ? `codes-${mapping}` : state
  return html`<span class="badge ${TONES[state]}">${t.code('submission-state', said)}</span>`
}

/** A number with the signs that people group its digits by. */
export const number = ({ language }: View, n: number): string => numberFormat(language).format(n)

const numberFormat = madeOnce((language) => new Intl.NumberFormat(LOCALES[language]))

const SIZES = [
  ['gigabyte', 2 ** 30],
  ['megabyte', 2 ** 20],
  ['kilobyte', 2 ** 10],
] as const

/** A length of a file as people say it; what is there is never said to be nothing. */
export function bytesText({ language }: View, bytes: number): string {
  const [unit, of] = SIZES.find(([, least]) => bytes >= least) ?? SIZES[2]
  return sizeFormat(language)[unit].format(bytes === 0 ? 0 : Math.max(0.1, bytes / of))
}

const sizeFormat = madeOnce((language) => {
  const of = (unit: (typeof SIZES)[number][0]) =>
    new Intl.NumberFormat(LOCALES[language], { style: 'unit', unit, maximumFractionDigits: 1 })
  return { kilobyte: of('kilobyte'), megabyte: of('megabyte'), gigabyte: of('gigabyte') }
})

/** Who did it: by the name that was given, else as far as the actor tells. */
export const personName = (view: View, { name, actor }: { name: string; actor: string }): string =>
  name === '' ? actorName(view, actor) : name

/** What a list names, in a word: what is known to be harmless, or the class where a file says none. */
export const listClass = ({ t }: View, { negative, legalClass }: ListKind): string =>
  negative ? t('lists.negative') : t.code('class', legalClass)

/** For what and where something handed in may be used, as a list of facts. */
export const termFacts = (
  { t }: View,
  { purpose, jurisdictions }: Pick<SubmissionView, 'purpose' | 'jurisdictions'>,
): [string, string][] => [
  [t('submission.purpose'), t.code('purpose', purpose)],
  [
    t('submission.countries'),
    jurisdictions.length === 0 ? t('submission.everywhere') : jurisdictions.join(', '),
  ],
]

const PARTS = [
  ['accepted', 'good'],
  ['duplicate', 'plain'],
  ['refused', 'bad'],
] as const

/** Accepted, known and refused lines as parts of a bar, and in words. */
export function countBar(view: View, counts: SubmissionView['counts']): Html {
  const { t } = view
  const all = counts.accepted + counts.duplicate + counts.refused
  if (all === 0) return html`<span class="fine">${t('counts.none')}</span>`
  const parts = PARTS.filter(([name]) => counts[name] > 0).map(([name, tone]) => ({
    name,
    tone,
    count: counts[name],
  }))
  return html`<span class="counts">
    ${bar(
      parts.map(({ tone, count }) => [tone, count / all]),
      'parts',
    )}
    <span class="legend"
      >${parts.map(
        ({ name, tone, count }) =>
          html`<span class="${tone}">${number(view, count)} ${t.code('counts', name)}</span>`,
      )}</span
    >
  </span>`
}

/** What can be done about rows that were refused for a reason, below it. */
export function whatToDo({ t }: View, reason: string): Html | null {
  const said = t.code('refusal-do', reason)
  return said === reason ? null : html`<small class="below">${said}</small>`
}

/** How much of a file was read, where its length is known. */
export function readBar(view: View, progress: SubmissionView['progress']): Html {
  const { words, part } = readSoFar(view, progress)
  if (part === null) return html`<p class="fine" data-now>${words}</p>`
  return html`<p class="counts">
    ${bar([['wait', part]], 'read')}
    <span class="legend">${words.map((text) => html`<span data-now>${text}</span>`)}</span>
  </p>`
}

/** The same in words, and as a part of the whole. */
export function readSoFar(
  view: View,
  { bytesRead, size, rowsRead }: SubmissionView['progress'],
): { words: readonly string[]; part: number | null } {
  const { t } = view
  const rows = t('submission.rows', { n: number(view, rowsRead) })
  if (size === null || size === 0) return { words: [rows], part: null }
  const part = Math.min(1, bytesRead / size)
  return { words: [t('submission.read', { percent: Math.floor(part * 100) }), rows], part }
}

const WIDTH = 1000
/** What is there is to be seen, however little it is. */
const LEAST = 8

/** Shares of a whole side by side, each with the classes of its tone. */
export function bar(parts: readonly (readonly [string, number])[], kind: string): Html {
  let x = 0
  const rects = parts.map(([tone, part]) => {
    const width = Math.max(LEAST, Math.round(part * WIDTH))
    const rect = html`<rect class="${tone}" x="${x}" width="${width}" height="8"></rect>`
    x += width
    return rect
  })
  const whole = kind === 'read' ? WIDTH : x
  return html`<svg
    class="${kind}"
    viewBox="0 0 ${whole} 8"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <rect class="track" width="${whole}" height="8"></rect>
    ${rects}
  </svg>`
}

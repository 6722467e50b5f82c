import type { EventVerdict, FoundEvent } from '@nightlight/audit'
import { isAllowed } from '../../identity/principal.ts'
import { actorName } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import type { View } from '../view.ts'

const PAGES = [
  ['/console/audit', 'audit.search'],
  ['/console/audit/checkpoints', 'audit.heads'],
  ['/console/audit/verification', 'audit.whole'],
] as const

/** Links between the pages of the log. */
export const auditNav = ({ t }: View, here: (typeof PAGES)[number][0] | null): Html =>
  html`<nav class="subnav" aria-label="${t('audit.title')}">
    <ul>
      ${PAGES.map(
        ([path, text]) =>
          html`<li>
            <a href="${path}" ${path === here && html` aria-current="page"`}>${t(text)}</a>
          </li>`,
      )}
    </ul>
  </nav>`

const TONES = { proved: 'good', erased: 'good', waits: 'wait' } as const

/** What a verification found of an event, as a word. */
export const verdictBadge = ({ t }: View, verdict: EventVerdict): Html => {
  const tone = verdict in TONES ? TONES[verdict as keyof typeof TONES] : 'bad'
  const words = tone === 'bad' ? t.code('audit-finding', verdict) : t.code('audit-verdict', verdict)
  return html`<span class="badge long ${tone}">${words}</span>`
}

/** Whose keys acted, by their accounts; empty for who may not see names of people. */
export type KeyOwners = ReadonlyMap<string, string>

/** Whoever did it, as the log has it and a person reads it; of a key also whose it is. */
export function whoDid(
  view: View,
  { actor, isErased }: Pick<FoundEvent, 'actor' | 'isErased'>,
  owners: KeyOwners,
): string {
  if (isErased) return view.t('audit.erased')
  const name = owners.get(actor)
  const key = actorName(view, actor)
  return name === undefined ? key : view.t('audit.key-of', { key, name })
}

/** The moment of an event; the log has microseconds, a page shows seconds. */
export const atOf = ({ at }: Pick<FoundEvent, 'at'>): Date => new Date(at)

/** Codes and counts of an event, as the log has them. */
export const detailText = (detail: Readonly<Record<string, unknown>>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${value === null ? '–' : wordOf(value)}`)
    .join('; ')

const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)

/**
 * The way to the log of something, for who may read the log.
 *
 * @param of  of its whole case, where it is of one
 */
export const logLink = (
  { t, principal }: View,
  id: string,
  of: 'case' | 'one' = 'one',
): Html | null =>
  principal !== null && isAllowed(principal.role, 'audit:read')
    ? html`<a href="/console/audit?object=${id}${of === 'case' ? '&of=case' : ''}"
        >${t(of === 'case' ? 'audit.log-of-case' : 'audit.log-of-this')}</a
      >`
    : null

import { html, type Html } from '../html.ts'
import { placesOf } from '../navigation.ts'
import type { TextKey } from '../texts.ts'
import type { View } from '../view.ts'

/** Keys of what can be done on a page, in the order of the sheet. What declares one by `keyed` is what the key does. */
const ACTIONS = {
  confirm: ['c', 'shortcut.confirm'],
  reject: ['r', 'shortcut.reject'],
  hold: ['h', 'shortcut.hold'],
  'hand-over': ['o', 'shortcut.hand-over'],
  merge: ['m', 'shortcut.merge'],
  note: ['n', 'shortcut.note'],
  undo: ['u', 'shortcut.undo'],
  next: ['q', 'shortcut.next'],
  back: ['b', 'shortcut.back'],
  find: ['/', 'shortcut.find'],
} as const satisfies Record<string, readonly [string, TextKey]>
export type Action = keyof typeof ACTIONS

/** Letters that follow a `g`, by the place where they lead; a place without one has no key. */
const LETTERS: Readonly<Record<string, string>> = {
  '/console': 'o',
  '/console/matches': 'm',
  '/console/reports': 'i',
  '/console/assessments': 'a',
  '/console/takedowns': 'd',
  '/console/tasks': 't',
  '/console/providers': 'p',
  '/console/statistics': 's',
  '/console/lists': 'l',
  '/console/people': 'e',
  '/console/account': 'c',
  '/console/hand-overs': 'h',
  '/console/supervision': 'v',
  '/console/exports': 'x',
  '/console/audit': 'u',
  '/console/policies': 'y',
  '/console/retention': 'r',
  '/portal': 'o',
  '/portal/files': 'f',
  '/portal/response-times': 'r',
  '/portal/ways': 'w',
}

/** Attributes that give a button, link or field its key. */
export const keyed = (action: Action): Html => {
  const [key] = ACTIONS[action]
  return html` data-key="${key}" aria-keyshortcuts="${key}"`
}

/**
 * The sheet of all keys at the foot of a page. The script shows it, without the keys that nothing on the page declares;
 * pages work without both.
 */
export function keySheet(view: View): Html | null {
  const { t, principal } = view
  if (!principal) return null
  const places = placesOf(principal.role).flatMap(([path, text]) => {
    const letter = LETTERS[path]
    return letter === undefined ? [] : [{ path, text, letter }]
  })
  return html`<aside class="of-keys" aria-label="${t('shortcut.title')}">
    <details class="keys" open hidden data-armed="${t('shortcut.armed')}">
      <summary>${t('shortcut.title')} <kbd data-while="on">?</kbd></summary>
      <ul>
        <li data-while="on" data-for="items"><kbd>j</kbd> <kbd>k</kbd> ${t('shortcut.items')}</li>
        ${Object.values(ACTIONS).map(([key, text]) => html`<li data-while="on" data-for="${key}"><kbd>${key}</kbd> ${t(text)}</li>`)}
        ${places.map(
          ({ path, text, letter }) =>
            html`<li data-while="on">
              <a href="${path}" data-key="g ${letter}"
                ><kbd>g</kbd> <kbd>${letter}</kbd> ${t(text)}</a
              >
            </li>`,
        )}
        <li data-while="on">
          <button type="button" class="quiet" data-keys="off">${t('shortcut.turn-off')}</button>
        </li>
        <li data-while="off">
          <button type="button" class="quiet" data-keys="on">${t('shortcut.turn-on')}</button>
        </li>
      </ul>
    </details>
  </aside>`
}

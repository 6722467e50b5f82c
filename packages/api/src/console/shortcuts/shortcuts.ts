import { html, type Html } from '../html.ts'
import { placesOf } from '../navigation.ts'
import type { TextKey } from '../texts.ts'
import type { View } from '../view.ts'

/** Keys of what can be done on a page, in the order of the sheet. What declares one by `keyed` is what the key does. */
const ACTIONS = {
  confirm: ['c', 'shortcut.confirm'],
  reject: ['r', 'shortcut.reject'],
  hold: ['h', 'shortcut.hold'],
  step: ['o', 'shortcut.step'],
  'hand-over': ['x', 'shortcut.hand-over'],
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
 * The sheet of all keys at the foot of a page, which a script makes: it is nothing to whoever has none, and a text
 * browser would show it. Keys that nothing on the page declares are left out there.
 */
export function keySheet({ t, principal }: View): Html | null {
  if (!principal) return null
  const places = placesOf(principal.role).flatMap(([path, text]) => {
    const letter = LETTERS[path]
    return letter === undefined ? [] : [{ path, letter, text: t(text) }]
  })
  const sheet = {
    title: t('shortcut.title'),
    armed: t('shortcut.armed'),
    nowhere: t('shortcut.nowhere', { key: '*' }),
    items: t('shortcut.items'),
    acts: Object.values(ACTIONS).map(([key, text]) => ({ key, text: t(text) })),
    go: t('shortcut.go'),
    places,
    off: t('shortcut.turn-off'),
    on: t('shortcut.turn-on'),
  }
  return html`<aside
    class="of-keys"
    aria-label="${sheet.title}"
    data-sheet="${JSON.stringify(sheet)}"
    hidden
  ></aside>`
}

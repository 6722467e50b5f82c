import { CLOCKS, type ClockName, type ClockTimes } from '../../takedown-state.ts'
import { html, type Html } from '../html.ts'
import { duration, time } from '../times.ts'
import type { View } from '../view.ts'

/** Steps of the way to removal that are shown while they are still ahead. */
const AHEAD: readonly ClockName[] = ['t6', 't9', 't10']

type Shown = { name: ClockName; at: Date | null; after: number | null }

/** The clocks of a takedown in the order of time, each with how long after the one before it came; then what is still ahead. */
export function clockList(view: View, clocks: ClockTimes): Html {
  const { t, language } = view
  return html`<ol class="clocks">
    ${shownOf(clocks).map(
      ({ name, at, after }) =>
        html`<li class="${at === null ? 'ahead' : name}">
          <strong>${name.toUpperCase()} · ${t.code('clock', name)}</strong>
          <span class="fine"
            >${at === null ? t('takedown.not-yet') : time(at, language)}
            ${after !== null && after >= 1000 && `+${duration(after, language)}`}</span
          >
        </li>`,
    )}
  </ol>`
}

function shownOf(clocks: ClockTimes): Shown[] {
  const reached = CLOCKS.flatMap((name) => {
    const at = clocks[name]
    return at === null ? [] : [{ name, at }]
  }).sort((a, b) => a.at.getTime() - b.at.getTime())
  const shown = reached.map(({ name, at }, index): Shown => {
    const before = reached[index - 1]
    return { name, at, after: before ? at.getTime() - before.at.getTime() : null }
  })
  const isOver = clocks.t10 !== null
  const ahead = AHEAD.filter((name) => clocks[name] === null && !isOver)
  return [...shown, ...ahead.map((name): Shown => ({ name, at: null, after: null }))]
}

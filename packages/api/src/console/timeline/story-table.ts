import { html, type Html } from '../html.ts'
import { time } from '../times.ts'
import type { View } from '../view.ts'
import type { Story } from './story.ts'
import { runsOf } from './strip.ts'

type Row = { at: Date; lane: string; words: Html | string }

/** Rows that are written; the newest say most. */
const MOST = 100

/** The picture once more as a table, for whoever hears it or wants to be exact; checks in a row that said the same are one line. */
export function storyTable(view: View, story: Story): Html {
  const { t, language } = view
  const rows = rowsOf(view, story)
  const shown = rows.slice(-MOST)
  return html`<details class="others">
    <summary>${t('timeline.list')}</summary>
    ${rows.length > MOST && html`<p class="fine">${t('timeline.more', { n: MOST })}</p>`}
    <table class="cards log">
      <thead>
        <tr>
          <th scope="col">${t('column.at')}</th>
          <th scope="col">${t('timeline.lane')}</th>
          <th scope="col">${t('timeline.said')}</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          ({ at, lane, words }) =>
            html`<tr>
              <th scope="row">${time(at, language)}</th>
              <td class="fine">${lane}</td>
              <td>${words}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`
}

function rowsOf({ t, language }: View, { marks, holds, seen, due }: Story): Row[] {
  const [, ...checks] = seen
  const rows: Row[] = [
    ...marks.map(({ at, lane, words }) => ({ at, lane: t(`timeline.lane-${lane}`), words })),
    ...holds.map(({ from, to, words }) => ({
      at: from,
      lane: t('timeline.lane-hold'),
      words: html`${words} – ${time(to, language)}`,
    })),
    ...runsOf(checks).map(({ from, to, verdict, checks: n }) => ({
      at: from,
      lane: t('timeline.lane-check'),
      words: html`${t('timeline.run', { verdict: t.code('check', verdict), n })}
      ${time(to, language)}`,
    })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
  const ahead = [...due].sort((a, b) => a.at.getTime() - b.at.getTime())
  return [...rows, ...ahead.map(({ at, words }) => ({ at, lane: t('timeline.lane-due'), words }))]
}

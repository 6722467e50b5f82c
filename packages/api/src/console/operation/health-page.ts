import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { number } from '../list-fragments.ts'
import { duration, time } from '../times.ts'
import { MOST_COUNTED, type Waiting } from '../../operation/health-store.ts'
import type { ServiceHealth } from '../../operation/health.ts'
import type { View } from '../view.ts'
import { bytes, factLines, type Line } from './health-facts.ts'

/** How the service is, what is not well first. */
export function healthPage(view: View, health: ServiceHealth): Html {
  const { t } = view
  const lines = linesOf(view, health)
  const bad = lines.filter(({ isWell }) => isWell === false)
  const unsure = lines.filter(({ isWell }) => isWell === null)
  const well = lines.filter(({ isWell }) => isWell === true)
  return layout(
    view,
    t('health.title'),
    html`<p class="${bad.length + unsure.length === 0 ? 'flash' : 'attention'}" role="status">
        ${bad.length === 0 ? t(unsure.length === 0 ? 'health.all-well' : 'health.none-bad') : t('health.see-to', { n: number(view, bad.length) })}
        ${unsure.length > 0 && t('health.look-at', { n: number(view, unsure.length) })}
      </p>
      ${lineTable(view, [...bad, ...unsure, ...well])}
      <p class="fine">${t('health.machines')} <code>/readyz</code> <code>/metrics</code></p>`,
  )
}

function linesOf(view: View, health: ServiceHealth): Line[] {
  const { t, language } = view
  const { database, newestMigration, troubles, processes, waiting, matchers, disk, keys } = health
  const isNewest = database.migration === newestMigration
  const hasEnded = keys.some(({ expiresAt }) => expiresAt <= view.now)
  const isLate = matchers.some(({ behind }) => behind > 0)
  return [
    {
      name: t('health.database'),
      isWell: true,
      facts: t('health.database-facts', {
        size: bytes(view, database.bytes),
        version: database.version,
      }),
      todo: null,
    },
    {
      name: t('health.migrations'),
      isWell: isNewest,
      facts: database.migration,
      todo: isNewest ? null : t('health.migrations-todo', { name: newestMigration }),
    },
    {
      name: t('health.log'),
      isWell: troubles.length === 0,
      facts: t('health.log-facts', {
        time: duration(health.unsignedSeconds * 1000, language),
      }),
      todo:
        troubles.length === 0
          ? null
          : troubles.map((code) => t.code('audit-trouble', code)).join(' '),
    },
    ...processes.map((one): Line => {
      const { seen, isWell } = one
      return {
        name: t('health.process', { name: one.process }),
        isWell,
        facts: seen
          ? html`${
              seen.stoppedAt
                ? html`${t('health.stopped')} ${time(seen.stoppedAt, language)}`
                : html`${t('health.heard')} ${time(seen.heardAt, language)}`
            }
            · ${t('health.running', { n: seen.running })}`
          : t('health.never-heard'),
        todo: isWell ? null : t.code('health-process', one.process),
      }
    }),
    ...waiting.map((one): Line => ({
      name: t.code('health-waiting', one.kind),
      isWell: one.isWell,
      facts: waitingFacts(view, one),
      todo: one.isWell ? null : t.code('health-waiting-todo', one.kind),
    })),
    {
      name: t('health.lists'),
      isWell: matchers.length > 0 && !isLate,
      facts:
        matchers.length === 0
          ? t('health.no-matcher')
          : matchers
              .map(({ entries, behind }) =>
                t('health.matcher', { n: number(view, entries), behind: number(view, behind) }),
              )
              .join('; '),
      todo: matchers.length > 0 && !isLate ? null : t('health.lists-todo'),
    },
    {
      name: t('health.disk'),
      isWell: disk.isWell,
      facts: t('health.disk-facts', {
        free: bytes(view, disk.free),
        size: bytes(view, disk.size),
      }),
      todo: disk.isWell ? null : t('health.disk-todo'),
    },
    {
      name: t('health.keys'),
      isWell: keys.length === 0 ? true : hasEnded ? false : null,
      facts:
        keys.length === 0
          ? t('health.no-keys')
          : html`${keys.map((key) => html`<span class="block">${key.name}: ${time(key.expiresAt, language)}</span>`)}`,
      todo: keys.length === 0 ? null : t(hasEnded ? 'health.keys-ended' : 'health.keys-todo'),
    },
    ...factLines(view, health),
  ]
}

function waitingFacts(view: View, { n, oldest }: Waiting): string {
  const { t, language, now } = view
  if (oldest === null) return t('health.nothing-waits')
  const count = n > MOST_COUNTED ? `${number(view, MOST_COUNTED)}+` : number(view, n)
  const ms = Math.max(0, now.getTime() - oldest.getTime())
  return t('health.waits', { n: count, time: duration(ms, language) })
}

const lineTable = (view: View, lines: readonly Line[]): Html => {
  const { t } = view
  return html`<table class="cards">
    <thead>
      <tr>
        <th scope="col">${t('health.what')}</th>
        <th scope="col">${t('column.state')}</th>
        <th scope="col">${t('health.facts')}</th>
        <th scope="col">${t('health.todo')}</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        ({ name, isWell, facts, todo }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${state(view, isWell)}</td>
            <td data-label="${t('health.facts')}">${facts}</td>
            ${todo === null ? html`<td></td>` : html`<td data-label="${t('health.todo')}">${todo}</td>`}
          </tr>`,
      )}
    </tbody>
  </table>`
}

const state = ({ t }: View, isWell: boolean | null): Html => {
  if (isWell === null) return html`<span class="badge wait">${t('health.look')}</span>`
  return isWell
    ? html`<span class="badge good">${t('health.well')}</span>`
    : html`<span class="badge bad">${t('health.not-well')}</span>`
}

import { DONE_WITH, type Task } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { actorName, emptyState, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { duration, time } from '../times.ts'
import type { View } from '../view.ts'

export type TasksShown = {
  items: readonly Task[]
  codes: readonly { code: string; count: number; oldest: Date }[]
  /** The one code that is shown, or all. */
  code: string | null
  /** Id of the last task, where there are more. */
  next: string | null
}

/** What waits for a person, the oldest first; how long it has waited stands before what it is. */
export function tasksPage(view: View, { items, codes, code, next }: TasksShown): Html {
  const { t } = view
  const query = new URLSearchParams({ ...(code && { code }), ...(next && { after: next }) })
  return layout(
    view,
    t('tasks.title'),
    html`<nav aria-label="${t('tasks.kinds')}">
        <ul class="plain-list">
          <li><a href="/console/tasks">${t('tasks.all')}</a></li>
          ${codes.map((one) => kind(view, one))}
        </ul>
      </nav>
      ${
        items.length === 0
          ? emptyState(t('tasks.none'))
          : html`<ul class="plain-list">
              ${items.map((task) => row(view, task))}
            </ul>`
      }
      ${next && html`<p><a href="/console/tasks?${query.toString()}">${t('tasks.more')}</a></p>`}`,
  )
}

const ageOf = ({ now, language }: View, since: Date): string =>
  duration(now.getTime() - since.getTime(), language)

const kind = (
  view: View,
  { code, count, oldest }: { code: string; count: number; oldest: Date },
): Html =>
  html`<li>
    <a href="/console/tasks?code=${encodeURIComponent(code)}">${view.t.code('attention', code)}</a>
    <span class="fine">${count} · ${view.t('tasks.oldest', { age: ageOf(view, oldest) })}</span>
  </li>`

function row(view: View, task: Task): Html {
  const { t, language, principal } = view
  const mayDo = principal !== null && isAllowed(principal.role, 'task:do')
  return html`<li class="card">
    <p class="line">
      <strong>${ageOf(view, task.since)}</strong>
      <span class="fine">${t('tasks.since')} ${time(task.since, language)}</span>
      <a class="host" href="/console/takedowns/${task.takedownId}"
        >${defanged(task.host)} <span class="id">${shortId(task.takedownId)}</span></a
      >
    </p>
    <p>${t.code('attention', task.code)}</p>
    <p class="fine">
      ${task.assignedTo ? t('tasks.assigned', { name: actorName(view, task.assignedTo) }) : t('tasks.nobody')}
    </p>
    ${mayDo && forms(view, task)}
  </li>`
}

function forms({ t, form, principal }: View, task: Task): Html {
  const isMine = task.assignedTo === principal?.actor
  return html`<div class="line">
    <form method="post" action="/console/tasks/${task.id}/assign">
      <input type="hidden" name="form" value="${form}" />
      <button class="quiet" name="mine" value="${isMine ? 'no' : 'yes'}">
        ${isMine ? t('tasks.give-back') : t('tasks.take')}
      </button>
    </form>
    <form method="post" action="/console/tasks/${task.id}/done" class="line">
      <input type="hidden" name="form" value="${form}" />
      <label
        >${t('tasks.done-with')}
        <select name="with">
          ${DONE_WITH.map((one) => html`<option value="${one}">${t.code('done-with', one)}</option>`)}
        </select></label
      >
      <button>${t('tasks.done')}</button>
    </form>
  </div>`
}

import { DONE_WITH, isSettledByPerson, type Task } from '@nightlight/notices'
import { isAllowed } from '../../identity/principal.ts'
import { actorName, emptyState, flash, shortId } from '../fragments.ts'
import { html, type Html } from '../html.ts'
import { layout } from '../layout.ts'
import { defanged } from '../masked-text.ts'
import { duration, time } from '../times.ts'
import type { View } from '../view.ts'
import { hostLink } from './host-form.ts'
import { addressesLink } from './takedown-addresses.ts'
import { stepLink } from './takedown-forms.ts'

/** Which tasks are shown: of one kind, and of whom. */
export type Chosen = { code: string | null; who: Who | null }
export const WHO = ['mine', 'nobody'] as const
export type Who = (typeof WHO)[number]

/** Where the tasks that were chosen are shown. */
export function tasksPath({ code, who }: Chosen, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...(code && { code }), ...(who && { who }), ...more })
  return query.size === 0 ? '/console/tasks' : `/console/tasks?${query.toString()}`
}

export type TasksShown = {
  items: readonly Task[]
  /** Of whom the tasks are that were chosen. */
  codes: readonly { code: string; count: number; oldest: Date }[]
  chosen: Chosen
  /** Id of the last task, where there are more. */
  next: string | null
  /** What was done just before, as a code. */
  done: string | null
  /** Mails of late that were about no notice. */
  unmatched: number
}

/** What waits for a person, the oldest first; how long it has waited stands before what it is. */
export function tasksPage(
  view: View,
  { items, codes, chosen, next, done, unmatched }: TasksShown,
): Html {
  const { t } = view
  const { code, who } = chosen
  return layout(
    view,
    t('tasks.title'),
    html`${done && flash(t.code('done', done))}
      ${unmatched > 0 && html`<p class="fine">${t('tasks.unmatched', { count: String(unmatched) })}</p>`}
      <nav aria-label="${t('tasks.who')}">
        <ul>
          ${[null, ...WHO].map(
            (one) =>
              html`<li>
                <a
                  href="${tasksPath({ code, who: one })}"
                  ${one === who && html` aria-current="true"`}
                  >${t(`tasks.who-${one ?? 'all'}`)}</a
                >
              </li>`,
          )}
        </ul>
      </nav>
      <nav aria-label="${t('tasks.kinds')}">
        <ul class="plain-list kinds">
          <li>
            <a
              href="${tasksPath({ code: null, who })}"
              ${code === null && html` aria-current="true"`}
              >${t('tasks.all')}</a
            >
          </li>
          ${codes.map((one) => kind(view, one, chosen))}
          ${code !== null && !codes.some((one) => one.code === code) && noneOfKind(view, code, who)}
        </ul>
      </nav>
      ${
        items.length === 0
          ? emptyState(t(emptyText(chosen, codes.length)))
          : html`<ul class="plain-list">
              ${items.map((task) => row(view, task, chosen))}
            </ul>`
      }
      ${next && html`<p><a href="${tasksPath(chosen, { after: next })}">${t('tasks.more')}</a></p>`}`,
  )
}

/** What others see to, or nobody does, is not said to be nothing. */
function emptyText({ code, who }: Chosen, kinds: number) {
  if (who !== null)
    return code === null ? (`tasks.none-${who}` as const) : (`tasks.none-of-kind-${who}` as const)
  return kinds === 0 ? 'tasks.none' : 'tasks.none-of-kind'
}

/** The kind that was chosen stays in sight where none of it is of who was chosen. */
const noneOfKind = (view: View, code: string, who: Who | null): Html =>
  html`<li>
    <a href="${tasksPath({ code, who })}" aria-current="true">${view.t.code('attention', code)}</a>
    <span class="fine">0</span>
  </li>`

const ageOf = ({ now, language }: View, since: Date): string =>
  duration(now.getTime() - since.getTime(), language)

const kind = (
  view: View,
  { code, count, oldest }: { code: string; count: number; oldest: Date },
  { code: shown, who }: Chosen,
): Html =>
  html`<li>
    <a href="${tasksPath({ code, who })}" ${code === shown && html` aria-current="true"`}
      >${view.t.code('attention', code)}</a
    >
    <span class="fine">${count} · ${view.t('tasks.oldest', { age: ageOf(view, oldest) })}</span>
  </li>`

function row(view: View, task: Task, shown: Chosen): Html {
  const { t, language, principal } = view
  const mayDo = principal !== null && isAllowed(principal.role, 'task:do')
  return html`<li class="card">
    <p class="line">
      <strong>${ageOf(view, task.since)}</strong>
      <span class="fine">${t('tasks.since')} ${time(task.since, language)}</span>
      <a class="host" href="/console/takedowns/${task.takedownId}"
        >${defanged(task.host)} <span class="id">${shortId(task.takedownId)}</span></a
      >
      ${task.provider && html`<span>${task.provider}</span>`}
    </p>
    <p>
      ${t.code('attention', task.code)}
      ${addressesLink(view, task.code, { id: task.takedownId, host: task.host })}
      ${stepLink(view, task.code, { id: task.takedownId, host: task.host })}
      ${hostLink(view, task.code, { id: task.takedownId, host: task.host })}
    </p>
    <p class="fine">
      ${task.assignedTo ? assigned(view, task.assignedTo, task.assignedAt) : t('tasks.nobody')}
    </p>
    ${mayDo && forms(view, task, shown)}
  </li>`
}

/** Who sees to it, and for how long. */
const assigned = (view: View, actor: string, at: Date | null): Html => {
  const said = view.t('tasks.assigned', { name: actorName(view, actor) })
  return html`${said} ${at && html`${view.t('tasks.assigned-since')} ${time(at, view.language)}`}`
}

function forms(view: View, task: Task, shown: Chosen): Html {
  const { principal } = view
  const isAnothers = task.assignedTo !== null && task.assignedTo !== principal?.actor
  return html`<div class="line">
    ${isAnothers ? takeOver(view, task, shown) : takeForm(view, task, shown)}
    ${isSettledByPerson(task.code) ? doneForm(view, task, shown) : html`<p class="fine">${view.t('tasks.settles')}</p>`}
  </div>`
}

const takeForm = (view: View, task: Task, shown: Chosen): Html => {
  const isMine = task.assignedTo !== null
  return html`<form method="post" action="/console/tasks/${task.id}/assign">
    ${hidden(view, shown)}
    <button class="quiet" name="mine" value="${isMine ? 'no' : 'yes'}">
      ${view.t(isMine ? 'tasks.give-back' : 'tasks.take')}
    </button>
  </form>`
}

/** Two steps for what another person sees to; it says whose it is, and counts only while that is so. */
const takeOver = (view: View, { id, assignedTo }: Task, shown: Chosen): Html => {
  const { t } = view
  const name = actorName(view, assignedTo ?? '')
  return html`<details>
    <summary>${t('tasks.of-another')}</summary>
    <form method="post" action="/console/tasks/${id}/assign" class="line">
      ${hidden(view, shown)}
      <input type="hidden" name="from" value="${assignedTo}" />
      <button class="quiet" name="mine" value="yes">${t('tasks.take-over', { name })}</button>
      <button class="quiet" name="mine" value="no">${t('tasks.free', { name })}</button>
    </form>
  </details>`
}

/** What was done is chosen each time: a choice that stands there already would be a false record. */
const doneForm = (view: View, { id }: Task, shown: Chosen): Html => {
  const { t } = view
  return html`<form method="post" action="/console/tasks/${id}/done" class="line">
    ${hidden(view, shown)}
    <select name="with" aria-label="${t('tasks.done-with')}" required>
      <option value="">${t('tasks.choose')}</option>
      ${DONE_WITH.map((one) => html`<option value="${one}">${t.code('done-with', one)}</option>`)}
    </select>
    <button>${t('tasks.done')}</button>
  </form>`
}

/** With what is shown, so that the same is shown afterwards. */
const hidden = ({ form }: View, { code, who }: Chosen): Html =>
  html`<input
      type="hidden"
      name="form"
      value="${form}"
    />${code !== null && html`<input type="hidden" name="code" value="${code}" />`}${
      who !== null && html`<input type="hidden" name="who" value="${who}" />`
    }`

import {
  allowNotice,
  assignTask,
  countTasks,
  DONE_WITH,
  doTask,
  enterStep,
  HAND_STEPS,
  HOLD_REASONS,
  holdTakedown,
  openTasks,
  RELEASE_REASONS,
  releaseTakedown,
  STEP_WITHDRAW_REASONS,
  undoHold,
  unmatchedMails,
  withdrawStep,
  WORD_FROM,
  WORD_WAYS,
} from '@nightlight/notices'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { countRead } from '../note-reads.ts'
import { chasingDeps, StepReference, TaskCode } from '../routes/chasing-routes.ts'
import { ById, DoneCode, Id, oneOf, TEXT } from '../schemas.ts'
import type { App } from '../validation.ts'
import { deskPath } from './desk/undo-routes.ts'
import { tasksPage, tasksPath, WHO, type Chosen, type Who } from './pages/tasks-page.ts'
import { QueueQuery } from './queue/queue-place.ts'
import { sendPage, viewOf } from './reply-page.ts'
import { Moment, momentOf, Zone } from './typed-time.ts'

const TASKS_SHOWN = 40

const form = Type.String({ maxLength: 64 })

const OfWhom = Type.Optional(oneOf(WHO))
const Query = Type.Object({ code: TaskCode, who: OfWhom, after: Type.Optional(Id), done: DoneCode })
/** The page that a form of a takedown stood on, where that was a report, which may have been opened from the queue. */
const StoodOn = { report: Type.Optional(Id), queue: QueueQuery }
const HoldForm = Type.Object({
  form,
  ...StoodOn,
  reason: oneOf(HOLD_REASONS),
  until: Moment,
  zone: Zone,
})
const ReleaseForm = Type.Object({
  form,
  ...StoodOn,
  reason: oneOf(RELEASE_REASONS),
  /** The hold that was shown. */
  hold: Type.Optional(Id),
})
const StepForm = Type.Object({
  form,
  ...StoodOn,
  step: oneOf(HAND_STEPS),
  reference: StepReference,
  at: Moment,
  zone: Zone,
})
/** `hold`: the one that was shown. */
const UndoForm = Type.Object({ form, ...StoodOn, hold: Type.Optional(Id) })
const WithdrawForm = Type.Object({
  form,
  ...StoodOn,
  step: oneOf(HAND_STEPS),
  reference: StepReference,
  reason: oneOf(STEP_WITHDRAW_REASONS),
})
const WordForm = Type.Object({
  form,
  ...StoodOn,
  from: oneOf(WORD_FROM),
  way: oneOf(WORD_WAYS),
  reference: StepReference,
  at: Moment,
  zone: Zone,
})
const AssignForm = Type.Object({
  form,
  code: TaskCode,
  who: OfWhom,
  mine: oneOf(['yes', 'no']),
  /** Who saw to it on the page that the form stood on, where that was another person. */
  from: Type.Optional(Type.String({ maxLength: 200, pattern: TEXT })),
})
const DoneForm = Type.Object({ form, code: TaskCode, who: OfWhom, with: oneOf(DONE_WITH) })

/** The tasks that were shown, and what was done to one of them. */
const tasksAfter = (done: string, of: Shown): string => tasksPath(chosenBy(of), { done })

/** The page that a form of a takedown stood on, after something was done there. */
const afterwards = (
  takedownId: string,
  { report, queue }: { report?: string; queue?: string },
  done: string,
): string =>
  report === undefined
    ? `/console/takedowns/${takedownId}?done=${done}`
    : deskPath({ report, queue }, done, { of: takedownId })

/** The page of the report, where a form stood there. */
const formOn = '/console/reports/:report'

type Shown = { code?: string; who?: Who }
const chosenBy = ({ code, who }: Shown): Chosen => ({ code: code ?? null, who: who ?? null })

/** The page of what waits for a person, and the forms of a takedown that keep notices back or say what was done. */
export const chasingPages = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps
  const inOne = db.transaction()

  app.get(
    '/console/tasks',
    { config: { access: 'task:read', reads: 'task' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { code, who, after, done = null } = request.query
      const chosen = chosenBy(request.query)
      const mine = who === 'mine' ? principalOf(request).actor : undefined
      const assignedTo = who === 'nobody' ? null : mine
      const items = await openTasks(db, { code, assignedTo, after, limit: TASKS_SHOWN })
      const codes = await countTasks(db, { assignedTo })
      const unmatched = (await unmatchedMails(db)).reduce((sum, { mails }) => sum + mails, 0)
      const view = viewOf(deps, request, reply, tasksPath(chosen))
      const next = items.length === TASKS_SHOWN ? items.at(-1)!.id : null
      const shown = { items, codes, chosen, next, done, unmatched }
      countRead(request, items.length)
      return sendPage(reply, deps, tasksPage(view, shown))
    },
  )

  app.post(
    '/console/tasks/:id/assign',
    { config: { access: 'task:do' }, schema: { params: ById, body: AssignForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { from = null } = request.body
      const mine = request.body.mine === 'yes'
      const ask = { id: request.params.id, mine, from, by: principalOf(request).actor }
      const had = await inOne.execute((trx) => assignTask(trx, ask, now()))
      const done = mine ? (had ? 'task-taken-over' : 'task-taken') : 'task-given-back'
      return reply.redirect(tasksAfter(done, request.body), 303)
    },
  )

  app.post(
    '/console/tasks/:id/done',
    { config: { access: 'task:do' }, schema: { params: ById, body: DoneForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const done = { id: request.params.id, by: principalOf(request).actor }
      await inOne.execute((trx) => doTask(trx, { ...done, doneWith: request.body.with }))
      return reply.redirect(tasksAfter('task-done', request.body), 303)
    },
  )

  app.post(
    '/console/takedowns/:id/holds',
    { config: { access: 'takedown:hold', formOn }, schema: { params: ById, body: HoldForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: takedownId } = request.params
      const { reason, until, zone } = request.body
      const by = principalOf(request).actor
      const hold = { takedownId, reason, until: momentOf(until, zone), by }
      await inOne.execute((trx) => holdTakedown(trx, chasingDeps(deps), hold))
      return reply.redirect(afterwards(takedownId, request.body, 'hold-begun'), 303)
    },
  )

  app.post(
    '/console/takedowns/:id/release',
    {
      config: { access: 'takedown:release', stepUp: true, formOn },
      schema: { params: ById, body: ReleaseForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: takedownId } = request.params
      const { reason, hold: holdId } = request.body
      const release = { takedownId, reason, holdId, by: principalOf(request).actor }
      await inOne.execute((trx) => releaseTakedown(trx, chasingDeps(deps), release))
      await enqueue('advance-takedown', { takedownId })
      return reply.redirect(afterwards(takedownId, request.body, 'hold-released'), 303)
    },
  )

  app.post(
    '/console/takedowns/:id/steps',
    { config: { access: 'takedown:step', formOn }, schema: { params: ById, body: StepForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: takedownId } = request.params
      const { step, reference, at, zone } = request.body
      const by = principalOf(request).actor
      const entry = { takedownId, step, reference, doneAt: momentOf(at, zone), by }
      await inOne.execute((trx) => enterStep(trx, chasingDeps(deps), entry))
      await enqueue('advance-takedown', { takedownId })
      return reply.redirect(afterwards(takedownId, request.body, 'step-entered'), 303)
    },
  )

  app.post(
    '/console/takedowns/:id/allow-notice',
    {
      config: { access: 'takedown:allow', stepUp: true, formOn },
      schema: { params: ById, body: WordForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: takedownId } = request.params
      const { from, way, reference, at, zone } = request.body
      const word = { from, way, reference, saidAt: momentOf(at, zone) }
      const allowed = { takedownId, by: principalOf(request).actor, word }
      await inOne.execute((trx) => allowNotice(trx, chasingDeps(deps), allowed))
      await enqueue('advance-takedown', { takedownId })
      return reply.redirect(afterwards(takedownId, request.body, 'notice-allowed'), 303)
    },
  )

  app.post(
    '/console/takedowns/:id/holds/undo',
    { config: { access: 'takedown:hold', formOn }, schema: { params: ById, body: UndoForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: takedownId } = request.params
      const undo = { takedownId, by: principalOf(request).actor, holdId: request.body.hold }
      await inOne.execute((trx) => undoHold(trx, chasingDeps(deps), undo))
      await enqueue('advance-takedown', { takedownId })
      return reply.redirect(afterwards(takedownId, request.body, 'hold-undone'), 303)
    },
  )

  app.post(
    '/console/takedowns/:id/steps/withdraw',
    { config: { access: 'takedown:step', formOn }, schema: { params: ById, body: WithdrawForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: takedownId } = request.params
      const { step, reference, reason } = request.body
      const entry = { takedownId, step, reference, reason, by: principalOf(request).actor }
      await inOne.execute((trx) => withdrawStep(trx, chasingDeps(deps), entry))
      await enqueue('advance-takedown', { takedownId })
      return reply.redirect(afterwards(takedownId, request.body, 'step-withdrawn'), 303)
    },
  )
}

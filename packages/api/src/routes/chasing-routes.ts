import {
  allowNotice,
  assignTask,
  countTasks,
  createDeadlines,
  DONE_WITH,
  doTask,
  enterStep,
  HAND_STEPS,
  heldMs,
  HOLD_REASONS,
  holdsOf,
  holdTakedown,
  openTasks,
  RELEASE_REASONS,
  releaseTakedown,
  STEP_WITHDRAW_REASONS,
  undoHold,
  withdrawStep,
  WORD_FROM,
  WORD_WAYS,
} from '@nightlight/notices'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import { ById, Id, nullable, oneOf, Page, Problem, TEXT, Time } from '../schemas.ts'
import type { App } from '../validation.ts'
import { once } from './once.ts'

const strict = { additionalProperties: false }
/** As a partner's system writes its numbers; never an address. */
export const StepReference = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,63}$' })

/** Of what kind of task; none has another form. */
export const TaskCode = Type.Optional(Type.String({ maxLength: 64, pattern: TEXT }))

const Changed = Type.Object({ takedownId: Id })
const Holds = Type.Object({
  heldSeconds: Type.Number({ description: 'To be subtracted from the time that a hotline takes' }),
  items: Type.Array(
    Type.Object({
      id: Id,
      reason: Type.String(),
      heldBy: Type.String(),
      heldAt: Time,
      until: Time,
      endedAt: nullable(Time),
      endedBy: nullable(Type.String()),
      endedBecause: nullable(Type.String()),
      releaseReason: nullable(Type.String()),
    }),
  ),
})
const Release = Type.Object(
  {
    reason: oneOf(RELEASE_REASONS),
    hold: Type.Optional(
      Type.String({
        format: 'uuid',
        description:
          'Id of the hold that is meant: 409 `takedown-hold-changed` where another one began meanwhile',
      }),
    ),
  },
  strict,
)
const Word = Type.Object(
  { from: oneOf(WORD_FROM), way: oneOf(WORD_WAYS), reference: StepReference, at: Time },
  strict,
)
const Tasks = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      takedownId: Id,
      host: Type.String(),
      provider: nullable(Type.String({ description: 'Name of who hosts it' })),
      code: Type.String(),
      since: Time,
      ageSeconds: Type.Integer(),
      assignedTo: nullable(Type.String()),
      assignedAt: nullable(Time),
    }),
  ),
  next: nullable(Id),
  codes: Type.Array(Type.Object({ code: Type.String(), count: Type.Integer(), oldest: Time })),
})

const SERVICE_PACE = createDeadlines(1)
export const chasingDeps = ({ deadlines = SERVICE_PACE, now }: AppDeps) => ({ deadlines, now })

/** Whoever sees to a task, as the list of tasks names them. */
const Holder = Type.String({ minLength: 1, maxLength: 200, pattern: TEXT })
const Assign = Type.Object(
  {
    mine: Type.Boolean(),
    from: Type.Optional(
      Type.Union([Holder, Type.Null()], {
        description: 'Who sees to it now, where that is another person: it is taken from them',
      }),
    ),
  },
  strict,
)
const Assigned = Type.Object({
  id: Id,
  takenFrom: nullable(
    Type.Object(
      { actor: Type.String(), since: Time },
      { description: 'Who saw to it until now, where that was another person' },
    ),
  ),
})

/** What keeps notices back, what was done by hand, and what waits for a person. */
export const chasingRoutes = (deps: AppDeps) => async (app: App) => {
  holdRoutes(app, deps)
  taskRoutes(app, deps)
  wordRoutes(app, deps)
  undoingRoutes(app, deps)
  const { enqueue } = deps

  app.post(
    '/v1/takedowns/:id/steps',
    {
      config: { access: 'takedown:step' },
      schema: {
        summary:
          'Say that a step was done by hand, for example entered in ICCAM, and its reference',
        description: 'A hand-over counts from `at`, and the next step of the route follows',
        params: ById,
        body: Type.Object({ step: oneOf(HAND_STEPS), reference: StepReference, at: Time }, strict),
        response: { 201: Changed, default: Problem },
      },
    },
    async (request, reply) => {
      const { id: takedownId } = request.params
      const { step, reference, at } = request.body
      const by = principalOf(request).actor
      const answer = await once(deps, request, async (trx) => {
        const entry = { takedownId, step, reference, doneAt: new Date(at), by }
        await enterStep(trx, chasingDeps(deps), entry)
        return { status: 201, body: { takedownId } }
      })
      await enqueue('advance-takedown', { takedownId })
      return reply.code(201).send(answer.body)
    },
  )
}

function undoingRoutes(app: App, deps: AppDeps): void {
  app.post(
    '/v1/takedowns/:id/holds/undo',
    {
      config: { access: 'takedown:hold' },
      schema: {
        summary: 'End a hold that one placed oneself by mistake, within ten minutes',
        params: ById,
        body: Type.Object({ hold: Release.properties.hold }, strict),
        response: { 200: Changed, default: Problem },
      },
    },
    async (request) => {
      const { id: takedownId } = request.params
      const by = principalOf(request).actor
      const answer = await once(deps, request, async (trx) => {
        await undoHold(trx, chasingDeps(deps), { takedownId, by, holdId: request.body.hold })
        return { status: 200, body: { takedownId } }
      })
      await deps.enqueue('advance-takedown', { takedownId })
      return answer.body
    },
  )

  app.post(
    '/v1/takedowns/:id/steps/withdraw',
    {
      config: { access: 'takedown:step' },
      schema: {
        summary: 'Take back the newest step that was entered by hand, while nothing has followed',
        description: '409 `step-has-followed` once a notice was authorised or somebody answered',
        params: ById,
        body: Type.Object(
          {
            step: oneOf(HAND_STEPS),
            reference: StepReference,
            reason: oneOf(STEP_WITHDRAW_REASONS),
          },
          strict,
        ),
        response: { 200: Changed, default: Problem },
      },
    },
    async (request) => {
      const { id: takedownId } = request.params
      const by = principalOf(request).actor
      const answer = await once(deps, request, async (trx) => {
        await withdrawStep(trx, chasingDeps(deps), { takedownId, ...request.body, by })
        return { status: 200, body: { takedownId } }
      })
      await deps.enqueue('advance-takedown', { takedownId })
      return answer.body
    },
  )
}

function wordRoutes(app: App, deps: AppDeps): void {
  app.post(
    '/v1/takedowns/:id/allow-notice',
    {
      config: { access: 'takedown:allow' },
      schema: {
        summary: 'Enter that the police or a partner that have a case let its provider be told',
        description:
          'The notice counts as authorised from `at`; `reference` is the number of their answer, or of the note of the call',
        params: ById,
        body: Word,
        response: { 200: Changed, default: Problem },
      },
    },
    async (request) => {
      const { id: takedownId } = request.params
      const { at, ...said } = request.body
      const by = principalOf(request).actor
      const answer = await once(deps, request, async (trx) => {
        const word = { ...said, saidAt: new Date(at) }
        await allowNotice(trx, chasingDeps(deps), { takedownId, by, word })
        return { status: 200, body: { takedownId } }
      })
      await deps.enqueue('advance-takedown', { takedownId })
      return answer.body
    },
  )
}

function holdRoutes(app: App, deps: AppDeps): void {
  const { db, now, enqueue } = deps

  app.get(
    '/v1/takedowns/:id/holds',
    {
      config: { access: 'takedown:read', reads: 'takedown' },
      schema: {
        summary: 'Every hold of a takedown, the newest first, and how long it was held in all',
        params: ById,
        response: { 200: Holds, default: Problem },
      },
    },
    async ({ params: { id } }) => {
      const heldSeconds = Math.round((await heldMs(db, id, now())) / 1000)
      return iso({ heldSeconds, items: await holdsOf(db, id) })
    },
  )

  app.post(
    '/v1/takedowns/:id/holds',
    {
      config: { access: 'takedown:hold' },
      schema: {
        summary: 'Have the notices of a takedown wait until a moment',
        description:
          'Of one that is held, a later end takes the place of the one before; an earlier one is 409 `takedown-already-held`',
        params: ById,
        body: Type.Object({ reason: oneOf(HOLD_REASONS), until: Time }, strict),
        response: { 201: Changed, default: Problem },
      },
    },
    async (request, reply) => {
      const { id: takedownId } = request.params
      const { reason, until } = request.body
      const by = principalOf(request).actor
      const answer = await once(deps, request, async (trx) => {
        const hold = { takedownId, reason, until: new Date(until), by }
        await holdTakedown(trx, chasingDeps(deps), hold)
        return { status: 201, body: { takedownId } }
      })
      return reply.code(201).send(answer.body)
    },
  )

  app.post(
    '/v1/takedowns/:id/holds/release',
    {
      config: { access: 'takedown:release' },
      schema: {
        summary: 'End a hold before its time',
        params: ById,
        body: Release,
        response: { 200: Changed, default: Problem },
      },
    },
    async (request) => {
      const { id: takedownId } = request.params
      const by = principalOf(request).actor
      const { reason, hold: holdId } = request.body
      const answer = await once(deps, request, async (trx) => {
        await releaseTakedown(trx, chasingDeps(deps), { takedownId, reason, by, holdId })
        return { status: 200, body: { takedownId } }
      })
      await enqueue('advance-takedown', { takedownId })
      return answer.body
    },
  )
}

function taskRoutes(app: App, deps: AppDeps): void {
  const { db, now } = deps

  app.get(
    '/v1/tasks',
    {
      config: { access: 'task:read', reads: 'task' },
      schema: {
        summary: 'What waits for a person, the oldest first, with its age',
        querystring: Type.Object({ ...Page, code: TaskCode }),
        response: { 200: Tasks, default: Problem },
      },
    },
    async ({ query }) => {
      const at = now().getTime()
      const items = (await openTasks(db, query)).map((task) => ({
        ...task,
        ageSeconds: Math.max(0, Math.floor((at - task.since.getTime()) / 1000)),
      }))
      const next = items.length === query.limit ? items.at(-1)!.id : null
      return iso({ items, next, codes: await countTasks(db) })
    },
  )

  app.post(
    '/v1/tasks/:id/assign',
    {
      config: { access: 'task:do' },
      schema: {
        summary: 'Take a task upon yourself, or give it back',
        description: '409 `task-of-another` unless `from` names who sees to it',
        params: ById,
        body: Assign,
        response: { 200: Assigned, default: Problem },
      },
    },
    async (request) => {
      const { id } = request.params
      const { mine, from = null } = request.body
      const ask = { id, mine, from, by: principalOf(request).actor }
      const answer = await once(deps, request, async (trx) => {
        const takenFrom = await assignTask(trx, ask, now())
        return { status: 200, body: iso({ id, takenFrom }) }
      })
      return answer.body
    },
  )

  app.post(
    '/v1/tasks/:id/done',
    {
      config: { access: 'task:do' },
      schema: {
        summary: 'Say that a task is done, and how',
        description: '409 for what only a decision on its takedown settles',
        params: ById,
        body: Type.Object({ with: oneOf(DONE_WITH) }, strict),
        response: { 200: ById, default: Problem },
      },
    },
    async (request) => {
      const { id } = request.params
      const by = principalOf(request).actor
      const answer = await once(deps, request, async (trx) => {
        await doTask(trx, { id, by, doneWith: request.body.with })
        return { status: 200, body: { id } }
      })
      return answer.body
    },
  )
}

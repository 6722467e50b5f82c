import { DomainError } from '@nightlight/contract'
import { heldMs, holdsOf, openTasks } from '@nightlight/notices'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { exportForm } from '../case-export/export-form.ts'
import { listRecipients } from '../case-export/recipient-store.ts'
import { decideMatch, deskTerms } from '../decide-match.ts'
import { exportCheck } from '../export-check.ts'
import { isAllowed } from '../identity/principal.ts'
import { keptOfTakedown } from '../kept-cases/kept-case-store.ts'
import { restsOnMatch } from '../match-reach-store.ts'
import { readMatch, reversesAnother } from '../match-store.ts'
import { keepForm } from './kept-cases/kept-case-fragments.ts'
import { filterIn } from '../queue/queue-filter.ts'
import { readTakedownInFull } from '../routes/takedown-routes.ts'
import { ById, DecisionBody, DoneCode, Id, TEXT } from '../schemas.ts'
import { securityHeaders } from '../security-headers.ts'
import { takedownMoments } from '../takedown-moments-store.ts'
import type { App } from '../validation.ts'
import { readReportInFull } from './desk/read-report.ts'
import { deskOf } from './desk/undo-routes.ts'
import { html } from './html.ts'
import { decisionPage } from './pages/decision-page.ts'
import { reportPage } from './pages/report-page.ts'
import { doneLine, takedownForms } from './pages/takedown-forms.ts'
import { takedownPage } from './pages/takedown-page.ts'
import { queuePath } from './queue/queue-page.ts'
import { repliesOfCase } from './replies/case-reply-routes.ts'
import { sendPage, viewOf } from './reply-page.ts'

/** More than there are codes. */
const TASKS_SHOWN = 50
const DecisionForm = Type.Object({
  ...DecisionBody.properties,
  form: Type.String({ maxLength: 64 }),
  report: Type.Optional(Id),
  /** What of the queue was shown, as its query; it is shown again. */
  queue: Type.Optional(Type.String({ maxLength: 2000, pattern: TEXT })),
})
const CheckParams = Type.Object({ id: Id, checkId: Id })
const Done = Type.Object({ done: DoneCode })
const DoneToTakedown = Type.Object({ done: DoneCode, before: Type.Optional(Id) })

export const caseRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  /** What another person decided is not turned round from a desk that was left open. */
  const isReversal = async (request: FastifyRequest): Promise<boolean> => {
    const { id = '' } = Object(request.params) as { id?: string }
    const { verdict } = Object(request.body) as { verdict?: unknown }
    if (verdict !== 'confirm' && verdict !== 'reject') return false
    return reversesAnother(db, id, { verdict, actor: principalOf(request).actor })
  }

  app.get(
    '/console/reports/:id',
    {
      config: { access: 'report:read', reads: 'report' },
      schema: { params: ById, querystring: Done },
    },
    async (request, reply) => {
      const { id } = request.params
      const view = viewOf(deps, request, reply, `/console/reports/${id}`)
      const report = await readReportInFull(deps, view, id)
      const { done = null } = request.query
      return sendPage(reply, deps, reportPage(view, { ...report, done }))
    },
  )

  app.get(
    '/console/matches/:id',
    { config: { access: 'match:read', reads: 'match' }, schema: { params: ById } },
    async (request, reply) => {
      const { id } = request.params
      const match = await readMatch(db, id)
      if (!match) throw new DomainError('not-found', 'not-found', 'Showing a match: no such')
      const view = viewOf(deps, request, reply, `/console/matches/${id}`)
      const mayDecide = isAllowed(principalOf(request).role, 'match:decide')
      const rests = await restsOnMatch(db, id)
      return sendPage(reply, deps, decisionPage(view, { match, rests, mayDecide }))
    },
  )

  app.post(
    '/console/matches/:id/decisions',
    {
      config: {
        access: 'match:decide',
        stepUp: isReversal,
        formOn: '/console/reports/:report',
      },
      schema: { params: ById, body: DecisionForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { verdict } = request.body
      const by = { actor: principalOf(request).actor, at: now(), ...deskTerms(deps) }
      const { mediaId } = await db
        .transaction()
        .execute((trx) => decideMatch(trx, request.params.id, request.body, by))
      await enqueue('open-takedown', { mediaId })
      const { report, queue } = request.body
      const to =
        report === undefined
          ? queuePath(filterIn(queue), { done: verdict })
          : `${deskOf(report)}?done=${verdict}`
      return reply.redirect(to, 303)
    },
  )

  app.get(
    '/console/takedowns/:id',
    {
      config: { access: 'takedown:read', reads: 'takedown' },
      schema: { params: ById, querystring: DoneToTakedown },
    },
    async (request, reply) => {
      const { id } = request.params
      const { done = null, before = null } = request.query
      const takedown = await readTakedownInFull(db, id)
      const moments = await takedownMoments(db, id)
      if (!takedown || !moments)
        throw new DomainError('not-found', 'not-found', 'Showing a takedown: no such')
      const view = viewOf(deps, request, reply, `/console/takedowns/${id}`)
      const holds = await holdsOf(db, id)
      const held = await heldMs(db, id, now())
      const { status, clocks, plan } = takedown
      const isTold = clocks.t6 !== null
      const flash = doneLine(view, done)
      const forms = takedownForms(view, { id, status, plan, isTold, holds, heldMs: held })
      const replies = await repliesOfCase(deps, view, id)
      const tasks = await openTasks(db, { takedownId: id, limit: TASKS_SHOWN })
      const waiting = tasks.map(({ code }) => code)
      const recipients = await listRecipients(db)
      const keeping = keepForm(view, id, {
        recipients: recipients.filter(({ hasOfficers }) => hasOfficers),
        kept: await keptOfTakedown(db, id),
      })
      const exporting = exportForm(view, id, recipients)
      // What was just done first, and what they say before what can be done about it.
      const parts = html`${flash}${replies}${forms}${exporting}${keeping}`
      return sendPage(
        reply,
        deps,
        takedownPage(view, { ...takedown, waiting, holds, moments }, parts, before),
      )
    },
  )

  app.get(
    '/console/takedowns/:id/checks/:checkId/record',
    { config: { access: 'takedown:read', stepUp: true }, schema: { params: CheckParams } },
    async (request, reply) => {
      const { id: takedownId, checkId } = request.params
      const { actor } = principalOf(request)
      const signed = await exportCheck(deps, { takedownId, checkId, actor })
      return reply
        .headers(securityHeaders('data', deps.secure))
        .header('content-disposition', `attachment; filename="check-${checkId}.json"`)
        .type('application/json')
        .send(`${JSON.stringify(signed, null, 2)}\n`)
    },
  )
}

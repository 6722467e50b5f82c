import { DomainError } from '@nightlight/contract'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { withoutFirst } from '../assessments/assessment-store.ts'
import { secondsOwed } from '../assessments/seconds-owed.ts'
import { decideMatch, deskTerms } from '../decide-match.ts'
import { exportCheck } from '../export-check.ts'
import { isAllowed } from '../identity/principal.ts'
import { lapsesOf } from '../match-lapse-store.ts'
import { restsOnMatch, takedownsOfMatch } from '../match-reach-store.ts'
import { readMatch, reversesAnother } from '../match-store.ts'
import { TOGETHER_MOST } from '../queue/decide-together.ts'
import { anyWaits, mediaOfReport, nextInQueue } from '../queue/next-store.ts'
import { isSeenAtRisk } from '../queue/risk-store.ts'
import { secondVerdictPage } from './assessments/assessments-page.ts'
import { ById, DoneCode, Id, Reason, Verdict } from '../schemas.ts'
import { securityHeaders } from '../security-headers.ts'
import type { App } from '../validation.ts'
import { readReportInFull } from './desk/read-report.ts'
import { readTakedownPage } from './desk/read-takedown.ts'
import { deskPath } from './desk/undo-routes.ts'
import { readDoneLately } from './desk/done-lately.ts'
import { withExposure } from './exposure/with-exposure.ts'
import { decisionPage } from './pages/decision-page.ts'
import { reportPage } from './pages/report-page.ts'
import { fromQueue, placeIn, placePath, QueueQuery, type QueuePlace } from './queue/queue-place.ts'
import { nextPath, readWayOn } from './queue/way-on.ts'
import { sendPage, viewOf } from './reply-page.ts'

const DecisionForm = Type.Object({
  verdict: Verdict,
  reason: Reason,
  /** The decision that was shown; empty, or missing, for none. */
  seen: Type.Optional(Type.Union([Id, Type.Literal('')])),
  form: Type.String({ maxLength: 64 }),
  report: Type.Optional(Id),
  /** What of the queue was shown, as its query; it is shown again. */
  queue: QueueQuery,
})
const CheckParams = Type.Object({ id: Id, checkId: Id })
/** What was done before, and the report on which that was where another page came up after it. */
const OnDesk = Type.Object({
  done: DoneCode,
  n: Type.Optional(Type.Integer({ minimum: 0, maximum: TOGETHER_MOST })),
  /** The decision or the takedown that it was done to. */
  of: Type.Optional(Id),
  queue: QueueQuery,
  was: Type.Optional(Id),
})
const DoneToTakedown = Type.Object({ done: DoneCode, before: Type.Optional(Id) })

export const caseRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  /**
   * What another person decided is not turned round from a desk that was left open. Whoever owes a second verdict on it is not
   * asked: a question at one of the two verdicts alone would tell them the first.
   */
  const isReversal = async (request: FastifyRequest): Promise<boolean> => {
    const { id = '' } = Object(request.params) as { id?: string }
    const { verdict, seen } = Object(request.body) as { verdict?: unknown; seen?: unknown }
    if (verdict !== 'confirm' && verdict !== 'reject') return false
    const principal = principalOf(request)
    // what was decided since it was looked at is refused, whoever they show to be
    const reverses = await reversesAnother(db, id, {
      verdict,
      actor: principal.actor,
      ...(typeof seen === 'string' && { seen }),
    })
    return reverses && (await secondsOwed(db, principal, [id])).size === 0
  }

  app.get(
    '/console/reports/:id',
    {
      config: { access: 'report:read', reads: 'report' },
      schema: { params: ById, querystring: OnDesk },
    },
    async (request, reply) => {
      const { id } = request.params
      const { was = null, queue } = request.query
      const place = queue === undefined ? null : placeIn(queue)
      const view = await withExposure(
        deps,
        viewOf(deps, request, reply, fromQueue(`/console/reports/${id}`, place)),
      )
      const report = await readReportInFull(deps, view, { id, place })
      const lately = await readDoneLately(db, request.principal, request.query)
      return sendPage(reply, deps, reportPage(view, { ...report, lately, was }))
    },
  )

  app.get(
    '/console/matches/:id',
    {
      config: { access: 'match:read', reads: 'match' },
      schema: { params: ById, querystring: OnDesk },
    },
    async (request, reply) => {
      const { id } = request.params
      const { queue, was = null } = request.query
      const place = queue === undefined ? null : placeIn(queue)
      const found = await readMatch(db, id)
      if (!found) throw new DomainError('not-found', 'not-found', 'Showing a match: no such')
      const match = { ...found, lapse: (await lapsesOf(db, [found.id]))(found.id) }
      const view = await withExposure(
        deps,
        viewOf(deps, request, reply, fromQueue(`/console/matches/${id}`, place)),
      )
      const principal = principalOf(request)
      const here = { mediaIds: [match.mediaId], now: now() }
      const way = await readWayOn(db, place, here)
      const atRisk = await isSeenAtRisk(db, match.mediaId)
      const asked = (await secondsOwed(db, principal, [match.id])).get(match.id)
      if (asked) {
        const unseen = { match: withoutFirst(match), asked, atRisk, wayOn: way }
        return sendPage(reply, deps, secondVerdictPage(view, unseen))
      }
      const mayDecide = isAllowed(principal.role, 'match:decide')
      const rests = await restsOnMatch(db, id)
      const seesTakedowns = isAllowed(principal.role, 'takedown:read')
      const takedowns = seesTakedowns ? await takedownsOfMatch(db, id) : []
      const lately = await readDoneLately(db, principal, request.query)
      const shown = { match, rests, takedowns, mayDecide, atRisk, wayOn: way, lately, was }
      return sendPage(reply, deps, decisionPage(view, shown))
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
      const { verdict, reason, seen, report, queue } = request.body
      const said = { verdict, reason, seen: seen || null }
      const { actor, name: person } = principalOf(request)
      const by = { actor, person, at: now(), ...deskTerms(deps) }
      const { id: decisionId, mediaId } = await db
        .transaction()
        .execute((trx) => decideMatch(trx, request.params.id, said, by))
      await enqueue('open-takedown', { mediaId })
      const told: Record<string, string> = { done: verdict }
      // where nothing can be undone, one decision needs no telling from another
      if ((by.graceMs ?? 0) > 0) told['of'] = decisionId
      const onward =
        report !== undefined && queue !== undefined
          ? await afterReport(deps, { reportId: report, place: placeIn(queue), told })
          : null
      return reply.redirect(onward ?? deskPath({ report, queue }, verdict, { of: told['of'] }), 303)
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
      const view = await withExposure(
        deps,
        viewOf(deps, request, reply, `/console/takedowns/${id}`),
      )
      const page = await readTakedownPage(deps, principalOf(request), view, { id, done, before })
      return sendPage(reply, deps, page)
    },
  )

  app.get(
    '/console/takedowns/:id/checks/:checkId/record',
    {
      config: { access: 'takedown:read', stepUp: true, sendsFile: true },
      schema: { params: CheckParams },
    },
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

/**
 * The way on from a report that was opened from the queue.
 *
 * @returns where whoever decides goes after it: null while the report has more to decide
 */
async function afterReport(
  { db, now }: AppDeps,
  { reportId, place, told }: { reportId: string; place: QueuePlace; told: Record<string, string> },
): Promise<string | null> {
  const mediaIds = await mediaOfReport(db, reportId)
  if (await anyWaits(db, mediaIds)) return null
  const next = await nextInQueue(db, place, { mediaIds, now: now() })
  return next ? nextPath(next, place, { ...told, was: reportId }) : placePath(place, told)
}

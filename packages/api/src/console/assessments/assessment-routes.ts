import { maskedText } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import {
  agreement,
  disagreements,
  listShares,
  openAssessments,
} from '../../assessments/assessment-store.ts'
import {
  giveAssessment,
  reasonPlace,
  setShare,
  settleAssessment,
} from '../../assessments/assess.ts'
import { isAllowed } from '../../identity/principal.ts'
import { matchesOf } from '../../match-store.ts'
import { countRead } from '../../note-reads.ts'
import { ById, DoneCode, Id, Reason, Verdict } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { withExposure } from '../exposure/with-exposure.ts'
import { fromQueue, placeIn, QueueQuery } from '../queue/queue-place.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { assessmentsPage, type AssessmentsShown } from './assessments-page.ts'

const form = Type.String({ maxLength: 64 })
const Query = Type.Object({ after: Type.Optional(Id), done: DoneCode })
const VerdictForm = Type.Object({ form, verdict: Verdict, reason: Reason })
const GiveForm = Type.Object({
  ...VerdictForm.properties,
  /** On whose page it was given; it is shown again. */
  match: Type.Optional(Id),
  queue: QueueQuery,
})
const ShareForm = Type.Object({
  form,
  list: Id,
  percent: Type.String({ pattern: '^(100|[0-9]{1,2})$' }),
})
const PAGE = '/console/assessments'

/** Second verdicts on matches: given without knowing the first, and settled where the two differ. */
export const assessmentRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now, enqueue } = deps

  app.get(
    PAGE,
    { config: { access: 'assessment:give', reads: 'match' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { after = null, done = null } = request.query
      const { name, role } = principalOf(request)
      const view = await withExposure(deps, viewOf(deps, request, reply, PAGE))
      const open = await openAssessments(db, { person: name, after })
      const settling = isAllowed(role, 'assessment:settle') ? await readSettling(deps) : null
      countRead(request, open.items.length + (settling?.disagreements.length ?? 0))
      return sendPage(reply, deps, assessmentsPage(view, { ...open, settling, done }))
    },
  )

  app.post(
    '/console/assessments/:id',
    {
      config: { access: 'assessment:give', formOn: PAGE },
      schema: { params: ById, body: GiveForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { actor, name: person } = principalOf(request)
      const { verdict, reason, match, queue } = request.body
      const said = { id: request.params.id, verdict, reason }
      const by = { actor, person, at: now() }
      await db.transaction().execute((trx) => giveAssessment(trx, crypto, said, by))
      const done = { done: 'assessed' }
      const place = queue === undefined ? null : placeIn(queue)
      const to =
        match === undefined
          ? `${PAGE}?done=assessed`
          : fromQueue(`/console/matches/${match}`, place, done)
      return reply.redirect(to, 303)
    },
  )

  app.post(
    '/console/assessments/:id/settle',
    {
      config: { access: 'assessment:settle', stepUp: true, formOn: PAGE },
      schema: { params: ById, body: VerdictForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { actor, name: person } = principalOf(request)
      const { verdict, reason } = request.body
      const said = { id: request.params.id, verdict, reason }
      const by = { actor, person, at: now() }
      const mediaId = await db.transaction().execute((trx) => settleAssessment(trx, said, by))
      await enqueue('open-takedown', { mediaId })
      return reply.redirect(`${PAGE}?done=settled`, 303)
    },
  )

  app.post(
    '/console/assessments/shares',
    { config: { access: 'assessment:settle', stepUp: true }, schema: { body: ShareForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { list: listId, percent } = request.body
      const share = { listId, percent: Number(percent) }
      const { actor } = principalOf(request)
      await db.transaction().execute((trx) => setShare(trx, share, actor))
      return reply.redirect(`${PAGE}?done=share-set`, 303)
    },
  )
}

async function readSettling({
  db,
  crypto,
  secondPercent = 0,
}: AppDeps): Promise<AssessmentsShown['settling']> {
  const found = await disagreements(db)
  const matches = await matchesOf(
    db,
    found.map(({ matchId }) => matchId),
  )
  return {
    disagreements: found.map(({ second: { sealed, ...second }, ...one }) => {
      const match = matches.get(one.matchId)
      return {
        ...one,
        second: {
          ...second,
          reason: sealed ? maskedText(crypto.openText(reasonPlace(one.id), sealed)) : '',
        },
        // what was decided since may itself wait for a second verdict
        match: match ? { ...match, decision: null } : null,
      }
    }),
    agreement: await agreement(db),
    shares: await listShares(db),
    usual: secondPercent,
  }
}

import { maskedText } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import {
  agreement,
  listShares,
  openAssessments,
  withoutFirst,
  type AssessmentCursor,
} from '../../assessments/assessment-store.ts'
import { disagreements, type Disagreement } from '../../assessments/disagreement-store.ts'
import { secondsOwed } from '../../assessments/seconds-owed.ts'
import {
  giveAssessment,
  leaveAsDecided,
  reasonPlace,
  setShare,
  settleAssessment,
} from '../../assessments/assess.ts'
import { isAllowed, type Principal } from '../../identity/principal.ts'
import { withLapse } from '../../match-lapse-store.ts'
import { restsOnMatches } from '../../match-reach-store.ts'
import { matchesOf } from '../../match-store.ts'
import { countRead } from '../../note-reads.ts'
import { ById, DoneCode, Id, Reason, Verdict } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { withExposure } from '../exposure/with-exposure.ts'
import { fromQueue, placeIn, QueueQuery } from '../queue/queue-place.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { assessmentsPage, type AssessmentsShown, type Differing } from './assessments-page.ts'

const form = Type.String({ maxLength: 64 })
/** How urgent the last one shown was, and its id. */
const After = Type.Optional(
  Type.String({ pattern: '^[0-3]_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
)
const Query = Type.Object({
  after: After,
  /** The same of those that differ. */
  differ: After,
  done: DoneCode,
})
const VerdictForm = Type.Object({ form, verdict: Verdict, reason: Reason })
const GiveForm = Type.Object({
  ...VerdictForm.properties,
  /** On whose page it was given; it is shown again. */
  match: Type.Optional(Id),
  queue: QueueQuery,
})
/** `match`, of which it is, leads on to its page where it cannot be settled here. */
const SettleForm = Type.Object({ ...VerdictForm.properties, match: Type.Optional(Id) })
const LeaveForm = Type.Object({ form, seen: Id })
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
      const { after, differ, done = null } = request.query
      const principal = principalOf(request)
      const view = await withExposure(deps, viewOf(deps, request, reply, PAGE))
      const waiting = { person: principal.name, after: cursorIn(after) }
      const open = await openAssessments(db, waiting)
      const settling = isAllowed(principal.role, 'assessment:settle')
        ? await readSettling(deps, principal, cursorIn(differ))
        : null
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
      schema: { params: ById, body: SettleForm },
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
    '/console/assessments/:id/leave',
    {
      config: { access: 'assessment:settle', stepUp: true, formOn: PAGE },
      schema: { params: ById, body: LeaveForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { actor, name: person } = principalOf(request)
      const left = { id: request.params.id, seen: request.body.seen }
      const by = { actor, person, at: now() }
      await db.transaction().execute((trx) => leaveAsDecided(trx, left, by))
      return reply.redirect(`${PAGE}?done=settled-since`, 303)
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

const cursorIn = (text: string | undefined): AssessmentCursor | null => {
  const [rank, id] = text?.split('_') ?? []
  return id === undefined ? null : { rank: Number(rank), id }
}

async function readSettling(
  deps: AppDeps,
  principal: Principal,
  after: AssessmentCursor | null,
): Promise<AssessmentsShown['settling']> {
  const { db, secondPercent = 0 } = deps
  const { items, next } = await disagreements(db, { person: principal.name, after })
  return {
    disagreements: await withMatches(deps, principal, items),
    next,
    agreement: await agreement(db),
    shares: await listShares(db),
    usual: secondPercent,
  }
}

/** What the two saw stands beside what they said, with what rests on it now: where that tells no verdict that is owed. */
async function withMatches(
  { db, crypto }: AppDeps,
  principal: Principal,
  found: readonly Disagreement[],
): Promise<Differing[]> {
  const ids = found.map(({ matchId }) => matchId)
  const shown = await matchesOf(db, ids)
  const matches = new Map(
    (await withLapse(db, [...shown.values()])).map((match) => [match.id, match]),
  )
  const owed = await secondsOwed(db, principal, ids)
  const restsOn = await restsOnMatches(db, ids)
  return found.map(({ second: { sealed, ...second }, since, ...one }) => {
    const match = matches.get(one.matchId)
    const isBlind = since !== null && owed.has(one.matchId)
    return {
      ...one,
      second: {
        ...second,
        reason: sealed ? maskedText(crypto.openText(reasonPlace(one.id), sealed)) : '',
      },
      since: since && { decision: isBlind ? null : since },
      rests: isBlind ? null : restsOn(one.matchId),
      match: match ? (isBlind ? withoutFirst(match) : { ...match, decision: null }) : null,
    }
  })
}

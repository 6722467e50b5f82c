import { DomainError } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { newestDecisions } from '../../decided-store.ts'
import { exposureOf } from '../../exposure/exposure-store.ts'
import { deskTerms } from '../../decide-match.ts'
import { isAllowed } from '../../identity/principal.ts'
import { readMatches } from '../../match-store.ts'
import { countRead } from '../../note-reads.ts'
import {
  decideTogether,
  hostOfMatch,
  reachTogether,
  TOGETHER_MOST,
  togetherOf,
} from '../../queue/decide-together.ts'
import { byHost, byMedia, facetsOf } from '../../queue/group-waiting.ts'
import { readWaiting } from '../../queue/queue-store.ts'
import { undoableBy } from '../../undo-decision.ts'
import { ById, DoneCode, Id, Reason } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { todayOf } from '../exposure/exposure-routes.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { queuePage, queuePath, type QueueCard } from './queue-page.ts'
import { PLACE, placeOf, placePath } from './queue-place.ts'
import { togetherPage, VERDICTS } from './together-page.ts'

const CARDS_SHOWN = 20
const DECISIONS_SHOWN = 10

const Query = Type.Object({
  ...PLACE,
  done: DoneCode,
  n: Type.Optional(Type.Integer({ minimum: 0, maximum: TOGETHER_MOST })),
})
const TogetherForm = Type.Object({
  form: Type.String({ maxLength: 64 }),
  reason: Reason,
  match: Type.Optional(Type.Union([Id, Type.Array(Id, { maxItems: TOGETHER_MOST })])),
})

export const queueRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  app.get(
    '/console/matches',
    { config: { access: 'match:read', reads: 'match' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { done = null, n = null } = request.query
      const place = placeOf(request.query)
      const { filter, by, after } = place
      const waiting = await readWaiting(db, filter, { now: now(), after })
      const groups = byMedia(waiting)
      const hosts = byHost(waiting)
      const shown = by === 'host' ? [] : groups.slice(0, CARDS_SHOWN)
      const found = await readMatches(
        db,
        shown.map(({ first }) => first.matchId),
      )
      const cards = shown.flatMap((group): QueueCard[] => {
        const match = found.find(({ id }) => id === group.first.matchId)
        const atHost = hosts.find(({ host }) => host === group.first.host)?.media ?? 1
        return match ? [{ match, group, atHost: atHost - 1 }] : []
      })
      const last = groups.length > shown.length ? shown.at(-1)?.first : undefined
      const { actor, role } = principalOf(request)
      const decided = await newestDecisions(db, DECISIONS_SHOWN)
      const view = viewOf(deps, request, reply, placePath(place))
      countRead(request, cards.length + (by === 'host' ? hosts.length : 0) + decided.length)
      const page = queuePage(view, {
        place,
        filter,
        by,
        cards,
        hosts: by === 'host' ? hosts : [],
        waiting: after ? null : waiting.length,
        hostless: waiting.filter(({ host }) => host === null).length,
        facets: facetsOf(waiting, now()),
        next: last ?? null,
        mayDecide: isAllowed(role, 'match:decide'),
        decided,
        exposure: todayOf(await exposureOf(db, actor), now()),
        undoable: await undoableBy(db, actor),
        done,
        n,
      })
      return sendPage(reply, deps, page)
    },
  )

  for (const verdict of VERDICTS) {
    app.get(
      `/console/matches/:id/host/${verdict}`,
      { config: { access: 'match:decide', reads: 'match' }, schema: { params: ById } },
      async (request, reply) => {
        const { id: matchId } = request.params
        const host = await hostOf(matchId)
        const waiting = await readWaiting(db, { host }, { now: now() })
        const together = togetherOf(waiting, verdict)
        const mediaIds = [...new Set(together.chosen.map(({ mediaId }) => mediaId))]
        const reach = await reachTogether(db, mediaIds)
        countRead(request, together.chosen.length)
        const view = viewOf(deps, request, reply, `/console/matches/${matchId}/host/${verdict}`)
        return sendPage(
          reply,
          deps,
          togetherPage(view, { ...together, matchId, host, verdict, reach }),
        )
      },
    )

    app.post(
      `/console/matches/:id/host/${verdict}`,
      { config: { access: 'match:decide' }, schema: { params: ById, body: TogetherForm } },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        const { reason, match = [] } = request.body
        const host = await hostOf(request.params.id)
        const which = { host, matchIds: [match].flat() }
        const by = { actor: principalOf(request).actor, at: now(), ...deskTerms(deps) }
        const { mediaIds, decided } = await db
          .transaction()
          .execute((trx) => decideTogether(trx, which, { verdict, reason }, by))
        for (const mediaId of mediaIds) await enqueue('open-takedown', { mediaId })
        const told = { done: `together-${verdict}`, n: String(decided) }
        return reply.redirect(queuePath({}, told), 303)
      },
    )
  }

  async function hostOf(matchId: string): Promise<string> {
    const host = await hostOfMatch(db, matchId)
    if (host === null) throw new DomainError('not-found', 'not-found', 'Showing a host: no such')
    return host
  }
}

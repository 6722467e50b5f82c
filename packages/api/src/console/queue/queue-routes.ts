import { DomainError } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { newestDecisions } from '../../decided-store.ts'
import { exposureLately } from '../../exposure/exposure-store.ts'
import { deskTerms } from '../../decide-match.ts'
import { isAllowed } from '../../identity/principal.ts'
import { readMatches } from '../../match-store.ts'
import { countRead } from '../../note-reads.ts'
import {
  decideTogether,
  hostOfMatch,
  reachTogether,
  readTogether,
  TOGETHER_MOST,
} from '../../queue/decide-together.ts'
import { COUNTS_FRESH_MS } from '../../counts.ts'
import { keepAnswers } from '../../keep-answer.ts'
import { countAtHosts, countQueue, countsOf, type QueueCounts } from '../../queue/count-waiting.ts'
import { byMedia } from '../../queue/group-waiting.ts'
import { readHosts } from '../../queue/hosts-store.ts'
import { queryOf } from '../../queue/queue-filter.ts'
import { lookThrough, readWaiting, type LookedThrough } from '../../queue/queue-store.ts'
import { ById, DoneCode, Id, Reason } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { readDoneLately } from '../desk/done-lately.ts'
import { withExposure } from '../exposure/with-exposure.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { queuePage, type QueueCard } from './queue-page.ts'
import {
  fromQueue,
  PLACE,
  placeIn,
  placeOf,
  placePath,
  QueueQuery,
  type QueuePlace,
} from './queue-place.ts'
import { togetherPage, VERDICTS } from './together-page.ts'

const CARDS_SHOWN = 15
const HOSTS_SHOWN = 50
const DECISIONS_SHOWN = 10

const Query = Type.Object({
  ...PLACE,
  done: DoneCode,
  n: Type.Optional(Type.Integer({ minimum: 0, maximum: TOGETHER_MOST })),
  /** The decision that was made. */
  of: Type.Optional(Id),
})
const TogetherQuery = Type.Object({ queue: QueueQuery })
const TogetherForm = Type.Object({
  queue: QueueQuery,
  form: Type.String({ maxLength: 64 }),
  reason: Reason,
  match: Type.Optional(Type.Union([Id, Type.Array(Id, { maxItems: TOGETHER_MOST })])),
})

export const queueRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps
  const keep = keepAnswers<QueueCounts>(deps, deps.countsFreshMs ?? COUNTS_FRESH_MS)

  app.get(
    '/console/matches',
    { config: { access: 'match:read', reads: 'match' }, schema: { querystring: Query } },
    async (request, reply) => {
      const place = placeOf(request.query)
      const { filter, by } = place
      const { cards, hosts, next, ...counted } = await (by === 'host' ? hostsAt : cardsAt)(place)
      const { actor, name: person, role } = principalOf(request)
      // whoever gives second verdicts is not to find the first ones in a list
      const isOwnDecided =
        isAllowed(role, 'assessment:give') && !isAllowed(role, 'assessment:settle')
      const decided = await newestDecisions(db, DECISIONS_SHOWN, {
        by: isOwnDecided ? actor : null,
        person,
      })
      const view = viewOf(deps, request, reply, placePath(place))
      countRead(request, cards.length + hosts.length + decided.length)
      const page = queuePage(view, {
        place,
        filter,
        by,
        cards,
        hosts,
        ...counted,
        next,
        mayDecide: isAllowed(role, 'match:decide'),
        decided,
        isOwnDecided,
        exposure: await exposureLately(db, actor, now()),
        lately: await readDoneLately(db, request.principal, request.query),
      })
      return sendPage(reply, deps, page)
    },
  )

  for (const verdict of VERDICTS) {
    app.get(
      `/console/matches/:id/host/${verdict}`,
      {
        config: { access: 'match:decide', reads: 'match' },
        schema: { params: ById, querystring: TogetherQuery },
      },
      async (request, reply) => {
        const { id: matchId } = request.params
        const { queue } = request.query
        const place = queue === undefined ? null : placeIn(queue)
        const host = await hostOf(matchId)
        const together = await readTogether(db, host, { verdict, now: now() })
        const mediaIds = [...new Set(together.chosen.map(({ mediaId }) => mediaId))]
        const reach = await reachTogether(db, mediaIds)
        countRead(request, together.chosen.length)
        const path = fromQueue(`/console/matches/${matchId}/host/${verdict}`, place)
        const view = await withExposure(deps, viewOf(deps, request, reply, path))
        return sendPage(
          reply,
          deps,
          togetherPage(view, { ...together, matchId, host, verdict, reach, place }),
        )
      },
    )

    app.post(
      `/console/matches/:id/host/${verdict}`,
      { config: { access: 'match:decide' }, schema: { params: ById, body: TogetherForm } },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        const { reason, match = [], queue } = request.body
        const host = await hostOf(request.params.id)
        const which = { host, matchIds: [match].flat() }
        const by = { actor: principalOf(request).actor, at: now(), ...deskTerms(deps) }
        const { mediaIds, decided } = await db
          .transaction()
          .execute((trx) => decideTogether(trx, which, { verdict, reason }, by))
        for (const mediaId of mediaIds) await enqueue('open-takedown', { mediaId })
        const told = { done: `together-${verdict}`, n: String(decided) }
        return reply.redirect(placePath(await placeAfter(host, placeIn(queue)), told), 303)
      },
    )
  }

  async function cardsAt(place: QueuePlace) {
    const { filter, after } = place
    const { waiting, further } = await lookThrough(db, filter, { now: now(), after })
    const groups = byMedia(waiting)
    const shown = groups.slice(0, CARDS_SHOWN)
    const found = await readMatches(
      db,
      shown.map(({ first }) => first.matchId),
    )
    const at = await countAtHosts(db, [...new Set(shown.flatMap(({ first }) => first.host ?? []))])
    const cards = shown.flatMap((group): QueueCard[] => {
      const match = found.find(({ id }) => id === group.first.matchId)
      const atHost = at.get(group.first.host ?? '') ?? { media: 1, isMore: false }
      return match ? [{ match, group, atHost }] : []
    })
    // whichever page it is: what came before it counts as well
    const all =
      after === null || further !== null
        ? { waiting, further }
        : await lookThrough(db, filter, { now: now() })
    return {
      cards,
      hosts: [],
      next: groups.length > shown.length ? (shown.at(-1)?.first ?? null) : further,
      ...(await countsIn(place, all)),
    }
  }

  async function hostsAt(place: QueuePlace) {
    const { filter, after } = place
    const all = await lookThrough(db, filter, { now: now() })
    const areFew = all.further === null
    const page = await readHosts(db, filter, { now: now(), after, limit: HOSTS_SHOWN, areFew })
    return { ...page, cards: [], ...(await countsIn(place, all)) }
  }

  /** Of what was looked through from the top, and where that is not all of what stands in the queue. */
  async function countsIn(
    { filter }: QueuePlace,
    { waiting, further }: LookedThrough,
  ): Promise<{ counts: QueueCounts; isRough: boolean }> {
    if (further === null) return { counts: countsOf(waiting, now()), isRough: false }
    const counts = await keep(queryOf(filter), () => countQueue(db, filter, now()))
    return { counts, isRough: true }
  }

  /** The host that was decided on while something is left there, and then what was shown before. */
  async function placeAfter(host: string, before: QueuePlace): Promise<QueuePlace> {
    const left = await readWaiting(db, { host }, { now: now(), limit: 1 })
    if (left.length > 0) return { filter: { host }, by: 'match', after: null, at: null }
    if (before.filter.host !== host) return before
    return { ...before, filter: { ...before.filter, host: undefined }, after: null }
  }

  async function hostOf(matchId: string): Promise<string> {
    const host = await hostOfMatch(db, matchId)
    if (host === null) throw new DomainError('not-found', 'not-found', 'Showing a host: no such')
    return host
  }
}

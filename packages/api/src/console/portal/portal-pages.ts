import { DomainError, needsDetail, type Answer } from '@nightlight/contract'
import {
  answerItems,
  countTold,
  firstLot,
  MOST_ANSWERS,
  readToldNotice,
  revealAddresses,
  toldItems,
  type ItemPlace,
  type ToldAddress,
  type ToldNotice,
} from '@nightlight/notices'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type, type Static } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import { waitsForAgreement } from '../../address-files/address-request-store.ts'
import type { AppDeps } from '../../app.ts'
import { countRead } from '../../note-reads.ts'
import { ById } from '../../schemas.ts'
import { isUuid } from '../../uuid.ts'
import type { App } from '../../validation.ts'
import { hint, replyDeps } from '../replies/reply-session.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import type { TextKey } from '../texts.ts'
import { itemsPage, type ItemsShown } from './items-page.ts'
import { asOwn, giver, ownProvider } from './own-provider.ts'
import {
  askedIn,
  ConfirmForm,
  filterOf,
  ItemQuery,
  ITEMS_SHOWN,
  itemsPath,
  preservedOf,
  PreviewForm,
  tickedIn,
  type ItemsAsked,
} from './portal-schemas.ts'
import { previewPage, type Previewed } from './preview-page.ts'
import { readFilter } from './read-filter.ts'
import { toldNoticePage, type NoticeShown } from './told-notice-page.ts'

const OnlyForm = Type.Object({ form: Type.String({ maxLength: 64 }) })
const Done = Type.Object({ done: ItemQuery.properties.done })
const access = { access: 'portal:use' } as const
/** As many items as a notice has. */
const MOST_OF_NOTICE = 200

type Asking = { request: FastifyRequest; reply: FastifyReply }
type From = Pick<Previewed, 'asked' | 'notice'>
type Again = Pick<ItemsShown, 'typed' | 'problem' | 'done' | 'answered'> & {
  ticked?: readonly string[]
}

/** What people of a provider work with: what it was told of, and their answers. */
export const portalPages = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps

  const sendItems = async (
    { request, reply }: Asking,
    { after, ...first }: ItemsAsked,
    { ticked, ...again }: Again & { tickAll?: boolean } = {},
  ): Promise<unknown> => {
    const providerId = ownProvider(request)
    const page = { now: now(), limit: ITEMS_SHOWN, after: after ?? null }
    const { actor } = principalOf(request)
    const { items, ...about } = await asOwn(db, providerId, async (own) => {
      const { filter, asker } = await readFilter(own, providerId, first, page.now)
      return {
        asker,
        items: await toldItems(own, providerId, filter, page),
        counts: await countTold(own, providerId, filter, page.now),
        isAsked: await waitsForAgreement(own, providerId, { actor, now: page.now }),
      }
    })
    // Where the last page was answered whole, the desk goes on with what it left on those before.
    if (items.length === 0 && after && again.done) {
      return sendItems({ request, reply }, first, again)
    }
    const asked = after ? { ...first, after } : first
    countRead(request, items.length)
    const next = items.length === ITEMS_SHOWN ? (items.at(-1)?.id ?? null) : null
    const boxes = new Set(again.tickAll ? items.map(({ id }) => id) : ticked)
    const view = viewOf(deps, request, reply, itemsPath(asked))
    return sendPage(
      reply,
      deps,
      itemsPage(view, { asked, items, ...about, next, ticked: boxes, ...again }),
    )
  }

  /** @throws {DomainError} not-found `notice-not-found`, also for a notice of another provider */
  const noticeOf = async (id: string, providerId: string): Promise<ToldNotice> => {
    const told = await readToldNotice(db, replyDeps(deps).deadlines, { id, providerId })
    if (told) return told
    throw new DomainError('not-found', 'notice-not-found', 'Showing a notice: none such')
  }

  const sendNotice = async (
    { request, reply }: Asking,
    told: ToldNotice,
    again: Partial<Pick<NoticeShown, 'typed' | 'problem' | 'done' | 'addresses' | 'ticked'>> = {},
  ) => {
    const providerId = ownProvider(request)
    const { id } = told.notice
    const items = await asOwn(db, providerId, (own) =>
      toldItems(own, providerId, { noticeId: id }, { now: now(), limit: MOST_OF_NOTICE }),
    )
    const open = items.filter(({ state }) => state === 'open')
    const ticked = new Set(open.map((item) => item.id))
    const view = viewOf(deps, request, reply, `/portal/notices/${id}`)
    const page = toldNoticePage(view, { told, items, ticked, addresses: null, ...again })
    return sendPage(reply, deps, page)
  }

  app.get(
    '/portal',
    { config: { ...access, reads: 'told_item' }, schema: { querystring: ItemQuery } },
    (request, reply) => {
      const { tick, done = null, n, ...asked } = request.query
      const again = { tickAll: tick === 'all', done, answered: n ? Number(n) : null }
      return sendItems({ request, reply }, asked, again)
    },
  )

  app.get(
    '/portal/notices/:id',
    { config: { ...access, reads: 'notice' }, schema: { params: ById, querystring: Done } },
    async (request, reply) => {
      const told = await noticeOf(request.params.id, ownProvider(request))
      return sendNotice({ request, reply }, told, { done: request.query.done ?? null })
    },
  )

  app.post(
    '/portal/notices/:id/addresses',
    {
      config: {
        ...access,
        // The reply page asks for a code by mail where the notice brought none in clear; here it is known who asks.
        stepUp: async (request: FastifyRequest) => {
          const { id = '' } = Object(request.params) as { id?: string }
          // what is no id is refused as such
          return isUuid(id) && !(await noticeOf(id, ownProvider(request))).isClear
        },
      },
      schema: { params: ById, body: OnlyForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const by = giver(request, now())
      const told = await noticeOf(request.params.id, by.providerId)
      const addresses: ToldAddress[] = await db
        .transaction()
        .execute((trx) => revealAddresses(trx, crypto, told, by))
      return sendNotice({ request, reply }, told, { addresses })
    },
  )

  /** Shows what will be said of all that a filter shows, the first of them, and how many there are. */
  const previewAll = async (
    { request, reply }: Asking,
    asked: ItemsAsked,
    typed: ReturnType<typeof typedOf>,
    problem: TextKey | null = null,
  ) => {
    const providerId = ownProvider(request)
    const at = now()
    const filter = filterOf(asked)
    const [items, lot] = await asOwn(db, providerId, async (own) => [
      await toldItems(own, providerId, filter, { now: at, limit: ITEMS_SHOWN }),
      await firstLot(own, providerId, filter, { now: at, most: MOST_ANSWERS }),
    ])
    if (!lot) return reply.redirect(itemsPath({ ...asked, done: 'none-left' }), 303)
    const all = { at, ...lot }
    const view = viewOf(deps, request, reply, null)
    const from = { asked, notice: null }
    return sendPage(reply, deps, previewPage(view, { items, all, ...typed, ...from, problem }))
  }

  /** The same for items of the list and of a notice; where something is missing, what was typed stays. */
  const preview = async (
    asking: Asking,
    body: Static<typeof PreviewForm>,
    { asked, notice, again }: From & { again: Redo },
  ) => {
    const { request, reply } = asking
    const providerId = ownProvider(request)
    const ids = tickedIn(body)
    const typed = typedOf(body)
    const { answer, detail } = typed
    const items = await asOwn(db, providerId, (own) =>
      toldItems(own, providerId, { ids }, { now: now(), limit: ids.length }),
    )
    if (items.length < ids.length) {
      throw new DomainError('not-found', 'reply-item-not-found', 'Answering items: none such')
    }
    const problem = problemIn(ids, answer, detail)
    if (problem) {
      reply.code(400)
      return again({ typed, problem, ticked: ids })
    }
    const view = viewOf(deps, request, reply, null)
    const shown = { items, all: null, ...typed, asked, notice }
    return sendPage(reply, deps, previewPage(view, shown))
  }
  type Redo = (again: {
    typed: ReturnType<typeof typedOf>
    problem: TextKey
    ticked: string[]
  }) => Promise<unknown>

  app.post(
    '/portal/preview',
    { config: access, schema: { body: PreviewForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const asked = askedIn(request.body)
      // The boxes of a page are ticked by a button of its form, so that what was typed stays.
      if (request.body.tick) {
        return sendItems({ request, reply }, asked, { typed: typedOf(request.body), tickAll: true })
      }
      if (request.body.all) {
        const typed = typedOf(request.body)
        const problem = problemOf(typed.answer, typed.detail)
        if (!problem) return previewAll({ request, reply }, asked, typed)
        return sendItems({ request, reply: reply.code(400) }, asked, { typed, problem })
      }
      return preview({ request, reply }, request.body, {
        asked,
        notice: null,
        again: (again) => sendItems({ request, reply }, asked, again),
      })
    },
  )

  app.post(
    '/portal/notices/:id/preview',
    { config: access, schema: { params: ById, body: PreviewForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const told = await noticeOf(id, ownProvider(request))
      return preview({ request, reply }, request.body, {
        asked: null,
        notice: told.notice,
        again: ({ ticked, ...again }) =>
          sendNotice({ request, reply }, told, { ...again, ticked: new Set(ticked) }),
      })
    },
  )

  /**
   * What a form was shown of a filter and what still waits for an answer of it: neither what came since or stands behind
   * the last of them, nor what was asked for again; one more where it is more than was shown.
   */
  const stillOf = async (
    request: FastifyRequest,
    asked: ItemsAsked,
    { at, count, upTo }: Shown,
  ) => {
    const providerId = ownProvider(request)
    const filter = { ...filterOf(asked), askedUntil: at, upTo }
    const page = { now: at, limit: Math.min(count, MOST_ANSWERS) + 1 }
    const items = await asOwn(db, providerId, (own) => toldItems(own, providerId, filter, page))
    return items.map((item) => item.id)
  }

  /** Shows again, where it was ticked and typed, what was about to be said. */
  const sendBack = async (asking: Asking, body: Static<typeof ConfirmForm>) => {
    const typed = typedOf(body)
    const ticked = tickedIn(body)
    if (!body.notice) return sendItems(asking, askedIn(body), { typed, ticked })
    const told = await noticeOf(body.notice, ownProvider(asking.request))
    return sendNotice(asking, told, { typed, ticked: new Set(ticked) })
  }

  app.post(
    '/portal/answers',
    { config: { ...access, formOn: '/portal' }, schema: { body: ConfirmForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      if (request.body.change) return sendBack({ request, reply }, request.body)
      const { id, answer, detail = '', preserved, notice } = request.body
      const asked = askedIn(request.body)
      const shown = shownIn(request.body)
      const ids = shown ? await stillOf(request, asked, shown) : tickedIn(request.body)
      if (shown && ids.length > shown.count) {
        const typed = typedOf(request.body)
        const again = { request, reply: reply.code(409) }
        return previewAll(again, asked, typed, 'problem.portal-more-by-now')
      }
      if (ids.length === 0) return reply.redirect(itemsPath({ ...asked, done: 'none-left' }), 303)
      const said = { answer, detail: detail.trim() || null, preserved: preservedOf(preserved) }
      const answers = ids.map((itemId) => ({ itemId, ...said }))
      const given = { key: id, way: 'portal', answers } as const
      const taken = await db
        .transaction()
        .execute((trx) => answerItems(trx, replyDeps(deps), given, giver(request, now())))
      await hint(deps, taken)
      const done = taken.isNew ? 'answered' : 'answered-before'
      const n = taken.isNew ? { n: String(taken.items) } : {}
      const to = notice
        ? `/portal/notices/${notice}?done=${done}`
        : itemsPath({ ...asked, done, ...n })
      return reply.redirect(to, 303)
    },
  )

  // A browser that loads a page again, or opens its address, asks for what a form was sent to.
  for (const sentTo of ['preview', 'answers']) {
    app.get(`/portal/${sentTo}`, { config: { access: 'signed-in' } }, (_request, reply) =>
      reply.redirect('/portal', 303),
    )
  }
}

/** Of all that a filter showed: when, how many, and up to where. */
type Shown = { at: Date; count: number; upTo: ItemPlace | null }

/** @returns null where single ones are ticked */
function shownIn(body: Static<typeof ConfirmForm>): Shown | null {
  const { at, count = '0', last: id, 'last-told': toldAt } = body
  if (at === undefined) return null
  // Of a form that does not say up to where, nothing counts as shown: it is looked at again.
  return id && toldAt
    ? { at: new Date(at), count: Number(count), upTo: { id, toldAt } }
    : { at: new Date(at), count: 0, upTo: null }
}

const typedOf = ({
  answer = '',
  detail = '',
  preserved = '',
}: Pick<Static<typeof PreviewForm>, 'answer' | 'detail' | 'preserved'>) => ({
  answer,
  detail: detail.replaceAll('\r\n', '\n').trim(),
  preserved,
})

const problemIn = (ids: readonly string[], answer: Answer | '', detail: string): TextKey | null =>
  ids.length === 0 ? 'problem.portal-nothing-ticked' : problemOf(answer, detail)

function problemOf(answer: Answer | '', detail: string): TextKey | null {
  if (answer === '') return 'reply.nothing'
  return needsDetail(answer) && detail === '' ? 'reply.needs-detail' : null
}

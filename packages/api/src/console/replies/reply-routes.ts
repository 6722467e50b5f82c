import { DomainError } from '@nightlight/contract'
import {
  answerOnPage,
  askForCode,
  askForLink,
  askForLinkOnPage,
  openReplyPage,
  proveMailbox,
  readReplies,
  type OpenPage,
} from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../app.ts'
import { networkOf } from '../../identity/sign-in-limit.ts'
import { RATE_LIMITS } from '../../rate-limit.ts'
import { createBuckets } from '../../token-buckets.ts'
import type { App } from '../../validation.ts'
import { textsIn, typedIn } from '../form-again.ts'
import type { Html } from '../html.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import type { TextKey } from '../texts.ts'
import type { View } from '../view.ts'
import { pathOf } from '../page-of-form.ts'
import { AnswerForm, answersIn } from './answer-form.ts'
import { askedPage, lookPage, noticePage, openPage, receiptPage, spentPage } from './reply-page.ts'
import {
  hint,
  keepSession,
  LookQuery,
  OfLink,
  pageOf,
  pathOfNotice,
  replyDeps,
  whyShut,
} from './reply-session.ts'

const Code = Type.Object({ code: Type.String({ maxLength: 400 }) }, { additionalProperties: false })
const Nothing = Type.Optional(Type.Object({}, { additionalProperties: false }))
const config = { access: 'public' } as const
const NOTICE = '/reply/notice?link=:link'
/** Of what is sent from the page of a notice. */
const sending = { ...config, formOn: NOTICE }
const ITEMS = 200
/** Answers to one notice, from its first on: each of its items many times over. */
const MOST_OF_NOTICE = 1_000

/**
 * The page on which whoever was told answers: a link opens it, nobody signs in.
 *
 * The secret of a link comes in the body of a form and never in an address. It stands after `#` in
 * the link; a script of ours puts it into the form, and where no script runs it is pasted there. A form
 * whose path had it would need no pasting, and have it in every log on the way.
 */
export const replyPages = (deps: AppDeps) => async (app: App) => {
  const { db } = deps
  const send = (reply: FastifyReply, page: Html) =>
    sendPage(reply.header('x-robots-tag', 'noindex, nofollow'), deps, page)
  const { organisation = 'Nightlight' } = deps
  const { repliesPerNetwork } = { ...RATE_LIMITS, ...deps.limits }
  const forms = createBuckets(repliesPerNetwork, deps.now)
  // Once the form was read, so that it is shown again with what was typed.
  app.addHook('preValidation', async (request, reply) => {
    if (request.method !== 'POST') return
    const { isTaken, nextInSeconds } = forms.take(networkOf(request.ip))
    if (isTaken) return
    reply.header('retry-after', nextInSeconds)
    throw new DomainError('conflict', 'too-many-forms', 'Taking a form: too many of one network')
  })
  const view = (request: FastifyRequest, reply: FastifyReply): View => ({
    ...viewOf(deps, request, reply, shownAt(request)),
    organisation,
  })

  /** Runs with the notice that is open, in a transaction, and tells of it when that is stored. */
  const withPage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    run: (trx: DbOrTransaction, page: OpenPage, shown: View) => Promise<Next>,
    typed: readonly string[] = [],
  ): Promise<unknown> => {
    const shown = view(request, reply)
    const next = await db.transaction().execute(async (trx) => {
      const page = await pageOf(trx, deps, request)
      return page && run(trx, page, shown)
    })
    if (!next) {
      return send(reply.code(410), openPage(shown, await whyShut(db, deps, request), typed))
    }
    await hint(deps, next)
    return 'to' in next
      ? reply.redirect(next.to, 303)
      : send(reply.code(next.status ?? 200), next.page)
  }

  app.get('/reply', { config }, async (request, reply) =>
    send(reply, openPage(view(request, reply))),
  )

  app.post('/reply', { config, schema: { body: Code } }, async (request, reply) => {
    const { code } = request.body
    const opened = await db
      .transaction()
      .execute((trx) => openReplyPage(trx, replyDeps(deps), code))
    if (opened.status === 'opened') {
      keepSession(request, reply, deps, opened)
      return reply.redirect(pathOfNotice('notice', opened), 303)
    }
    const shown = view(request, reply)
    if (opened.status === 'spent') return send(reply.code(410), spentPage(shown, code))
    return opened.status === 'given-up'
      ? send(reply.code(410), openPage(shown, 'reply.given-up'))
      : send(reply.code(400), openPage(shown, 'reply.unknown'))
  })

  app.post('/reply/new-link', { config, schema: { body: Code } }, async (request, reply) => {
    const mailId = await db
      .transaction()
      .execute((trx) => askForLink(trx, replyDeps(deps), request.body.code))
    await hint(deps, { mailId })
    // The same whatever came of it: whoever guesses codes learns nothing.
    return send(reply, askedPage(view(request, reply)))
  })

  const reading = { config, schema: { querystring: OfLink } }
  app.get('/reply/notice', reading, (request, reply) =>
    withPage(request, reply, async (_trx, page, shown) => ({ page: noticePage(shown, page) })),
  )

  const asking = { config: sending, schema: { body: Nothing, querystring: OfLink } }
  app.post('/reply/code', asking, (request, reply) =>
    withPage(request, reply, async (trx, page, shown) => {
      const mailId = await askForCode(trx, replyDeps(deps), page)
      // Of the last one the page says where the button stood that no more go out.
      const told: Told = mailId === null ? {} : { done: 'reply.code-sent' }
      const counted = (await pageOf(trx, deps, request)) ?? page
      return { page: noticePage(shown, counted, told), mailId }
    }),
  )

  app.post('/reply/another-link', asking, (request, reply) =>
    withPage(request, reply, async (trx, page, shown) => {
      const mailId = await askForLinkOnPage(trx, replyDeps(deps), page)
      const told: Told =
        mailId === null ? { problem: 'reply.link-limit' } : { done: 'reply.link-sent' }
      return { page: noticePage(shown, page, told), mailId }
    }),
  )

  const proving = { config: sending, schema: { body: Code, querystring: OfLink } }
  app.post('/reply/addresses', proving, (request, reply) =>
    withPage(request, reply, async (trx, page, shown) =>
      (await proveMailbox(trx, replyDeps(deps), page, request.body.code))
        ? { to: pathOfNotice('notice', page) }
        : { status: 400, page: noticePage(shown, page, { problem: 'reply.code-wrong' }) },
    ),
  )

  const answering = { config: sending, schema: { body: AnswerForm, querystring: LookQuery } }
  app.post('/reply/answers', answering, async (request, reply) => {
    const typed = request.body
    const texts = textsIn(typedIn(request, '')!, AnswerForm)
    const again =
      (problem: TextKey) => async (_trx: DbOrTransaction, page: OpenPage, shown: View) => ({
        status: 400,
        page: noticePage(shown, page, { problem, typed }),
      })
    try {
      return await withPage(
        request,
        reply,
        async (trx, page, shown): Promise<Next> => {
          const answers = answersIn(typed, page)
          if (answers.length === 0) return again('reply.nothing')(trx, page, shown)
          if (request.query.look) return { page: lookPage(shown, page, typed) }
          const { looks } = await answerOnPage(trx, replyDeps(deps), page, typed.id, answers)
          return { to: pathOfNotice('receipt', page), looks }
        },
        texts,
      )
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'reply-needs-detail') throw error
      return withPage(request, reply, again('reply.needs-detail'), texts)
    }
  })

  // A browser that loads a page again, or opens its address, asks for what a form was sent to.
  for (const sentTo of ['code', 'addresses', 'answers', 'new-link', 'another-link']) {
    app.get(`/reply/${sentTo}`, reading, (request, reply) => reply.redirect(shownAt(request), 303))
  }

  app.get('/reply/receipt', reading, (request, reply) =>
    withPage(request, reply, async (trx, page, shown): Promise<Next> => {
      if (page.receiptId === null) return { to: pathOfNotice('notice', page) }
      const read = (of: { eventId: string } | { noticeId: string }, limit: number) =>
        readReplies(trx, deps.crypto, { ...of, limit })
      const replies = await read({ eventId: page.receiptId }, ITEMS)
      const all = await read({ noticeId: page.notice.id }, MOST_OF_NOTICE)
      return { page: receiptPage(shown, page, { replies, all }) }
    }),
  )
}

const AT_THE_START = ['/reply', '/reply/new-link']

/** Where the page that a request shows is had by GET, in another language too. */
function shownAt({ query, routeOptions: { url = '/reply' } }: FastifyRequest): string {
  if (AT_THE_START.includes(url)) return '/reply'
  const page = url === '/reply/receipt' ? url : '/reply/notice'
  return pathOf(`${page}?link=:link`, Object(query) as Record<string, string>) ?? page
}

type Told = Parameters<typeof noticePage>[2]

/** What is answered, and what is to be done soon. */
type Next = { looks?: readonly string[]; mailId?: string | null } & (
  | { to: string }
  | { page: Html; status?: number }
)

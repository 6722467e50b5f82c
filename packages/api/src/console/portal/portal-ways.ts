import { DomainError } from '@nightlight/contract'
import {
  askTest,
  channelsOf,
  openProposals,
  proposeContact,
  proposeOwnWebhook,
  refusedMailboxes,
  registeredContacts,
  testsOf,
  withdrawContact,
  withdrawProposal,
} from '@nightlight/notices'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { Mailbox } from '../../provider-schemas.ts'
import { DoneCode, Id, TEXT } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendFollowed } from '../follow.ts'
import { FormId } from '../form-once.ts'
import { madeByForm } from '../form-secret.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { ownProvider } from './own-provider.ts'
import { followedOf, waysPage } from './ways-page.ts'

const TESTS_SHOWN = 10
/** Mailboxes of one provider that may wait for a person of the hotline. */
const MOST_PROPOSED = 10
const form = Type.String({ maxLength: 64 })
const TestForm = Type.Object({ form, channel: Type.Optional(Id) })
/** What is taken back: a way or a mailbox. */
const WithdrawForm = Type.Union([
  Type.Object({ form, channel: Id }),
  Type.Object({ form, contact: Id }),
])
const WebhookForm = Type.Object({
  form,
  id: FormId,
  url: Type.String({ maxLength: 2048, pattern: TEXT }),
})
const ContactForm = Type.Object({ form, mailbox: Mailbox })
const Done = Type.Object({ done: DoneCode })
const PATH = '/portal/ways'
const access = { access: 'portal:use' } as const
const dangerous = { ...access, stepUp: true } as const

/** How a provider wants to be told: it proposes, somebody of the hotline approves; and it tries what it proposed. */
export const portalWays = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now, enqueue } = deps

  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name, at: now() }
  }

  const send = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { secret = null, done = null }: { secret?: string | null; done?: string | null },
  ) => {
    const providerId = ownProvider(request)
    const shown = {
      contacts: await registeredContacts(db, providerId),
      proposals: await openProposals(db, providerId),
      refused: await refusedMailboxes(db, providerId, now()),
      channels: await channelsOf(db, crypto, providerId),
      tests: await testsOf(db, providerId, TESTS_SHOWN),
    }
    const view = viewOf(deps, request, reply, PATH)
    return sendPage(reply, deps, waysPage(view, { ...shown, secret, done }))
  }

  app.get(
    PATH,
    { config: { ...access, reads: 'provider' }, schema: { querystring: Done } },
    (request, reply) => send(request, reply, { done: request.query.done ?? null }),
  )

  app.get(`${PATH}/live`, { config: { ...access, unattended: true } }, async (request, reply) => {
    const tests = await testsOf(db, ownProvider(request), TESTS_SHOWN)
    return sendFollowed(reply, deps, followedOf(viewOf(deps, request, reply, null), tests))
  })

  app.post(
    `${PATH}/test`,
    { config: access, schema: { body: TestForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const asked = { providerId: ownProvider(request), channelId: request.body.channel ?? null }
      const testId = await db.transaction().execute((trx) => askTest(trx, asked, by(request)))
      await enqueue('test-channel', { testId })
      return reply.redirect(`${PATH}?done=tested`, 303)
    },
  )

  app.post(
    `${PATH}/webhook`,
    { config: dangerous, schema: { body: WebhookForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const asked = { providerId: ownProvider(request), url: request.body.url.trim() }
      const { secret, isOver } = await madeByForm(
        deps,
        request,
        request.body,
        async (trx, bytes) => {
          const proposed = { ...asked, secret: whsec(bytes) }
          await proposeOwnWebhook(trx, crypto, proposed, by(request))
          return {}
        },
      ).catch(asUrlProblem)
      if (isOver) return reply.redirect(`${PATH}?done=webhook-made-before`, 303)
      return send(request, reply, { secret: whsec(secret), done: 'webhook-proposed' })
    },
  )

  app.post(
    `${PATH}/withdraw`,
    { config: dangerous, schema: { body: WithdrawForm } },
    async (request, reply) => {
      const { body } = request
      checkForm(request, deps, body)
      const providerId = ownProvider(request)
      await db
        .transaction()
        .execute((trx) =>
          'contact' in body
            ? withdrawContact(trx, { providerId, id: body.contact }, by(request))
            : withdrawProposal(trx, { providerId, channelId: body.channel }, by(request)),
        )
      return reply.redirect(`${PATH}?done=withdrawn`, 303)
    },
  )

  app.post(
    `${PATH}/contacts`,
    { config: dangerous, schema: { body: ContactForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const providerId = ownProvider(request)
      const { actor, name, at } = by(request)
      await db.transaction().execute(async (trx) => {
        const asked = { providerId, mailbox: request.body.mailbox }
        await proposeContact(trx, asked, { actor, name, now: at })
        // Counted after, under the lock that proposing takes: what is too much is taken back with it.
        if ((await openProposals(trx, providerId)).length > MOST_PROPOSED) throw tooMany()
      })
      return reply.redirect(`${PATH}?done=contact-proposed`, 303)
    },
  )

  for (const sentTo of ['test', 'webhook', 'withdraw', 'contacts']) {
    app.get(`${PATH}/${sentTo}`, { config: { access: 'signed-in' } }, (_request, reply) =>
      reply.redirect(PATH, 303),
    )
  }
}

const whsec = (secret: Buffer): string => `whsec_${secret.toString('base64')}`

const tooMany = (): DomainError =>
  new DomainError('conflict', 'portal-proposals-many', 'Proposing: what was proposed before waits')

/** Of all that a channel takes, people of a provider type the address alone. */
function asUrlProblem(error: unknown): never {
  if (!(error instanceof DomainError) || error.code !== 'channel-settings-invalid') throw error
  throw new DomainError(
    'invalid',
    'portal-url-invalid',
    'Proposing an endpoint: no usable address',
    {
      detail: { field: 'url' },
    },
  )
}

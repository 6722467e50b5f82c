import { DomainError } from '@nightlight/contract'
import { noProvider, readProviderName } from '@nightlight/notices'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, identityOf, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { approvePerson, deactivatePerson } from '../../identity/people.ts'
import { findPerson, listPeople } from '../../identity/person-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import { inviteByLink } from '../../identity/sign-in-link.ts'
import { keyViews } from '../../machines/key-store.ts'
import { countRead } from '../../note-reads.ts'
import { ById, DoneCode, Id } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import type { MadeKey } from '../keys/keys-page.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { peopleOfProviderPage } from './people-of-provider-page.ts'

const LINK_MS = 24 * 3_600_000
/** The newest. */
const KEYS_SHOWN = 50
const form = Type.String({ maxLength: 64 })
const OnlyForm = Type.Object({ form })
const InviteForm = Type.Object({ form, name: Type.String({ maxLength: 200 }) })
const PersonParams = Type.Object({ id: Id, personId: Id })
const Done = Type.Object({ done: DoneCode })

type Before = { made?: string | null; madeKey?: MadeKey | null; done?: string | null }

/** Shows the people of a provider, and to whoever makes keys those of its programs. */
export const sendPeopleOf =
  (deps: AppDeps) =>
  async (
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    { made = null, madeKey = null, done = null }: Before,
  ) => {
    const { db, now } = deps
    const name = await readProviderName(db, id)
    if (name === null) throw noProvider()
    const people = await listPeople(db, now(), { providerId: id })
    countRead(request, people.length)
    const { role } = principalOf(request)
    const may = {
      invite: isAllowed(role, 'provider:propose'),
      approve: isAllowed(role, 'provider:write'),
    }
    const keys = isAllowed(role, 'key:write')
      ? {
          keys: await keyViews(db, now(), { providerId: id, limit: KEYS_SHOWN }),
          made: madeKey,
        }
      : null
    const view = viewOf(deps, request, reply, `/console/providers/${id}/people`)
    return sendPage(
      reply,
      deps,
      peopleOfProviderPage(view, { providerId: id, name, people, may, keys, made, done }),
    )
  }

/**
 * Who of a provider may sign in: one person of the hotline invites, another one agrees, as with a mailbox, since both may see
 * exact addresses.
 */
export const peopleOfProvider = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps

  const send = sendPeopleOf(deps)

  app.get(
    '/console/providers/:id/people',
    {
      config: { access: 'provider:read', reads: 'person' },
      schema: { params: ById, querystring: Done },
    },
    (request, reply) =>
      send(request, reply, request.params.id, { done: request.query.done ?? null }),
  )

  app.post(
    '/console/providers/:id/people',
    {
      config: { access: 'provider:propose', stepUp: true },
      schema: { params: ById, body: InviteForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const here = `${deps.secure ? 'https' : 'http'}://${request.host}`
      const { link } = await inviteByLink(db, crypto, {
        name: request.body.name,
        role: 'provider',
        provider: id,
        ttlMs: LINK_MS,
        baseUrl: identityOf(deps).publicUrl ?? here,
        by: principalOf(request),
      })
      return send(request, reply, id, { made: link })
    },
  )

  const changes = { approve: approvePerson, deactivate: deactivatePerson } as const
  for (const [name, change] of Object.entries(changes)) {
    app.post(
      `/console/providers/:id/people/:personId/${name}`,
      {
        config: { access: 'provider:write', stepUp: true },
        schema: { params: PersonParams, body: OnlyForm },
      },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        const { id, personId } = request.params
        const person = await findPerson(db, personId)
        if (person?.providerId !== id) {
          throw new DomainError('not-found', 'person-not-found', 'Changing an account: none such')
        }
        await change(db, personId, principalOf(request), now())
        return reply.redirect(`/console/providers/${id}/people?done=${name}`, 303)
      },
    )
  }
}

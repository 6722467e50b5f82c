import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, identityOf, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import {
  approvePerson,
  changeRole,
  deactivatePerson,
  reactivatePerson,
} from '../../identity/people.ts'
import { authorityChosen } from '../../identity/identity-authority.ts'
import { listPeople } from '../../identity/person-store.ts'
import { inviteByLink } from '../../identity/sign-in-link.ts'
import { authorityNames } from '../../lists/hash-list-store.ts'
import { countRead } from '../../note-reads.ts'
import { ById, Id, nextOf, RoleName } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { isAllowed } from '../../identity/principal.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { peoplePage, type Made } from './people-page.ts'
import { AuthorityFields } from './who-fields.ts'

const LINK_MS = 24 * 3_600_000
const form = Type.String({ maxLength: 64 })
const Form = Type.Object({ form })
const RoleForm = Type.Object({ form, role: RoleName })
const ApproveForm = Type.Object({
  form,
  role: RoleName,
  /** Blank for none. */
  authority: Type.Optional(Type.Union([Id, Type.Literal('')])),
})
const LinkForm = Type.Object({
  form,
  name: Type.String({ maxLength: 200 }),
  role: RoleName,
  ...AuthorityFields,
})
const Query = Type.Object({
  done: Type.Optional(Type.String({ pattern: '^[a-z-]{1,24}$' })),
  after: Type.Optional(Id),
})
const SHOWN = 50

/** Who has an account: seen by supervisors and auditors, changed by administrators. */
export const peopleRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now } = deps
  const config = { access: 'person:write', stepUp: true } as const

  const send = async (
    request: FastifyRequest,
    reply: FastifyReply,
    {
      made = null,
      done = null,
      after = null,
    }: { made?: Made | null; done?: string | null; after?: string | null },
  ) => {
    const mayChange = isAllowed(principalOf(request).role, 'person:write')
    const people = await listPeople(db, now(), { after, limit: SHOWN })
    countRead(request, people.length)
    const page = peoplePage(viewOf(deps, request, reply, '/console/people'), {
      people,
      next: nextOf(people, SHOWN),
      authorities: mayChange ? await authorityNames(db) : [],
      mayChange,
      made,
      done,
    })
    return sendPage(reply, deps, page)
  }

  app.get(
    '/console/people',
    { config: { access: 'person:read', reads: 'person' }, schema: { querystring: Query } },
    (request, reply) => send(request, reply, request.query),
  )

  app.post(
    '/console/sign-in-links',
    { config: { ...config, formOn: '/console/people' }, schema: { body: LinkForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { name, role } = request.body
      const authority = await authorityChosen(db, request.body)
      const here = `${deps.secure ? 'https' : 'http'}://${request.host}`
      const { link, person } = await inviteByLink(db, crypto, {
        name,
        role,
        authority,
        ttlMs: LINK_MS,
        baseUrl: identityOf(deps).publicUrl ?? here,
        by: principalOf(request),
      })
      return send(request, reply, { made: { link, isWaiting: person.isWaiting } })
    },
  )

  app.post(
    '/console/people/:id/approve',
    { config, schema: { params: ById, body: ApproveForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { role, authority } = request.body
      const seen = { role, ...(authority !== undefined && { authorityId: authority || null }) }
      await approvePerson(db, request.params.id, principalOf(request), now(), seen)
      return reply.redirect('/console/people?done=approve', 303)
    },
  )

  const changes = {
    deactivate: deactivatePerson,
    reactivate: reactivatePerson,
  }
  for (const [name, change] of Object.entries(changes)) {
    app.post(
      `/console/people/:id/${name}`,
      { config, schema: { params: ById, body: Form } },
      async (request, reply) => {
        checkForm(request, deps, request.body)
        await change(db, request.params.id, principalOf(request), now())
        return reply.redirect(`/console/people?done=${name}`, 303)
      },
    )
  }

  app.post(
    '/console/people/:id/role',
    { config, schema: { params: ById, body: RoleForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      await changeRole(db, request.params.id, request.body.role, principalOf(request), now())
      return reply.redirect('/console/people?done=role', 303)
    },
  )
}

import { discloseOrigin, rerouteTakedown, setHostingCountry } from '@nightlight/notices'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { chasingDeps } from '../routes/chasing-routes.ts'
import { ById, oneOf, TEXT } from '../schemas.ts'
import type { App } from '../validation.ts'
import { HOST_SAYINGS } from './pages/host-form.ts'

const Said = Type.Optional(Type.String({ maxLength: 60, pattern: TEXT }))
/** Of each of the two forms: one of them has the country, the other the origin. */
const HostForm = Type.Object({
  form: Type.String({ maxLength: 64 }),
  what: oneOf(HOST_SAYINGS),
  country: Said,
  origin: Said,
})

const RerouteForm = Type.Object({ form: Type.String({ maxLength: 64 }) })

/** What a person knows better of the host of a takedown, and that it goes another way for that, from its page. */
export const caseHostRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now, enqueue } = deps

  app.post(
    '/console/takedowns/:id/host',
    { config: { access: 'match:decide' }, schema: { params: ById, body: HostForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: takedownId } = request.params
      const { what, country = '', origin = '' } = request.body
      const { actor } = principalOf(request)
      await (what === 'country'
        ? setHostingCountry(db, takedownId, country.trim().toUpperCase(), actor, now())
        : discloseOrigin(db, takedownId, origin.trim(), actor, now()))
      await enqueue('advance-takedown', { takedownId })
      return reply.redirect(`/console/takedowns/${takedownId}?done=host-${what}-said`, 303)
    },
  )

  app.post(
    '/console/takedowns/:id/reroute',
    {
      config: { access: 'takedown:reroute', stepUp: true },
      schema: { params: ById, body: RerouteForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id: takedownId } = request.params
      await rerouteTakedown({ db, ...chasingDeps(deps) }, takedownId, principalOf(request).actor)
      await enqueue('advance-takedown', { takedownId })
      return reply.redirect(`/console/takedowns/${takedownId}?done=routed-anew`, 303)
    },
  )
}

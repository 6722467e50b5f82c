import { principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { exposureLately, exposureOf, exposureOfAll } from '../../exposure/exposure-store.ts'
import { countRead } from '../../note-reads.ts'
import { isAllowed } from '../../identity/principal.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { exposurePage } from './exposure-page.ts'

/** More than work in a hotline. */
const PEOPLE_SHOWN = 200

export const exposureRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps
  app.get(
    '/console/exposure',
    { config: { access: 'match:read', reads: 'exposure' } },
    async (request, reply) => {
      const { actor, role } = principalOf(request)
      const days = await exposureOf(db, actor)
      const everybody = isAllowed(role, 'exposure:read')
        ? await exposureOfAll(db, now(), PEOPLE_SHOWN)
        : null
      countRead(request, everybody?.length ?? 1)
      const view = viewOf(deps, request, reply, '/console/exposure')
      const lately = await exposureLately(db, actor, now())
      return sendPage(reply, deps, exposurePage(view, { lately, days, everybody }))
    },
  )
}

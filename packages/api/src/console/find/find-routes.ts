import { readAddress } from '@nightlight/contract'
import { writeAudit } from '@nightlight/runtime'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { cutFound, findByName, hostIn } from '../../find/find-store.ts'
import { isAllowed } from '../../identity/principal.ts'
import { TEXT } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { findPage, pathOf } from './find-page.ts'

const FindForm = Type.Object({
  form: Type.String({ maxLength: 64 }),
  q: Type.String({ minLength: 1, maxLength: 8192, pattern: TEXT }),
})
const PAGE = '/console/find'
const READ = { report: 'report:read', takedown: 'takedown:read', match: 'match:read' } as const

/** Finds a case by what somebody names it. By POST alone: an address stands in no link, log or history. */
export const findRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, crypto } = deps

  app.get(PAGE, { config: { access: 'report:read' } }, async (request, reply) =>
    sendPage(reply, deps, findPage(viewOf(deps, request, reply, PAGE), null)),
  )

  app.post(
    PAGE,
    { config: { access: 'report:read' }, schema: { body: FindForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { q } = request.body
      const { actor, role } = principalOf(request)
      const all = await findByName(db, crypto, q)
      const { shown: found, isMore } = cutFound(
        all.filter(({ kind }) => isAllowed(role, READ[kind])),
      )
      await writeAudit(db, {
        actor,
        action: 'report.sought',
        objectType: 'report',
        objectId: 'all',
        // how many, never by what
        detail: { found: found.length },
      })
      const [only] = found
      if (only && found.length === 1) return reply.redirect(pathOf(only), 303)
      const view = viewOf(deps, request, reply, PAGE)
      // a slip in a number is mended there; an address is repeated on no page
      const typed = readAddress(q) === null ? q : ''
      return sendPage(reply, deps, findPage(view, { typed, found, isMore, host: hostIn(q) }))
    },
  )
}

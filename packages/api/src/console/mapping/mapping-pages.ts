import { mapCategories, type EntryClass } from '@nightlight/matcher'
import { DomainError } from '@nightlight/contract'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { mustSeeSubmission, notFound } from '../../lists/list-scope.ts'
import { readMapping } from '../../lists/mapping-store.ts'
import { ById, DoneCode } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { CLASSES, FIELD, mappingPage } from './mapping-page.ts'

const MappingForm = Type.Object({
  form: Type.String({ maxLength: 64 }),
  seen: Type.String({ maxLength: 64 }),
  default: Type.Optional(Type.Literal('yes')),
})

/** What the codes of a file mean: looked at beside examples, and said before anything of it counts. */
export const mappingPages = (deps: AppDeps) => async (app: App) => {
  const { db } = deps
  const url = '/console/submissions/:id/mapping'

  app.get(
    url,
    {
      config: { access: 'list:read' },
      schema: { params: ById, querystring: Type.Object({ done: DoneCode }) },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await readMapping(deps, principalOf(request), id)
      if (!found) throw notFound('submission')
      const view = viewOf(deps, request, reply, `/console/submissions/${id}/mapping`)
      return sendPage(reply, deps, mappingPage(view, found, request.query.done ?? null))
    },
  )

  app.post(
    url,
    { config: { access: 'list:write' }, schema: { params: ById, body: MappingForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const by = principalOf(request)
      await mustSeeSubmission(db, by, id)
      const said = {
        classes: classesIn(request.body),
        asDefault: request.body.default === 'yes',
        seen: request.body.seen,
      }
      await mapCategories(db, id, said, by)
      return reply.redirect(`/console/submissions/${id}/mapping?done=mapped`, 303)
    },
  )
}

/** The class of each code, of fields that are called after the codes; a code that nobody chose for is left out. */
function classesIn(body: object): Record<string, EntryClass> {
  const fields = Object.entries(body).filter(([name]) => name.startsWith(FIELD))
  const chosen = fields.filter(([, value]) => value !== '')
  return Object.fromEntries(
    chosen.map(([name, value]) => {
      const found = CLASSES.find((known) => known === value)
      if (found) return [name.slice(FIELD.length), found]
      throw new DomainError('invalid', 'body-invalid', 'Mapping codes: see the field', {
        detail: { field: name },
      })
    }),
  )
}

import { Type } from 'typebox'
import { checkForm } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { findHosts, listExports, namedProviders } from '../../figure-exports/export-store.ts'
import { EXPORT_KINDS } from '../../figure-exports/export-content.ts'
import { PeriodName, Statement } from '../../figure-exports/export-routes.ts'
import {
  FileQuery,
  handOver,
  makeFor,
  remakeFor,
  requireExport,
} from '../../figure-exports/hand-over.ts'
import type { FigureMaking } from '../../figure-exports/own-slots.ts'
import { ById, DoneCode, Id, oneOf, TEXT } from '../../schemas.ts'
import { securityHeaders } from '../../security-headers.ts'
import type { App } from '../../validation.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { exportPage } from './export-page.ts'
import { exportsPage } from './exports-page.ts'

const SHOWN = 50
const FOUND = 20
const form = Type.String({ maxLength: 64 })
const MakeForm = Type.Object({
  form,
  kind: oneOf(EXPORT_KINDS),
  period: PeriodName,
  provider: Type.Optional(Id),
  statement: Type.Optional(Type.Union([Statement, Type.Literal('')])),
})
const ListQuery = Type.Object({
  after: Type.Optional(Id),
  /** Part of the name of a provider. */
  search: Type.Optional(Type.String({ maxLength: 200, pattern: TEXT })),
  provider: Type.Optional(Id),
})
const config = { access: 'statistics:read' } as const

/** Figures for others: made, read through, handed over, computed again. */
export const exportsPages = (deps: AppDeps & FigureMaking) => async (app: App) => {
  const { db } = deps

  app.get(
    '/console/exports',
    { config, schema: { querystring: ListQuery } },
    async (request, reply) => {
      const { after, search = '', provider } = request.query
      const items = await listExports(db, { after, limit: SHOWN })
      const named = provider === undefined ? {} : await namedProviders(db, [provider])
      const hosts =
        provider === undefined
          ? search.trim() === ''
            ? null
            : await findHosts(db, search.trim(), FOUND)
          : Object.entries(named).map(([id, { name }]) => ({ id, name }))
      const next = items.length === SHOWN ? (items.at(-1)?.id ?? null) : null
      const view = viewOf(deps, request, reply, '/console/exports')
      return sendPage(reply, deps, exportsPage(view, { items, next, search, hosts }))
    },
  )

  app.post('/console/exports', { config, schema: { body: MakeForm } }, async (request, reply) => {
    checkForm(request, deps, request.body)
    const { kind, period, provider, statement } = request.body
    const { id } = await makeFor(deps, request, reply, {
      kind,
      period,
      ...(provider === undefined ? {} : { providerId: provider }),
      ...(statement ? { statement } : {}),
    })
    return reply.redirect(`/console/exports/${id}?done=made`, 303)
  })

  app.get(
    '/console/exports/:id',
    { config, schema: { params: ById, querystring: Type.Object({ done: DoneCode }) } },
    async (request, reply) => {
      const kept = await requireExport(deps, request.params.id)
      const view = viewOf(deps, request, reply, `/console/exports/${kept.id}`)
      return sendPage(reply, deps, exportPage(view, kept, request.query.done ?? null))
    },
  )

  app.get(
    '/console/exports/:id/file',
    { config, schema: { params: ById, querystring: FileQuery } },
    async (request, reply) => {
      reply.headers(securityHeaders('data', deps.secure))
      return handOver(deps, request, reply, { id: request.params.id, ...request.query })
    },
  )

  app.post(
    '/console/exports/:id/verify',
    { config, schema: { params: ById, body: Type.Object({ form }) } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const { same } = await remakeFor(deps, request, reply, id)
      return reply.redirect(`/console/exports/${id}?done=${same ? 'same' : 'differs'}`, 303)
    },
  )
}

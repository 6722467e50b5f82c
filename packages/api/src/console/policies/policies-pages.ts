import { LEGAL_CLASSES, type LegalClass } from '@nightlight/contract'
import {
  activatePolicy,
  endPolicy,
  explain,
  idInForce,
  listPolicies,
  noteSimulation,
  parsePolicy,
  proposePolicy,
  readPolicy,
  readPolicyFile,
  readPolicyText,
  shippedPolicies,
  simulateOpen,
  type Policy,
} from '@nightlight/notices'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { toProblem, type Problem } from '../../errors.ts'
import { listLegalClasses } from '../../lists/list-classes-store.ts'
import { ById, DoneCode, Id } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { html, type Html } from '../html.ts'
import { noticesSetUp } from '../../operation/set-up.ts'
import { sendInParts } from '../page-in-parts.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { wordsOfProblem } from '../pages/error-page.ts'
import type { View } from '../view.ts'
import { draftPage } from './draft-page.ts'
import { policiesPage } from './policies-page.ts'
import { policyPage, type MadeUp, type Tried } from './policy-page.ts'

const form = Type.String({ maxLength: 64 })
const Form = Type.Object({ form })
const EndForm = Type.Object({
  form,
  seen: Type.Union([Type.Literal('draft'), Type.Literal('active')]),
})
const DraftForm = Type.Object({ form, document: Type.String({ maxLength: 60_000 }) })
const From = Type.Object({
  from: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,64}$' })),
})
const MadeUpQuery = Type.Object({
  country: Type.Optional(Type.String({ pattern: '^$|^[A-Za-z]{2}$' })),
  of: Type.Optional(Type.Union([Type.Enum([...LEGAL_CLASSES]), Id])),
  done: DoneCode,
})

/** Who is told of a case and when: drafted, tried, put into force by a second person, ended. */
export const policiesPages = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps
  const reading = { access: 'policy:read' } as const
  const writing = { access: 'policy:write', stepUp: true } as const
  const by = (request: FastifyRequest) => {
    const { actor, name } = principalOf(request)
    return { actor, name }
  }

  type Shown = {
    query?: { country?: string; of?: string }
    done?: string | null
    tried?: Tried | null
  }

  const viewOfOne = (request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply) =>
    viewOf(deps, request, reply, `/console/policies/${request.params.id}`)

  const pageOf = async (
    view: View,
    id: string,
    { query = {}, done = null, tried = null }: Shown,
  ): Promise<Html> => {
    const stored = await readPolicy(db, id)
    const policy = parsePolicy(stored.document)
    const lists = await listLegalClasses(db)
    const setUp = await noticesSetUp(db, now())
    return policyPage(view, {
      stored,
      policy,
      lists,
      inForce: await idInForce(db, now()),
      madeUp: madeUpOf(policy, lists, query, now()),
      tried,
      lacksPolice: handsOver(policy) && setUp !== null && setUp['police'] !== true,
      done,
    })
  }

  const tryOnOpen = async (id: string, by: { actor: string; name: string }): Promise<Tried> => {
    const stored = await readPolicy(db, id)
    const simulation = await simulateOpen(db, parsePolicy(stored.document), { now: now() })
    const { cases, differing } = simulation
    await noteSimulation(db, stored.id, by, { cases, differing })
    return simulation
  }

  app.get(
    '/console/policies',
    { config: reading, schema: { querystring: Type.Object({ done: DoneCode }) } },
    async (request, reply) => {
      const page = policiesPage(viewOf(deps, request, reply, '/console/policies'), {
        items: await listPolicies(db),
        inForce: await idInForce(db, now()),
        shipped: shippedPolicies(),
        done: request.query.done ?? null,
      })
      return sendPage(reply, deps, page)
    },
  )

  app.get(
    '/console/policies/new',
    { config: { access: 'policy:write' }, schema: { querystring: From } },
    async (request, reply) => {
      const { from } = request.query
      const text = from === undefined ? '' : await textOf(from)
      const view = viewOf(deps, request, reply, '/console/policies/new')
      return sendPage(reply, deps, draftPage(view, { text, problems: [] }))
    },
  )

  /** One that is there, or one that comes with the program. */
  const textOf = async (from: string): Promise<string> => {
    const document = shippedPolicies().includes(from)
      ? await readPolicyFile(from)
      : (await readPolicy(db, from)).document
    return JSON.stringify(document, null, 2)
  }

  app.post(
    '/console/policies',
    {
      config: { ...writing, formOn: '/console/policies/new' },
      schema: { body: DraftForm },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const text = request.body.document.replaceAll('\r\n', '\n')
      const read = readPolicyText(text)
      if (read.document === null) {
        const view = viewOf(deps, request, reply, null)
        return sendPage(reply.code(400), deps, draftPage(view, { text, problems: read.problems }))
      }
      const id = await proposePolicy(db, read.document, by(request))
      return reply.redirect(`/console/policies/${id}?done=proposed`, 303)
    },
  )

  app.get(
    '/console/policies/:id',
    { config: reading, schema: { params: ById, querystring: MadeUpQuery } },
    async (request, reply) => {
      const { done = null, ...query } = request.query
      return sendPage(
        reply,
        deps,
        await pageOf(viewOfOne(request, reply), request.params.id, { query, done }),
      )
    },
  )

  app.post(
    '/console/policies/:id/simulate',
    { config: reading, schema: { params: ById, body: Form } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const view = { ...viewOfOne(request, reply), isInParts: true }
      const first = await pageOf(view, id, { tried: 'under-way' })
      return sendInParts(
        reply,
        deps,
        first,
        async () => pageOf(view, id, { tried: await tryOnOpen(id, by(request)) }),
        (error) => refusal(view, toProblem(error, deps.log, request.routeOptions.url)),
      )
    },
  )

  app.post(
    '/console/policies/:id/activate',
    {
      config: { access: 'policy:activate', stepUp: true },
      schema: { params: ById, body: Form },
    },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      await activatePolicy(db, id, by(request), now())
      return reply.redirect(`/console/policies/${id}?done=activated`, 303)
    },
  )

  app.post(
    '/console/policies/:id/end',
    { config: writing, schema: { params: ById, body: EndForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { id } = request.params
      const { seen } = request.body
      await endPolicy(db, id, by(request), now(), seen)
      const done = seen === 'draft' ? 'dropped' : 'ended'
      return reply.redirect(`/console/policies/${id}?done=${done}`, 303)
    },
  )
}

const refusal = (view: View, told: Problem): Html =>
  html`<p class="attention" role="alert">${wordsOfProblem(view, told)}</p>`

const handsOver = ({ rules }: Policy): boolean =>
  rules.some(({ plan }) => plan.includes('police-hand-over'))

/** What a policy makes of a case of a country and a class, or of the class of a list; on its first day or today, the later. */
function madeUpOf(
  policy: Policy,
  lists: readonly { id: string; legalClass: LegalClass }[],
  { country, of }: { country?: string; of?: string },
  now: Date,
): MadeUp {
  const typed = { country: country?.toUpperCase() ?? '', of: of ?? 'csam' }
  if (of === undefined) return { ...typed, explanation: null }
  const legalClass =
    LEGAL_CLASSES.find((one) => one === of) ??
    lists.find(({ id }) => id === of)?.legalClass ??
    'csam'
  const first = new Date(`${policy.validFrom}T12:00:00Z`)
  const today = first > now ? first : now
  const facts = { country: typed.country || null, legalClass, today }
  return { ...typed, explanation: explain(policy, facts) }
}

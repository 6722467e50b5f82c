import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import type { NoteKey } from '@nightlight/audit'
import type { AskLookups } from '@nightlight/matcher'
import {
  createFactStore,
  createMatchFactStore,
  type Deadlines,
  type FactStore,
  type LetterSender,
  type MatchFactStore,
} from '@nightlight/notices'
import type {
  Db,
  DbOrTransaction,
  Enqueue,
  FieldCrypto,
  Log,
  RecordSigner,
  RetentionSettings,
} from '@nightlight/runtime'
import Fastify, { type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify'
import { requireKey } from './access.ts'
import { limitBodyTime } from './body-deadline.ts'
import { createCounts, type Counts } from './counts.ts'
import { consoleRoutes, sendNotFoundPage } from './console/console-routes.ts'
import { tagAnswers } from './entity-tag.ts'
import { problem, toProblem } from './errors.ts'
import { eventHookRoutes } from './events/event-hook-routes.ts'
import type { IdentityOptions } from './identity/identity-options.ts'
import { createRefusals } from './identity/refusals.ts'
import { auditRoutes } from './routes/audit-routes.ts'
import type { AnswerSlots } from './lookups/answer-slots.ts'
import { lookupRoutes } from './lookups/lookup-routes.ts'
import { caseExportRoutes } from './case-export/case-export-routes.ts'
import { EXPORTS_AT_ONCE, type CaseSending } from './case-export/send-case.ts'
import { createSlots, type UploadSlots } from './lists/upload-slots.ts'
import { figureExportRoutes } from './figure-exports/export-routes.ts'
import { createOwnSlots, type FigureMaking } from './figure-exports/own-slots.ts'
import { keyRoutes } from './machines/key-routes.ts'
import { signingKeyRoutes } from './machines/signing-key-routes.ts'
import { createRateLimits, type RateLimits } from './rate-limit.ts'
import { disputeRoutes } from './routes/dispute-routes.ts'
import { entryRoutes } from './routes/entry-routes.ts'
import { chasingRoutes } from './routes/chasing-routes.ts'
import { hostRoutes } from './routes/host-routes.ts'
import { handOverRoutes } from './routes/hand-over-routes.ts'
import { listRoutes } from './routes/list-routes.ts'
import { matchRoutes } from './routes/match-routes.ts'
import { createMethodTable } from './method-table.ts'
import { countItems, noteReads } from './note-reads.ts'
import { noteRefusals } from './note-refusals.ts'
import { NOT_ONCE } from './routes/once.ts'
import { operationRoutes } from './routes/operation-routes.ts'
import { portalRoutes } from './routes/portal-routes.ts'
import { providerRoutes } from './routes/provider-routes.ts'
import { providerWayRoutes } from './routes/provider-way-routes.ts'
import { recordRoutes } from './routes/record-routes.ts'
import { replyRoutes } from './routes/reply-routes.ts'
import { reportRoutes } from './routes/report-routes.ts'
import { restsRoutes } from './routes/rests-routes.ts'
import { routeRoutes } from './routes/route-routes.ts'
import { retentionRoutes } from './retention/retention-routes.ts'
import { statisticsRoutes } from './routes/statistics-routes.ts'
import { submissionRoutes } from './routes/submission-routes.ts'
import { takedownRoutes } from './routes/takedown-routes.ts'
import { supervisionFiguresRoutes } from './routes/supervision-figures-routes.ts'
import { takedownTimesRoutes } from './routes/takedown-times-routes.ts'
import { keptCaseRoutes } from './routes/kept-case-routes.ts'
import { uploadPartRoutes } from './routes/upload-part-routes.ts'
import { UPLOADS, uploadRoutes, type UploadOptions } from './routes/upload-routes.ts'
import { securityHeaders } from './security-headers.ts'
import { answerUnreadable, answerUnrouted } from './unreadable-request.ts'
import { takeParts, type Parts } from './uploads/parts.ts'
import type { Spool } from './uploads/spool.ts'
import { compileSchema, type App, type TypeBoxTypes } from './validation.ts'

const BODY_LIMIT = 64 * 1024
const REQUEST_MS = 30_000
const NOT_FOUND = problem(404, 'not-found')

export type AppDeps = {
  db: Db
  crypto: FieldCrypto
  /** Signs what third parties are to verify. */
  signer: RecordSigner
  /** What heads of the audit log are verified with; of the name that the log has now. */
  logKey: (db: DbOrTransaction) => Promise<NoteKey>
  enqueue: Enqueue
  now: () => Date
  log: Log
  /** Reached over HTTPS only: cookies are marked secure and browsers told to stay. */
  secure: boolean
  /** How long a request may take to arrive, unless it is a file; 30 s. */
  requestMs?: number
  uploads?: Partial<UploadOptions>
  /** Where parts of files lie that have not come whole yet; without it files are taken in one piece only. */
  spool?: Spool | undefined
  /** Who holds the lists that providers ask; nothing is answered without. */
  lookups?: { ask: AskLookups; slots?: AnswerSlots } | undefined
  /** How people prove who they are; as `identityOptions` has it by default. */
  identity?: Partial<IdentityOptions>
  /** Networks of proxies whose word on where a request came from is taken. */
  proxies?: string[]
  /** Of takedowns, as the notices process has them; those of service by default. */
  deadlines?: Deadlines
  /** Who writes notices, as the notices process has it; `Nightlight` by default. */
  organisation?: string
  /** Who signs letters that are made here, as the notices process has it; as its settings are by default. */
  sender?: LetterSender
  /** Networks that subscribers of events may be in although not public, as the notices process has them. */
  eventNetworks?: readonly string[]
  /** By what is erased, as the daily run has it; the schedules that come with the program, of no country, by default. */
  retention?: RetentionSettings
  /** How much is taken of a key and of a network; as `RATE_LIMITS` by default. */
  limits?: Partial<RateLimits>
  /** What figures are made of; read from the database when they are asked for first by default. */
  facts?: FactStore
  matchFacts?: MatchFactStore
  /** How long counts of everything are shown before they are made anew, ms; 0 counts for whoever asks. */
  countsFreshMs?: number
  /** For how long whoever decides a match in the console can take it back, and it begins nothing, ms; 0 for not at all. */
  undoMs?: number
  /** How many of a hundred decisions on near and possible matches get a second verdict, where their list says nothing; 0. */
  secondPercent?: number
  /** How many exact addresses a person may have shown in eight hours without a reason; as `REVEALS_PER_SHIFT` by default. */
  revealBudget?: number
  /** Told of every route, in the order in which they are added. */
  onRoute?: (route: RouteOptions) => void
}

/**
 * The HTTP API and the console, ready to listen or to be injected into.
 *
 * Every route names the permission it needs; one that does not is refused here. Log lines carry the
 * pattern of a route, never the address that was asked for.
 */
export async function createApp(deps: AppDeps): Promise<App> {
  const app: App = Fastify({
    logger: false,
    trustProxy: deps.proxies ?? false,
    bodyLimit: BODY_LIMIT,
    // What the router cannot read or finds too long: its own answer would repeat it.
    frameworkErrors: ({ code }, _request, reply) => {
      const told = code === 'FST_ERR_BAD_URL' ? problem(400, 'address-invalid') : NOT_FOUND
      void sendProblem(reply.headers(securityHeaders('data', deps.secure)), told)
    },
    clientErrorHandler: answerUnreadable(deps.secure),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    routerOptions: { maxParamLength: 64 },
  }).withTypeProvider<TypeBoxTypes>()
  limitBodyTime(app, deps.requestMs ?? REQUEST_MS)
  answerUnrouted(app.server, deps.secure)
  app.setValidatorCompiler(compileSchema)
  app.decorateRequest('principal', null)
  app.decorateRequest('session', null)
  app.decorateRequest('isLapsed', false)
  app.decorateRequest('readCount', null)
  const methods = createMethodTable()
  app.addHook('onRoute', (route) => {
    const { config, method, url } = route
    if (config?.access === undefined) {
      throw new TypeError(`Adding the route ${String(method)} ${url}: it names no access`)
    }
    methods.add(route)
    deps.onRoute?.(route)
  })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders('data', deps.secure))
  })
  app.addHook('preSerialization', countItems)
  app.addHook('onSend', noteReads(deps))
  noteRefusals(app, createRefusals(deps))
  logAnswers(app, deps.log)
  app.setErrorHandler((error, request, reply) => {
    return sendProblem(reply, toProblem(error, deps.log, request.routeOptions.url))
  })
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods.methodsOf(request.url.split('?')[0] ?? '')
    if (allowed.length > 0) return sendMethods(request, reply, allowed)
    return wantsPage(request)
      ? sendNotFoundPage(deps, request, reply)
      : sendProblem(reply, NOT_FOUND)
  })
  await app.register(cookie)
  await app.register(swagger, { openapi: description })
  const uploadSlots = createSlots({ ...UPLOADS, ...deps.uploads }.atOnce)
  const parts = takeParts({ ...deps, uploadSlots })
  app.addHook('onClose', () => parts[Symbol.asyncDispose]())
  const counting = {
    ...deps,
    parts,
    counts: createCounts(deps, deps.countsFreshMs),
    facts: deps.facts ?? createFactStore(deps.db),
    matchFacts: deps.matchFacts ?? createMatchFactStore(deps.db),
    exportSlots: createSlots(EXPORTS_AT_ONCE),
    uploadSlots,
    figureSlots: createOwnSlots(),
  }
  await app.register(operationRoutes(counting))
  await app.register(apiRoutes(counting))
  await app.register(consoleRoutes(counting))
  await app.ready()
  return app
}

type Counting = AppDeps &
  CaseSending &
  FigureMaking &
  UploadSlots & {
    parts: Parts
    counts: () => Promise<Counts>
    facts: FactStore
    matchFacts: MatchFactStore
  }

const apiRoutes = (deps: Counting) => async (app: App) => {
  app.removeContentTypeParser('text/plain')
  const limits = createRateLimits(deps.now, deps.limits)
  app.addHook('onRequest', limits.network)
  app.addHook('onRequest', requireKey(deps))
  app.addHook('onRequest', limits.key)
  app.addHook('onSend', tagAnswers)
  app.addHook('onRoute', ({ config, method, schema, url }) => {
    // What is public proves itself by something else than a key.
    const security = config?.access === 'public' ? [] : [{ key: [] }]
    if (!schema) return
    Object.assign(schema, { security, 'x-permission': config?.access })
    if (method === 'POST' && !NOT_ONCE.has(url))
      Object.assign(schema, { 'x-idempotency-key': true })
  })
  await app.register(reportRoutes(deps, limits.isAtOnce))
  await app.register(matchRoutes(deps))
  await app.register(takedownRoutes(deps))
  await app.register(hostRoutes(deps))
  await app.register(chasingRoutes(deps))
  await app.register(providerRoutes(deps))
  await app.register(providerWayRoutes(deps))
  await app.register(routeRoutes(deps))
  await app.register(portalRoutes(deps))
  await app.register(replyRoutes(deps))
  await app.register(disputeRoutes(deps))
  await app.register(recordRoutes(deps))
  await app.register(caseExportRoutes(deps))
  await app.register(keptCaseRoutes(deps))
  await app.register(auditRoutes(deps))
  await app.register(statisticsRoutes(deps))
  await app.register(takedownTimesRoutes(deps))
  await app.register(supervisionFiguresRoutes(deps))
  await app.register(figureExportRoutes(deps))
  await app.register(retentionRoutes(deps))
  await app.register(handOverRoutes(deps))
  await app.register(listRoutes(deps))
  await app.register(submissionRoutes(deps))
  await app.register(keyRoutes(deps))
  await app.register(signingKeyRoutes(deps))
  await app.register(eventHookRoutes(deps))
  await app.register(uploadRoutes(deps, { ...UPLOADS, ...deps.uploads }))
  await app.register(uploadPartRoutes(deps))
  await app.register(entryRoutes(deps))
  await app.register(restsRoutes(deps))
  await app.register(lookupRoutes(deps))
}

const description = {
  openapi: '3.1.0',
  info: {
    title: 'Nightlight',
    version: '1',
    description:
      'From a reported address to verified removal. Errors are RFC 9457 problem details with a stable `code`. A POST with `x-idempotency-key` is done once for each `Idempotency-Key`.',
  },
  components: { securitySchemes: { key: { type: 'http' as const, scheme: 'bearer' } } },
}

function sendProblem(reply: FastifyReply, told: ReturnType<typeof problem>) {
  if (told.retryAfterSeconds) reply.header('retry-after', told.retryAfterSeconds)
  return reply.code(told.status).type('application/problem+json').send(told)
}

/** What an address takes, where it does not take this. */
function sendMethods({ method }: FastifyRequest, reply: FastifyReply, allowed: readonly string[]) {
  reply.header('allow', allowed.join(', '))
  return method === 'OPTIONS'
    ? reply.code(204).send()
    : sendProblem(reply, problem(405, 'method-not-allowed'))
}

const wantsPage = ({ url, headers }: FastifyRequest): boolean =>
  !url.startsWith('/v1/') && (headers.accept ?? '').includes('text/html')

function logAnswers(app: App, log: Log): void {
  app.addHook('onResponse', async (request: FastifyRequest, reply) => {
    const { method, principal, routeOptions } = request
    const facts = { method, route: routeOptions.url ?? null, status: reply.statusCode }
    const ms = Math.round(reply.elapsedTime)
    log.info({ ...facts, ms, actor: actorId(principal?.actor) }, 'answered')
  })
}

/** Who asked, as far as a log may say it: the id of a key, the role of a person. */
function actorId(actor: string | undefined): string | null {
  if (actor === undefined) return null
  return actor.startsWith('key:') ? actor : (actor.split(':')[0] ?? null)
}

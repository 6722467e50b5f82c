import formBody from '@fastify/formbody'
import type { FactStore, MatchFactStore } from '@nightlight/notices'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { identityOf, requireSession } from '../access.ts'
import type { AppDeps } from '../app.ts'
import type { Counts } from '../counts.ts'
import { problem, toProblem } from '../errors.ts'
import { createSignInStarts } from '../identity/sign-in-starts.ts'
import type { UploadSlots } from '../lists/upload-slots.ts'
import type { Parts } from '../uploads/parts.ts'
import type { App } from '../validation.ts'
import { assessmentRoutes } from './assessments/assessment-routes.ts'
import { assetRoutes } from './asset-routes.ts'
import { auditPages } from './audit/audit-pages.ts'
import { eventRoutes } from './audit/event-routes.ts'
import { caseHostRoutes } from './case-host-routes.ts'
import { caseRoutes } from './case-routes.ts'
import { caseExportPages } from '../case-export/case-export-pages.ts'
import type { CaseSending } from '../case-export/send-case.ts'
import { chasingPages } from './chasing-pages.ts'
import { mappingPages } from './mapping/mapping-pages.ts'
import { handOverPages } from './hand-overs/hand-over-pages.ts'
import { listCarePages } from './list-care/list-care-pages.ts'
import { handInPages } from './hand-in/hand-in-pages.ts'
import { uploadPages } from './hand-in/upload-pages.ts'
import { exportsPages } from './exports/exports-pages.ts'
import type { FigureMaking } from '../figure-exports/own-slots.ts'
import { keptCasePages } from './kept-cases/kept-case-pages.ts'
import { listPages } from './list-pages.ts'
import { findRoutes } from './find/find-routes.ts'
import { liveRoutes } from './live-routes.ts'
import { reportListRoutes } from './report-list/report-list-routes.ts'
import { reportRoutes } from './desk/report-routes.ts'
import { takedownAddressRoutes } from './desk/takedown-address-routes.ts'
import { undoRoutes } from './desk/undo-routes.ts'
import { overviewRoutes } from './overview-routes.ts'
import { matchCasesPages } from './statistics/match-cases-routes.ts'
import { statisticsPages } from './statistics-routes.ts'
import { sendFormAgain, textsIn, typedIn, wayBack } from './form-again.ts'
import { errorPage } from './pages/error-page.ts'
import { keysPages } from './keys/keys-pages.ts'
import { accountRoutes } from './people/account-routes.ts'
import { answerLapsed } from './people/lapsed.ts'
import { passkeyRoutes } from './people/passkey-routes.ts'
import { peopleRoutes } from './people/people-routes.ts'
import { providerRoutes } from './people/provider-routes.ts'
import { ownTimesPages } from './portal/own-times.ts'
import { addressFileRoutes } from './portal/address-file-routes.ts'
import { keysOfProvider } from './portal/keys-of-provider.ts'
import { peopleOfProvider } from './portal/people-of-provider.ts'
import { portalFiles } from './portal/portal-files.ts'
import { portalPages } from './portal/portal-pages.ts'
import { portalWays } from './portal/portal-ways.ts'
import { requireStepUp } from './people/step-up.ts'
import { exposureRoutes } from './exposure/exposure-routes.ts'
import { queueRoutes } from './queue/queue-routes.ts'
import { riskRoutes } from './queue/risk-routes.ts'
import { operationPages } from './operation/operation-pages.ts'
import { policiesPages } from './policies/policies-pages.ts'
import { addressConsentRoutes } from './address-consent-routes.ts'
import { providersPages } from './providers-pages.ts'
import { helpersOf, readerOf } from './reader.ts'
import { sendPage, viewOf } from './reply-page.ts'
import { caseReplyRoutes } from './replies/case-reply-routes.ts'
import { replyPages } from './replies/reply-routes.ts'
import { retentionPages } from './retention/retention-pages.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { casesPages } from './supervision/cases-routes.ts'
import { countedPages } from './supervision/counted-routes.ts'
import { supervisionPages } from './supervision/supervision-routes.ts'

/** Pages for people: rendered here, complete without a script. */
export const consoleRoutes =
  (
    deps: AppDeps &
      CaseSending &
      FigureMaking &
      UploadSlots & {
        parts: Parts
        counts: () => Promise<Counts>
        facts: FactStore
        matchFacts: MatchFactStore
      },
  ) =>
  async (app: App) => {
    await app.register(formBody, { bodyLimit: 64 * 1024 })
    app.addHook('onRequest', requireSession(deps))
    app.addHook('preValidation', answerLapsed(deps))
    app.addHook('preValidation', requireStepUp(deps))
    app.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true }
    })
    app.setErrorHandler(async (error, request, reply) => {
      const told = toProblem(error, deps.log, request.routeOptions.url)
      if (told.retryAfterSeconds) reply.header('retry-after', told.retryAfterSeconds)
      const { url = '/', schema } = request.routeOptions
      const { organisation = 'Nightlight' } = deps
      const asked = url.startsWith('/reply') ? { organisation } : await readerOf(deps, request)
      const view = { ...viewOf(deps, request, reply, null), ...asked }
      const typed = request.method === 'POST' ? typedIn(request, told.code) : null
      if (typed && (await sendFormAgain(app, deps, { request, reply }, { told, typed, view }))) {
        return reply
      }
      const isForm = request.method === 'POST' && told.status !== 404
      const back = isForm ? wayBack(app, request, told) : '/'
      const texts = typed ? textsIn(typed, schema?.body) : []
      const help = told.status === 403 ? await helpersOf(deps, view.principal) : null
      return sendPage(reply.code(told.status), deps, errorPage(view, told, back, texts, help))
    })
    assetRoutes(app, deps)
    await app.register(signInRoutes(deps))
    const starts = createSignInStarts(deps.now, identityOf(deps).triesPerMinute)
    await app.register(passkeyRoutes(deps, starts))
    await app.register(accountRoutes(deps))
    await app.register(providerRoutes(deps, starts))
    await app.register(peopleRoutes(deps))
    await app.register(keysPages(deps))
    await app.register(auditPages(deps))
    await app.register(eventRoutes(deps))
    await app.register(policiesPages(deps))
    await app.register(operationPages(deps))
    await app.register(retentionPages(deps))
    await app.register(caseReplyRoutes(deps))
    await app.register(replyPages(deps))
    await app.register(overviewRoutes(deps))
    await app.register(findRoutes(deps))
    await app.register(reportListRoutes(deps))
    await app.register(liveRoutes(deps))
    await app.register(caseRoutes(deps))
    await app.register(caseHostRoutes(deps))
    await app.register(takedownAddressRoutes(deps))
    await app.register(queueRoutes(deps))
    await app.register(riskRoutes(deps))
    await app.register(exposureRoutes(deps))
    await app.register(undoRoutes(deps))
    await app.register(assessmentRoutes(deps))
    await app.register(reportRoutes(deps))
    await app.register(chasingPages(deps))
    await app.register(statisticsPages(deps))
    await app.register(matchCasesPages(deps))
    await app.register(casesPages(deps))
    await app.register(supervisionPages(deps))
    await app.register(countedPages(deps))
    await app.register(exportsPages(deps))
    await app.register(caseExportPages(deps))
    await app.register(keptCasePages(deps))
    await app.register(listPages(deps))
    await app.register(handOverPages(deps))
    await app.register(handInPages(deps))
    await app.register(uploadPages(deps))
    await app.register(listCarePages(deps))
    await app.register(mappingPages(deps))
    await app.register(providersPages(deps))
    await app.register(peopleOfProvider(deps))
    await app.register(keysOfProvider(deps))
    await app.register(addressConsentRoutes(deps))
    await app.register(portalPages(deps))
    await app.register(portalFiles(deps))
    await app.register(addressFileRoutes(deps))
    await app.register(portalWays(deps))
    await app.register(ownTimesPages(deps))
  }

/** What an address without a route answers to a browser. */
export async function sendNotFoundPage(
  deps: AppDeps,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const reader = await readerOf(deps, request)
  const view = { ...viewOf(deps, request, reply, null), ...reader }
  return sendPage(reply.code(404), deps, errorPage(view, problem(404, 'not-found')))
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppDeps } from '../../app.ts'
import { pagesOfForm, textsIn, typedIn } from '../form-again.ts'
import { notSentPage } from '../pages/sign-in-page.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { keepPlaceBack } from './place-back.ts'

/**
 * Answers a form that came when its session was over: nothing was done, this is what was typed, and signing in leads back.
 *
 * Runs when the body was read and before anything is done about it. Only a form of our own is shown again.
 */
export const answerLapsed =
  (deps: AppDeps) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (!request.isLapsed) return undefined
    const { config, schema } = request.routeOptions
    const [path] = pagesOfForm(request.server, request)
    if (path !== undefined) {
      keepPlaceBack(reply, deps, { access: config.access ?? 'signed-in', path })
    }
    const typed = typedIn(request, 'cross-site')
    const texts = typed ? textsIn(typed, schema?.body) : []
    const view = viewOf(deps, request, reply, null)
    return sendPage(reply.code(401), deps, notSentPage(view, texts))
  }

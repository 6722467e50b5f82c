import type { FastifyReply, FastifyRequest } from 'fastify'
import { identityOf, needsStepUp } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { pagesOfForm } from '../form-again.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { providerName } from '../../identity/identity-options.ts'
import { stepUpPage, type Asked } from './step-up-page.ts'

/**
 * Asks whoever does something dangerous to show again who they are, and goes on to what was asked with what was typed.
 *
 * Runs when the body was read and before it is checked, so that the form is kept as it came.
 */
export const requireStepUp =
  (deps: AppDeps) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { session } = request
    const { stepUp = false, sendsFile = false } = request.routeOptions.config
    if (stepUp === false || session === null || !needsStepUp(session, deps.now())) return undefined
    if (stepUp !== true && !(await stepUp(request))) return undefined
    const view = viewOf(deps, request, reply, null)
    const asked = askedIn(request)
    // A file that is had by GET is no page to go back to.
    const backs = pagesOfForm(request.server, request).filter((path) => path !== asked.path)
    const page = stepUpPage(view, asked, {
      takesCode: identityOf(deps).totp === 'enrol',
      provider: providerName(identityOf(deps)),
      file: sendsFile ? { back: backs[0] ?? '/' } : null,
    })
    return sendPage(reply.code(403), deps, page, 'passkey')
  }

function askedIn({ method, url, body }: FastifyRequest): Asked {
  const [path = '/', query = ''] = url.split('?')
  if (method !== 'POST') return { method: 'get', path, fields: [...new URLSearchParams(query)] }
  const fields = Object.entries(Object(body) as Record<string, unknown>).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  )
  return { method: 'post', path: url, fields }
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { formTokenOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { securityHeaders } from '../security-headers.ts'
import { render, type Html } from './html.ts'
import { chooseLanguage, translator } from './texts.ts'
import { refillForm, type Typed } from './refill-form.ts'
import type { View } from './view.ts'

const languageCookie = (secure: boolean): string => (secure ? '__Host-language' : 'language')
const YEAR_S = 31_536_000

/** What the page of this request is written with; a language that was chosen is kept for a year. */
export function viewOf(
  deps: AppDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string | null,
): View {
  const { lang } = Object(request.query) as { lang?: unknown }
  const chosen = typeof lang === 'string' ? lang : undefined
  const kept = request.cookies?.[languageCookie(deps.secure)]
  const language = chooseLanguage([chosen, kept], request.headers['accept-language'])
  if (chosen === language) {
    const attributes = { path: '/', sameSite: 'strict', httpOnly: true, maxAge: YEAR_S } as const
    reply.setCookie(languageCookie(deps.secure), language, { ...attributes, secure: deps.secure })
  }
  return {
    t: translator(language),
    language,
    principal: request.principal,
    form: formTokenOf(request, deps),
    now: deps.now(),
    path,
  }
}

/**
 * Sends markup with the headers of a page, which may have scripts of ours.
 *
 * @param typed  what its form was sent with, where the page itself says why it is shown again
 */
export const sendPage = (
  reply: FastifyReply,
  deps: { secure: boolean },
  page: Html,
  kind: 'page' | 'scripted' | 'passkey' | 'upload' = 'scripted',
  typed?: Typed,
) => {
  const markup = render(page)
  return reply
    .headers(securityHeaders(kind, deps.secure))
    .type('text/html; charset=utf-8')
    .send((typed && refillForm(markup, typed, null)) ?? markup)
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppDeps } from '../app.ts'
import type { Problem } from '../errors.ts'
import { securityHeaders } from '../security-headers.ts'
import type { App } from '../validation.ts'
import { pageOfForm, pathOf } from './page-of-form.ts'
import { wordsOfProblem } from './pages/error-page.ts'
import { fromQueue, placeIn } from './queue/queue-place.ts'
import { SECRET_FIELDS, refillForm, type Typed } from './refill-form.ts'
import type { View } from './view.ts'

/** Of which field a problem is, where its code says it and the form calls it so. */
const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  'mailbox-invalid': 'mailbox',
  'organisation-invalid': 'organisation',
  'asn-invalid': 'asns',
  'domain-invalid': 'domains',
  'name-invalid': 'name',
  'provider-name-invalid': 'name',
  'country-invalid': 'country',
  'invalid-country': 'country',
  'invalid-origin': 'origin',
  'provider-known': 'mailbox',
  'authority-needed': 'authority',
  'authority-for-police-only': 'authority',
  'authority-unknown': 'authority',
  'authority-twice': 'newAuthority',
  'hold-in-the-past': 'until',
  'hold-too-long': 'until',
  'step-at-wrong-time': 'at',
  'legal-hold-of-nothing': 'of',
}

/** What a form was sent with; null where it was not read, and where another site may have written it. */
export function typedIn({ url, body, headers }: FastifyRequest, code: string): Typed | null {
  const isOurs = code !== 'cross-site' || headers['sec-fetch-site'] === 'same-origin'
  if (!isOurs || typeof body !== 'object' || body === null) return null
  const fields = Object.entries(body).map(([name, value]) => [name, [value].flat().map(String)])
  return { path: url, fields: Object.fromEntries(fields) as Typed['fields'] }
}

/** Where the form of a request stands, the likeliest page first, and from where in the queue it was opened. */
export function pagesOfForm(app: Pick<App, 'hasRoute'>, request: FastifyRequest): string[] {
  const { url = '/', config } = request.routeOptions
  const isPage = (pattern: string) => app.hasRoute({ method: 'GET', url: pattern })
  const params = Object(request.params) as Record<string, string>
  const { formOn } = config
  const sent = { ...(Object(request.body) as object), ...(Object(request.query) as object) }
  const said = formOn && pathOf(formOn, { ...sent, ...params })
  const own = isPage(url) && pathOf(url, params)
  const { queue } = Object(request.body) as { queue?: unknown }
  const place = typeof queue === 'string' ? placeIn(queue) : null
  return [said, own, pageOfForm(url, params, isPage)].flatMap((page) =>
    typeof page === 'string' ? [fromQueue(page, place)] : [],
  )
}

/** Codes of forms that another one of the page they are about has taken the place of. */
const GIVEN_ON_ITS_PAGE = ['second-verdict-asked']
/** Codes of forms that name a match, on the page of which it goes on. */
const AT_THE_MATCH = ['assessment-overtaken']

/** Where what was tried is tried again; `/` for the start. */
export function wayBack(
  app: Pick<App, 'hasRoute'>,
  request: FastifyRequest,
  { code }: Pick<Problem, 'code'>,
): string {
  const { match } = Object(request.body) as { match?: unknown }
  if (AT_THE_MATCH.includes(code) && typeof match === 'string') {
    return pathOf('/console/matches/:match', { match }) ?? '/'
  }
  const pages = pagesOfForm(app, request)
  return pages.at(GIVEN_ON_ITS_PAGE.includes(code) ? -1 : 0) ?? '/'
}

/**
 * Shows a form again that was refused, on its page as it is now, with what was typed and what happened.
 *
 * The page is asked of our own routes for whoever sent the form, so that they see what they may see.
 *
 * @returns false where no page has the form any more; nothing was answered then
 */
export async function sendFormAgain(
  app: App,
  deps: AppDeps,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  { told, typed, view }: { told: Problem; typed: Typed; view: View },
): Promise<boolean> {
  const { cookie, host, 'accept-language': language } = request.headers
  const headers = Object.fromEntries(
    Object.entries({ cookie, host, 'accept-language': language, accept: 'text/html' }).filter(
      (one): one is [string, string] => typeof one[1] === 'string',
    ),
  )
  for (const url of pagesOfForm(app, request)) {
    const page = await app.inject({ url, headers, remoteAddress: request.ip })
    if (page.statusCode !== 200) continue
    const refusal = {
      title: view.t('error-title.400'),
      words: wordsOfProblem(view, told, true),
      field: told.field ?? FIELD_OF_CODE[told.code] ?? null,
    }
    const filled = refillForm(page.body, typed, refusal)
    if (filled === null) continue
    const kept = [...Object.keys(securityHeaders('page', deps.secure)), 'x-robots-tag']
    for (const name of kept) {
      const value = page.headers[name]
      if (value !== undefined) reply.header(name, value)
    }
    void reply.code(told.status).type('text/html; charset=utf-8').send(filled)
    return true
  }
  return false
}

/** What may be text of a person: neither secrets, nor what the page itself put into the form. */
const NOT_TEXT = [
  ...SECRET_FIELDS,
  'form',
  'shown',
  'id',
  'from',
  'who',
  'takedown',
  'zone',
  'queue',
  'depth',
  'pages',
]
const UUID = /^[0-9a-f-]{36}$/

/** The text in a form that cannot be shown again, to be copied; never a choice of a list. */
export const textsIn = ({ fields }: Typed, schema: unknown): string[] =>
  Object.entries(fields).flatMap(([name, values]) => {
    const field = Object(Object(Object(schema).properties)[name]) as Record<string, unknown>
    const isText = field['type'] === 'string' && !('enum' in field) && !NOT_TEXT.includes(name)
    return isText ? values.filter((value) => value.trim() !== '' && !UUID.test(value)) : []
  })

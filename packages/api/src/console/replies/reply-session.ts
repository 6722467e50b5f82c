import {
  createDeadlines,
  isGivenUp,
  readReplyPage,
  type OpenedLink,
  type OpenPage,
} from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../app.ts'
import { Id, oneOf } from '../../schemas.ts'

/**
 * The browser sends these to this host alone and to no page that another site leads to. Each link has its own: two
 * notices can be open beside each other, and what is sent from one of them is never taken for the other.
 */
const cookiePrefix = (secure: boolean): string =>
  secure ? '__Host-nightlight-reply-' : 'nightlight-reply-'

const SESSION_S = 3600
/** Notices that one browser has open at once; the headers of a request hold a few more. */
const MOST_OPEN = 20
const SERVICE_PACE = createDeadlines(1)

/** Which notice a page or a form is about: the id of its link, which is no secret. */
export const OfLink = Type.Object({ link: Type.Optional(Id) })

/** The same, and whether an answer is looked at before it is given. */
export const LookQuery = Type.Object({ ...OfLink.properties, look: Type.Optional(oneOf(['1'])) })

/** What notices needs of us to take a reply in. */
export const replyDeps = ({ crypto, now, deadlines = SERVICE_PACE }: AppDeps) => ({
  crypto,
  now,
  deadlines,
})

/** Cookies of open notices, those that were kept first at the start, as browsers send them. */
const openCookies = ({ cookies }: FastifyRequest, { secure }: AppDeps): string[] =>
  Object.keys(cookies).filter((name) => name.startsWith(cookiePrefix(secure)))

/** Has a browser keep the session of a link; of more than `MOST_OPEN` those that were opened first are forgotten. */
export function keepSession(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
  { linkId, session }: OpenedLink,
): void {
  const { secure } = deps
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
  const open = openCookies(request, deps)
  const tooMany = open.slice(0, Math.max(0, open.length - MOST_OPEN + 1))
  for (const name of tooMany) reply.clearCookie(name, attributes)
  const name = cookiePrefix(secure) + linkId
  reply.setCookie(name, session, { ...attributes, maxAge: SESSION_S })
}

/**
 * The notice that a request names; of what is only looked at and names none, the only one that its browser has open. A
 * form that names none may be of a notice that was shut since, and is taken for no other.
 *
 * @returns null when it is not open here, or was open for too long
 */
export async function pageOf(
  db: DbOrTransaction,
  deps: AppDeps,
  request: FastifyRequest,
): Promise<OpenPage | null> {
  const { link } = Object(request.query) as { link?: string }
  const session = sessionIn(request, deps)
  if (session === undefined) return null
  const { deadlines, ...page } = replyDeps(deps)
  const found = await readReplyPage(db, page, deadlines, session)
  return found && (link === undefined || found.linkId === link) ? found : null
}

/** Why what a request names is not open: its mailbox was given up while it was, or it was open for too long. */
export async function whyShut(
  db: DbOrTransaction,
  deps: AppDeps,
  request: FastifyRequest,
): Promise<'reply.given-up' | 'reply.ended'> {
  const session = sessionIn(request, deps)
  const hasEnded = session !== undefined && (await isGivenUp(db, deps, session))
  return hasEnded ? 'reply.given-up' : 'reply.ended'
}

function sessionIn(request: FastifyRequest, deps: AppDeps): string | undefined {
  const { link } = Object(request.query) as { link?: string }
  const name = link === undefined ? onlyOpen(request, deps) : cookiePrefix(deps.secure) + link
  return name ? request.cookies[name] : undefined
}

function onlyOpen(request: FastifyRequest, deps: AppDeps): string | undefined {
  const open = openCookies(request, deps)
  return request.method === 'GET' && open.length === 1 ? open[0] : undefined
}

/** Where a page of an open notice is, or where a form of it goes. */
export const pathOfNotice = (
  what: 'notice' | 'receipt' | 'answers' | 'code' | 'addresses' | 'another-link',
  { linkId }: Pick<OpenPage, 'linkId'>,
): string => `/reply/${what}?link=${linkId}`

/** Whatever an answer asks to be done soon; what gets lost here is found by the sweeps. */
export async function hint(
  { enqueue }: AppDeps,
  { looks = [], mailId = null }: { looks?: readonly string[]; mailId?: string | null },
): Promise<void> {
  if (looks.length > 0) {
    await enqueue('check-removal', ...looks.map((takedownId) => ({ takedownId })))
  }
  if (mailId !== null) await enqueue('send-reply-mail', { mailId })
}

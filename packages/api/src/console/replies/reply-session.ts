import { createDeadlines, readReplyPage, type OpenPage } from '@nightlight/notices'
import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppDeps } from '../../app.ts'

/** The browser sends it to this host alone and to no page that another site leads to. */
const cookieName = (secure: boolean): string =>
  secure ? '__Host-nightlight-reply' : 'nightlight-reply'

const SESSION_S = 3600
const SERVICE_PACE = createDeadlines(1)

/** What notices needs of us to take a reply in. */
export const replyDeps = ({ crypto, now, deadlines = SERVICE_PACE }: AppDeps) => ({
  crypto,
  now,
  deadlines,
})

export function keepSession(reply: FastifyReply, { secure }: AppDeps, session: string): void {
  const attributes = { path: '/', httpOnly: true, sameSite: 'strict', secure } as const
  reply.setCookie(cookieName(secure), session, { ...attributes, maxAge: SESSION_S })
}

/** The notice that this browser has opened, or null when it has none or had it for too long. */
export async function pageOf(
  db: DbOrTransaction,
  deps: AppDeps,
  request: FastifyRequest,
): Promise<OpenPage | null> {
  const session = request.cookies[cookieName(deps.secure)]
  if (session === undefined) return null
  const { deadlines, ...page } = replyDeps(deps)
  return readReplyPage(db, page, deadlines, session)
}

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

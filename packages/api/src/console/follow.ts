import type { FastifyReply } from 'fastify'
import { securityHeaders } from '../security-headers.ts'
import { html, type Html } from './html.ts'
import type { View } from './view.ts'

/** How far something is that is under way while its page lies open. */
export type Followed = {
  /** The page shows something else once this is another. */
  state: string
  /** What stands on the page in the elements `data-now`, in their order. */
  words: readonly string[]
  /** How much of it is done, from 0 to 1, where that is known. */
  part: number | null
}

/**
 * The line of a page on which something is under way, by which its script finds out that it has changed; without one,
 * the way to look again. A page that renewed itself would take the place of whoever reads it.
 *
 * @param at.path  the page as it is asked for again
 * @param at.live  where its `Followed` is had
 */
export const followLine = (
  { t }: View,
  { state }: Followed,
  { path, live }: { path: string; live: string },
): Html =>
  html`<p class="fine" data-follow="${live}" data-state="${state}">
    <a href="${path}">${t('follow.look-again')}</a>
    <span role="status" data-changed="${t('follow.changed')}" data-show="${t('live.show')}"></span>
  </p>`

/** Answers the script of a page; its route is `unattended` and tells the log of no reading. */
export const sendFollowed = (reply: FastifyReply, deps: { secure: boolean }, followed: Followed) =>
  reply.headers(securityHeaders('data', deps.secure)).send(followed)

import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { securityHeaders } from '../security-headers.ts'
import { html, render, type Html } from './html.ts'

/** Where what takes its time begins on a page. */
const LATER = html`<!--later-->`

/** What a page says until `later` is there (CSS takes it away then), and that. */
export const inParts = (meanwhile: string, later: Html | null): Html =>
  html`<p class="fine meanwhile" role="status">${meanwhile}</p>
    ${LATER}${later}`

/**
 * Sends a page whose answer takes its time: what stands above that at once, the rest when it is there.
 *
 * @param first  the page without it, with `inParts`; its view is `isInParts`, else a browser shows nothing before the end
 * @param rest  the same page with it
 * @param failed  stands in its place on the first page where it throws, since the status is out
 */
export function sendInParts(
  reply: FastifyReply,
  deps: { secure: boolean },
  first: Html,
  rest: () => Promise<Html>,
  failed: (error: unknown) => Html,
): FastifyReply {
  const partsOf = (page: Html): [string, string] => {
    const [above = '', below] = render(page).split(render(LATER), 2)
    if (below === undefined) throw new TypeError('Sending a page in parts: it has one part')
    return [above, below]
  }
  const [above, below] = partsOf(first)
  async function* parts() {
    yield above
    try {
      yield partsOf(await rest())[1]
    } catch (error) {
      yield render(failed(error)) + below
    }
  }
  return reply
    .headers(securityHeaders('scripted', deps.secure))
    .type('text/html; charset=utf-8')
    .send(Readable.from(parts(), { objectMode: false }))
}

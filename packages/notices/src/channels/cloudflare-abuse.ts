import type { Db, FieldCrypto } from '@nightlight/runtime'
import { cloudflareBase, type CloudflareSettings } from '../channel-settings.ts'
import { oneLine } from '../documents/plain-text.ts'
import { partsOf } from '../notice-part-store.ts'
import type { Channel, Consignment, DoubtSettled } from './channel.ts'
import type { HttpCall, HttpEnd } from './http-call.ts'
import { declined, isTaken, unanswered } from './http-outcome.ts'
import { handOverParts, partName, type CallEnd, type Part } from './parts.ts'
import { wayCheckOf, type WayCheck } from './way-check.ts'

export type CloudflareDeps = { db: Db; crypto: FieldCrypto; call: HttpCall; now: () => Date }

/** In whose name it is reported; the documentation says that third parties may be told. */
export type CloudflareReporter = { organisation: string; mailbox: string }

const MAX_URLS = 250
const MAX_JUSTIFICATION = 5000
const MAX_NAME = 255

/**
 * Reports through the Cloudflare abuse-report API, one call for at most 250 addresses of one host name.
 *
 * The reporter is the organisation; the host is told without its name, the owner of the site never.
 * The API knows no idempotency and cannot be asked what it was sent: of a call that was cut off, or that
 * ended in a server error, only a person can find out whether it arrived. An account without the
 * entitlement is turned away, and its notices go by mail.
 *
 * @see `abuse-reports` of the API at developers.cloudflare.com; domain `act: abuse_children`
 */
export function createCloudflareAbuse(
  { db, crypto, call, now }: CloudflareDeps,
  settings: CloudflareSettings,
  reporter: CloudflareReporter,
): Channel {
  const url = `${reportsOf(settings)}/abuse_children`
  const headers = { 'content-type': 'application/json', ...bearerOf(settings) }

  const report = async (
    consignment: Consignment,
    parts: readonly Part<string>[],
    signal: AbortSignal,
  ): Promise<CallEnd> => {
    if (parts.some(({ isInDoubt }) => isInDoubt)) return DOUBTFUL
    const urls = parts.map(({ content }) => content)
    const body = JSON.stringify(bodyOf(consignment, urls, reporter))
    const end = await call({ method: 'POST', url, headers, body }, signal)
    if (end.status !== 'reply') {
      return { status: 'not-taken', ended: unanswered(end), mayBeThere: end.status === 'cut-off' }
    }
    if (isTaken(end) && saysSuccess(end)) {
      return { status: 'taken', code: end.code, remoteId: null, remoteStatus: null }
    }
    // 503 says that it was not dealt with; any other server error may come after the report was kept.
    if (isTaken(end) || (end.code >= 500 && end.code !== 503)) return DOUBTFUL
    return { status: 'not-taken', ended: declined(end, now()), mayBeThere: false }
  }

  return {
    urls: 'machine-part',
    isMail: false,
    async deliver(consignment, signal) {
      const { claim, places } = consignment
      const parts = places.map(({ url: place }) => ({
        name: partName(crypto, claim.noticeId, new URL(place).href),
        content: new URL(place).href,
      }))
      return handOverParts(db, consignment, parts, byHostname, (group) =>
        report(consignment, group, signal),
      )
    },
    async settleInDoubt({ claim }): Promise<DoubtSettled> {
      const parts = await partsOf(db, claim.noticeId)
      if (parts.some(({ state }) => state === 'handing')) return { status: 'unknown', later: false }
      if (parts.length === 0 || parts.some(({ state }) => state !== 'taken'))
        return { status: 'not', isCertain: true }
      return { status: 'accepted', at: new Date(Math.max(...parts.map(({ at }) => at.getTime()))) }
    },
  }
}

const reportsOf = (settings: CloudflareSettings): string =>
  `${cloudflareBase(settings)}/accounts/${settings.accountId}/abuse-reports`

const bearerOf = ({ apiToken }: CloudflareSettings) => ({ authorization: `Bearer ${apiToken}` })

/**
 * Asks whether the interface takes our token for this account: the account is asked for one of its reports, which reports nothing.
 *
 * That it may report as well nobody can ask: reading and writing are one right or two, as the token was made.
 *
 * @see `GET /accounts/{account_id}/abuse-reports` of the API at developers.cloudflare.com
 */
export async function checkCloudflare(
  { call }: Pick<CloudflareDeps, 'call'>,
  settings: CloudflareSettings,
  signal: AbortSignal,
): Promise<WayCheck> {
  const url = `${reportsOf(settings)}?page=1&per_page=1`
  const end = await call({ method: 'GET', url, headers: bearerOf(settings) }, signal)
  return wayCheckOf(end, (body) => (body as { success?: unknown } | null)?.success === true)
}

const DOUBTFUL: CallEnd = { status: 'not-taken', ended: { status: 'doubtful' }, mayBeThere: true }

/** Addresses in calls of at most 250, each of one host name. */
function byHostname(parts: readonly Part<string>[]): Part<string>[][] {
  const groups = Map.groupBy(parts, ({ content }) => new URL(content).hostname)
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / MAX_URLS) }, (_, index) =>
      group.slice(index * MAX_URLS, (index + 1) * MAX_URLS),
    ),
  )
}

function bodyOf(
  { head, document }: Consignment,
  urls: readonly string[],
  { organisation, mailbox }: CloudflareReporter,
) {
  const name = oneLine(organisation, MAX_NAME)
  return {
    act: 'abuse_children',
    email: mailbox,
    email2: mailbox,
    name,
    company: name,
    urls: urls.join('\n'),
    justification: justificationOf(head, document).slice(0, MAX_JUSTIFICATION),
    host_notification: 'send-anon',
    ncmec_notification: 'send-anon',
    owner_notification: 'none',
  }
}

/**
 * The host may be shown it: never the text of the notice, which has our name, the addresses of other hosts
 * and the link to the reply page.
 */
const justificationOf = (head: Consignment['head'], { subject, lead }: Consignment['document']) =>
  [head.reference, subject, lead ?? ''].filter((part) => part !== '').join('\n\n')

function saysSuccess({ body }: Extract<HttpEnd, { status: 'reply' }>): boolean {
  try {
    return (JSON.parse(body) as { success?: unknown } | null)?.success !== false
  } catch {
    return false
  }
}

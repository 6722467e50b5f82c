import type { ResponseClass } from '@nightlight/contract'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import { AwsV4Signer } from 'aws4fetch'
import { awsBase, type AwsSettings } from '../channel-settings.ts'
import type { XarfReport } from '../documents/xarf.ts'
import type { Ended } from '../ended.ts'
import { endParts, partsOf } from '../notice-part-store.ts'
import type { Channel, DoubtSettled } from './channel.ts'
import type { HttpCall, HttpEnd } from './http-call.ts'
import { declined, isShut, isTaken, unanswered } from './http-outcome.ts'
import { handOverParts, partName, type CallEnd, type Part } from './parts.ts'
import { wayCheckOf, type WayCheck } from './way-check.ts'

export type AwsDeps = { db: Db; crypto: FieldCrypto; call: HttpCall; now: () => Date }

/** What became of a report, as the service says it; no answer while it works. */
export type AwsReport = {
  reportId: string
  status: string
  answer: ResponseClass | null
  /** The reason that it gives, in its own code. */
  code: string | null
}

/** The codes of a report that is done, as response classes. */
const ANSWERS: Readonly<Record<string, ResponseClass>> = {
  ACTIONED: 'actioned',
  CONTENT_DOWN_OR_INACCESSIBLE: 'already-gone',
  NOT_RESOLVABLE_TO_AWS: 'not-theirs',
  REVIEWED_NO_AWS_ACTION: 'refused',
  NEED_MORE_INFORMATION: 'needs-information',
}

/** When a report is first asked about; the service names seconds, an outcome takes up to days. */
const FIRST_ASK_MS = 60_000

/**
 * Reports through the AWS Abuse Signal API, one call for each XARF report.
 *
 * `clientToken` and `correlationId` are the same for ever for one address of one notice: the token
 * makes a repeated call harmless for 24 hours, and by the correlation id the service is asked first
 * whether a call that was cut off arrived. A notice with an item that XARF cannot say goes by mail.
 *
 * @see https://docs.aws.amazon.com/abuse-signal/latest/APIReference/
 */
export function createAwsAbuseSignal(deps: AwsDeps, settings: AwsSettings): Channel {
  const { db, crypto } = deps
  const ask = askAws(deps, settings)

  const report = async (
    { name, content, isInDoubt }: Part<XarfReport>,
    signal: AbortSignal,
  ): Promise<CallEnd> => {
    if (isInDoubt) {
      const found = await lookUp(ask, name, signal)
      if (found === 'unknown') return notTaken(NO_ANSWER, true)
      if (found === 'refused') return notTaken({ status: 'doubtful' }, true)
      if (found) return { status: 'taken', code: 200, ...remote(found) }
    }
    const body = { clientToken: name, correlationId: name, report: { xarf: content } }
    const end = await ask('POST', '/v1/abuse', signal, body)
    if (end.status !== 'reply') return notTaken(unanswered(end), end.status === 'cut-off')
    if (!isTaken(end)) return notTaken(declined(end, deps.now()), end.code >= 500)
    const { reportId } = json(end) as { reportId?: unknown }
    if (!isReportId(reportId)) return notTaken({ status: 'in-doubt', response: 'no id' }, true)
    return { status: 'taken', code: end.code, remoteId: reportId, remoteStatus: 'QUEUED' }
  }

  return {
    urls: 'machine-part',
    isMail: false,
    async deliver(consignment, signal) {
      const { document, places, claim } = consignment
      if (document.xarf.length === 0 || document.xarf.length < places.length) {
        return { status: 'turned-away', code: null, response: 'not in XARF', closes: false }
      }
      const parts = document.xarf.map((content) => ({
        name: partName(crypto, claim.noticeId, content.url),
        content,
      }))
      const each = (open: Part<XarfReport>[]) => open.map((part) => [part])
      const call = ([part]: readonly Part<XarfReport>[]) => report(part!, signal)
      return handOverParts(db, consignment, parts, each, call, FIRST_ASK_MS)
    },
    async settleInDoubt({ claim: { noticeId } }, signal): Promise<DoubtSettled> {
      const parts = await partsOf(db, noticeId)
      for (const { part, state } of parts) {
        if (state !== 'handing') continue
        const found = await lookUp(ask, part, signal)
        if (found === 'unknown' || found === 'refused') {
          return { status: 'unknown', later: found === 'unknown' }
        }
        if (!found) continue
        await endParts(db, noticeId, [part], { ...remote(found), askInMs: FIRST_ASK_MS })
      }
      const after = await partsOf(db, noticeId)
      if (after.length === 0 || after.some(({ state }) => state !== 'taken'))
        return { status: 'not', isCertain: true }
      return { status: 'accepted', at: new Date(Math.max(...after.map(({ at }) => at.getTime()))) }
    },
  }
}

const NO_ANSWER: Ended = { status: 'deferred', code: null, response: 'no answer yet' }

const notTaken = (ended: Ended, mayBeThere: boolean): CallEnd => ({
  status: 'not-taken',
  ended,
  mayBeThere,
})

const remote = ({ reportId, status }: AwsReport) => ({ remoteId: reportId, remoteStatus: status })

/**
 * Asks what became of a report.
 *
 * @returns null when the service does not say now
 */
export async function readAwsReport(
  deps: Omit<AwsDeps, 'db' | 'crypto'>,
  settings: AwsSettings,
  reportId: string,
  signal: AbortSignal,
): Promise<AwsReport | null> {
  const end = await askAws(deps, settings)('GET', `/v1/abuse/${reportId}`, signal)
  return end.status === 'reply' && end.code === 200 ? reportOf(json(end)) : null
}

/**
 * Asks whether the interface takes our keys: it is asked for reports of an id that nobody has, which reports nothing.
 *
 * @param id  of the test
 */
export async function checkAws(
  deps: Omit<AwsDeps, 'db' | 'crypto'>,
  settings: AwsSettings,
  id: string,
  signal: AbortSignal,
): Promise<WayCheck> {
  const path = `/v1/abusestatuses?correlationId=${id}&maxResults=1`
  return wayCheckOf(await askAws(deps, settings)('GET', path, signal), (body) =>
    Array.isArray((body as { reports?: unknown } | null)?.reports),
  )
}

type Ask = (
  method: 'GET' | 'POST',
  path: string,
  signal: AbortSignal,
  body?: unknown,
) => Promise<HttpEnd>

function askAws({ call, now }: Omit<AwsDeps, 'db' | 'crypto'>, settings: AwsSettings): Ask {
  const { region, accessKeyId, secretAccessKey, sessionToken } = settings
  const base = awsBase(settings)
  return async (method, path, signal, content) => {
    const body = content === undefined ? undefined : JSON.stringify(content)
    const signed = await new AwsV4Signer({
      method,
      url: new URL(path, base).href,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      region,
      service: 'abuse',
      datetime: now()
        .toISOString()
        .replace(/[:-]|\.\d{3}/g, ''),
      allHeaders: true,
    }).sign()
    const headers = Object.fromEntries(signed.headers)
    const request = { method, url: signed.url.href, headers }
    return call(body === undefined ? request : { ...request, body }, signal)
  }
}

/** @returns `unknown` when it may say later, `refused` when it never will: its keys count no more */
async function lookUp(
  ask: Ask,
  correlationId: string,
  signal: AbortSignal,
): Promise<AwsReport | 'unknown' | 'refused' | null> {
  const end = await ask(
    'GET',
    `/v1/abusestatuses?correlationId=${correlationId}&maxResults=1`,
    signal,
  )
  if (end.status === 'reply' && isShut(end)) return 'refused'
  if (end.status !== 'reply' || end.code !== 200) return 'unknown'
  const { reports } = json(end) as { reports?: unknown }
  if (!Array.isArray(reports)) return 'unknown'
  return reports.length === 0 ? null : (reportOf(reports[0]) ?? 'unknown')
}

function reportOf(value: unknown): AwsReport | null {
  const { reportId, status, reasonCode } = (value ?? {}) as Record<string, unknown>
  if (!isReportId(reportId) || typeof status !== 'string' || !/^[A-Z_]{1,40}$/.test(status))
    return null
  if (status !== 'COMPLETED') return { reportId, status, answer: null, code: null }
  const code = String(reasonCode)
    .replace(/[^A-Z_]/g, '')
    .slice(0, 60)
  return { reportId, status, answer: ANSWERS[code] ?? 'acknowledged', code }
}

const isReportId = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-zA-Z0-9]{20,64}$/.test(value)

function json(end: HttpEnd): unknown {
  try {
    return (end.status === 'reply' && (JSON.parse(end.body) as unknown)) || {}
  } catch {
    return {}
  }
}

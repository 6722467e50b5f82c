import { createHash, createHmac } from 'node:crypto'
import { startHttpServer, type HttpAnswer, type Received } from './testing-http.ts'

export const AWS_KEYS = {
  region: 'eu-west-2',
  accessKeyId: 'AKIDEXAMPLE0000001',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}

export type KeptReport = {
  reportId: string
  clientToken: string
  correlationId: string
  xarf: Record<string, unknown>
  status: string
  reasonCode?: string
  at: Date
}

const TOKEN_MS = 24 * 3_600_000
const CLOCK_SKEW_MS = 5 * 60_000

/**
 * The AWS Abuse Signal API as its documentation has it: checks the signature of each request by itself,
 * keeps one report for one token within 24 hours, and lists and tells what it has.
 *
 * `before` is asked first, so that a test can have it throttle, fail or hang up; `after` once a report
 * is kept, in place of its answer.
 */
export async function startAws(now: () => Date, pause?: () => Promise<unknown>) {
  const reports: KeptReport[] = []
  const script = {
    before: (_request: Received): HttpAnswer | null => null,
    after: (_report: KeptReport): HttpAnswer | null => null,
  }
  const server = await startHttpServer((request) => {
    const scripted = script.before(request)
    if (scripted) return scripted
    const refusal = refusalOf(request, now())
    if (refusal) return failure(403, refusal)
    const { pathname, searchParams } = new URL(request.url, 'http://aws.test')
    if (request.method === 'POST' && pathname === '/v1/abuse') return create(request.body)
    if (request.method !== 'GET') return failure(404, 'ResourceNotFoundException')
    if (pathname === '/v1/abusestatuses') {
      const id = searchParams.get('correlationId')
      const found = reports.filter(({ correlationId }) => id === null || correlationId === id)
      return { code: 200, body: { reports: found.slice(0, 50).map(shown) } }
    }
    const found = reports.find(({ reportId }) => pathname === `/v1/abuse/${reportId}`)
    return found ? { code: 200, body: shown(found) } : failure(404, 'ResourceNotFoundException')
  }, pause)

  function create(body: string): HttpAnswer {
    const { clientToken, correlationId, report } = JSON.parse(body) as {
      clientToken: string
      correlationId: string
      report?: { xarf?: Record<string, unknown> }
    }
    const xarf = report?.xarf
    const isValid =
      /^[\x21-\x7e]{1,128}$/.test(clientToken) &&
      /^[a-zA-Z0-9-_]{1,256}$/.test(correlationId) &&
      typeof xarf?.['url'] === 'string' &&
      xarf['type'] === 'csam' &&
      xarf['evidence'] === undefined
    if (!xarf || !isValid) return failure(400, 'ValidationException')
    const known = reports.find(
      (kept) => kept.clientToken === clientToken && now().getTime() - kept.at.getTime() < TOKEN_MS,
    )
    if (known) return { code: 202, body: { reportId: known.reportId } }
    const reportId = createHash('sha256').update(`${reports.length}`).digest('hex').slice(0, 32)
    const kept = { reportId, clientToken, correlationId, xarf, status: 'QUEUED', at: now() }
    reports.push(kept)
    return script.after(kept) ?? { code: 202, body: { reportId } }
  }

  return { ...server, reports, script, settings: { ...AWS_KEYS, endpoint: server.url } }
}

const shown = ({ reportId, correlationId, status, reasonCode }: KeptReport) => ({
  reportId,
  correlationId,
  status,
  description: 'A report.',
  ...(reasonCode === undefined ? {} : { reasonCode }),
})

const failure = (code: number, type: string): HttpAnswer => ({
  code,
  headers: { 'x-amzn-errortype': type },
  body: { message: type },
})

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text, 'utf8').digest()

/**
 * Why a request is not signed as it should be, or null.
 *
 * @see AWS Signature Version 4, "Create a signed AWS API request"
 */
export function refusalOf({ method, url, headers, body }: Received, now: Date): string | null {
  const [, id, day, region, service, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers['authorization'] ?? '',
    ) ?? []
  if (id === undefined || !names) return 'MissingAuthenticationToken'
  if (id !== AWS_KEYS.accessKeyId) return 'UnrecognizedClientException'
  const date = headers['x-amz-date'] ?? ''
  const at = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (!(Math.abs(at - now.getTime()) < CLOCK_SKEW_MS)) return 'RequestExpired'
  if (service !== 'abuse' || region !== AWS_KEYS.region) return 'SignatureDoesNotMatch'
  const listed = names.split(';')
  if (!listed.includes('host') || !listed.includes('x-amz-date')) return 'IncompleteSignature'
  const { pathname, searchParams } = new URL(url, 'http://aws.test')
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  const query = [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&')
  const lines = listed.map(
    (name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`,
  )
  const request = [method, pathname, query, lines.join(''), names, sha256(body)].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(request)].join('\n')
  const key = ['abuse', 'aws4_request'].reduce<Buffer>(
    (before, text) => hmac(before, text),
    hmac(hmac(`AWS4${AWS_KEYS.secretAccessKey}`, day ?? ''), region),
  )
  return hmac(key, toSign).toString('hex') === signature ? null : 'SignatureDoesNotMatch'
}

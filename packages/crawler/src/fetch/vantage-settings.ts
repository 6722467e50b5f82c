import { EnvironmentError } from '@nightlight/runtime'
import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { isNameServer } from './resolve-with-servers.ts'
import { DEFAULT_ACCEPT_LANGUAGE } from './safe-fetch.ts'
import { reachesOnion, type Proxy } from './tunnel/proxy.ts'
import type { VantagePoint } from './vantage-point.ts'

const closed = { additionalProperties: false }

/** As a header value: printable ASCII on one line. */
const HeaderValue = Type.String({ pattern: '^[\\x21-\\x7e]([\\x20-\\x7e]{0,398}[\\x21-\\x7e])?$' })

const Point = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }),
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    userAgent: Type.Optional(HeaderValue),
    acceptLanguage: Type.Optional(HeaderValue),
    proxy: Type.Optional(Type.Unknown()),
    dnsServers: Type.Optional(
      Type.Array(Type.String({ pattern: '^[0-9A-Fa-f.:\\[\\]]{2,60}$' }), {
        minItems: 1,
        maxItems: 4,
      }),
    ),
  },
  closed,
)

const reach = {
  host: Type.String({ pattern: '^[A-Za-z0-9.:_-]{1,253}$' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  // RFC 1929 has one byte for each length; a colon ends the name in RFC 7617.
  username: Type.Optional(Type.String({ pattern: '^[\\x20-\\x39\\x3b-\\x7e]{1,255}$' })),
  password: Type.Optional(Type.String({ pattern: '^[\\x20-\\x7e]{1,255}$' })),
}

const PROXIES: Readonly<Record<string, TSchema>> = {
  http: Type.Object({ type: Type.Literal('http'), ...reach }, closed),
  https: Type.Object(
    { type: Type.Literal('https'), ...reach, ca: Type.Optional(Type.String({ minLength: 1 })) },
    closed,
  ),
  socks5: Type.Object(
    { type: Type.Literal('socks5'), ...reach, onion: Type.Optional(Type.Boolean()) },
    closed,
  ),
}

/** The variables that say from where to look. */
export type VantageEnvironment = {
  CRAWL_VANTAGE_POINTS: string
  CRAWL_EGRESS: string
  CRAWL_USER_AGENT: string
  REMOVAL_VANTAGE_POINTS: number
}

/** As an ordinary browser: a site that hides from us by our name is seen by this one. */
const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'

/**
 * Reads the vantage points: a JSON array, or when there is none, two that look from here under two names.
 *
 * @throws {EnvironmentError} every problem, by the place of the field and never with its value; fewer
 *   points than a removal needs, which then would never be proven
 */
export function readVantagePoints(env: VantageEnvironment): VantagePoint[] {
  const points = namedPoints(env)
  const needed = env.REMOVAL_VANTAGE_POINTS
  if (points.length >= needed) return points
  throw new EnvironmentError([
    `CRAWL_VANTAGE_POINTS has ${points.length} and REMOVAL_VANTAGE_POINTS wants ${needed}: add a vantage point, or set REMOVAL_VANTAGE_POINTS=${points.length}`,
  ])
}

/** How many points reach onion services, where some do and fewer than a removal needs; else null. */
export function onionShortage(
  points: readonly VantagePoint[],
  needed: number,
): { reaching: number; needed: number } | null {
  const reaching = points.filter(({ proxy }) => reachesOnion(proxy)).length
  return reaching > 0 && reaching < needed ? { reaching, needed } : null
}

function namedPoints(env: VantageEnvironment): VantagePoint[] {
  const standard = {
    country: null,
    userAgent: env.CRAWL_USER_AGENT,
    acceptLanguage: DEFAULT_ACCEPT_LANGUAGE,
    proxy: null,
  }
  if (env.CRAWL_VANTAGE_POINTS === '') {
    const browser = { ...standard, name: `${env.CRAWL_EGRESS}-browser`, userAgent: BROWSER }
    return [{ name: env.CRAWL_EGRESS, ...standard }, browser]
  }
  const given = parseArray(env.CRAWL_VANTAGE_POINTS)
  const problems = given.flatMap((point, index) => problemsOf(point, `[${index}]`))
  const points = given as (Static<typeof Point> & { proxy?: Proxy | null })[]
  if (problems.length === 0) problems.push(...doubled(points), ...sharedServers(points))
  if (problems.length > 0) throw invalid(problems)
  return points.map((point) => ({ ...standard, ...point }))
}

function parseArray(text: string): unknown[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalid([' is no JSON'])
  }
  if (!Array.isArray(value) || value.length === 0) throw invalid([' must be an array with an item'])
  return value
}

function problemsOf(point: unknown, place: string): string[] {
  const problems = errorsOf(Point, point, place)
  const servers = (point as { dnsServers?: unknown } | null)?.dnsServers
  if (problems.length === 0 && Array.isArray(servers) && !servers.every(isNameServer)) {
    problems.push(`${place}.dnsServers has an entry that is no address`)
  }
  const proxy = (point as { proxy?: unknown } | null)?.proxy ?? null
  if (proxy === null) return problems
  const type = (proxy as { type?: unknown }).type
  const schema =
    typeof type === 'string' && Object.hasOwn(PROXIES, type) ? PROXIES[type] : undefined
  if (schema === undefined) {
    return [...problems, `${place}.proxy.type must be one of ${Object.keys(PROXIES).join(', ')}`]
  }
  const { username, password } = proxy as { username?: unknown; password?: unknown }
  if ((username === undefined) !== (password === undefined)) {
    problems.push(`${place}.proxy must have both username and password, or none`)
  }
  return [...problems, ...errorsOf(schema, proxy, `${place}.proxy`)]
}

/** A place and what is wrong there, never with a value. */
function errorsOf(schema: TSchema, value: unknown, place: string): string[] {
  return Value.Errors(schema, value).flatMap(({ keyword, instancePath, message, params }) => {
    const field = `${place}${instancePath.replaceAll('/', '.')}`
    const { requiredProperties } = params as { requiredProperties?: string[] }
    if (requiredProperties) return requiredProperties.map((name) => `${field}.${name} is missing`)
    // Told once more, with the name of the field, as a schema that is false.
    if (keyword === 'additionalProperties') return []
    if (keyword === 'boolean') return `${field} is not known`
    if (keyword === 'pattern') return `${field} has a character or a length that is not allowed`
    return `${field} ${message}`
  })
}

function doubled(points: readonly { name: string }[]): string[] {
  const names = points.map(({ name }) => name)
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [`[${index}].name is there twice`] : [],
  )
}

/** Two that ask the same server would count its word twice. */
function sharedServers(points: readonly { dnsServers?: readonly string[] }[]): string[] {
  return points.flatMap(({ dnsServers = [] }, index) => {
    const before = points.slice(0, index).flatMap((point) => (point.dnsServers ?? []).map(hostOf))
    return dnsServers.some((server) => before.includes(hostOf(server)))
      ? [`[${index}].dnsServers names a server of another vantage point`]
      : []
  })
}

/** The address of a name server without its port, in one spelling. */
function hostOf(server: string): string {
  const literal = /^\[(.*)\](?::\d+)?$/.exec(server)?.[1] ?? server.replace(/^([\d.]+):\d+$/, '$1')
  return literal.includes(':') ? (URL.parse(`http://[${literal}]/`)?.hostname ?? literal) : literal
}

const invalid = (problems: readonly string[]): EnvironmentError =>
  new EnvironmentError(problems.map((problem) => `CRAWL_VANTAGE_POINTS${problem}`))

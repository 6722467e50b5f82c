import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { Objects } from '../../packages/api/src/fixtures/seed-objects.ts'
import type { Draw } from './draw.ts'
import { JSON_VALUES, marked, MARKER, RAW_PARTS, TEXTS } from './hostile-values.ts'
import { pathOf, sample, type Operation } from './operations.ts'
import { requestBytes, type Header, type Sent } from './send.ts'

export type Case = { operation: Operation; ids: Objects; key: string; draw: Draw }
type Mutation = (one: Case) => Sent

const JSON_TYPE: Header = ['content-type', 'application/json']
const keyOf = ({ key }: Case): Header => ['authorization', `Bearer ${key}`]
const text = ({ draw }: Case): string => marked(draw.one(TEXTS), draw.chance(0.3))
const encoded = (value: string): string =>
  [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

/** JSON of a text; what is half of a pair of surrogates is written as it is, which no encoder would. */
const jsonText = (value: string): string => JSON.stringify(value)

const hostileJson = (one: Case): string =>
  one.draw.chance(0.6) ? jsonText(text(one)) : one.draw.one(JSON_VALUES)

function sent(
  one: Case,
  change: {
    path?: string
    headers?: Header[]
    body?: Buffer | string
    method?: string
    mayBeCutOff?: boolean
  },
): Sent {
  const { operation, ids } = one
  const { method = operation.method, path = pathOf(operation, ids), mayBeCutOff = false } = change
  const body = typeof change.body === 'string' ? Buffer.from(change.body) : change.body
  const headers = change.headers ?? [keyOf(one), ...(body === undefined ? [] : [JSON_TYPE])]
  return { method, bytes: requestBytes(method, path, headers, body), mayBeCutOff }
}

/** The body as the description has it, as JSON of each property. */
function propertiesOf({ operation, draw }: Case): [string, string][] {
  const value = operation.body === null ? { any: 1 } : sample(operation.body, draw)
  return Object.entries(Object(value) as object).map(([name, part]) => [name, JSON.stringify(part)])
}
const bodyOf = (one: Case): string => objectOf(propertiesOf(one))
const objectOf = (properties: readonly (readonly [string, string])[]): string =>
  `{${properties.map(([name, part]) => `${jsonText(name)}:${part}`).join(',')}}`

/** Names of every property that the body may have, so that none is left out. */
const namesIn = ({ operation: { body } }: Case): string[] =>
  [body, ...(body?.anyOf ?? [])].flatMap((schema) => Object.keys(schema?.properties ?? {}))

function withProperty(one: Case, name: string, json: string): string {
  const others = propertiesOf(one).filter(([other]) => other !== name)
  return objectOf([...others, [name, json]])
}

/** Replaces something in the first place where the JSON has a value that is deeper. */
const deeper = (json: string, part: string): string =>
  json.replace(/(?<=[[{:,]"?)(?:"[^"]*"|\d+|true|false|null)(?=[\]},])/, () => part)

const query = ({ operation }: Case) => operation.parameters.filter((one) => one.in === 'query')

/** Ways in which a body is no JSON, or not such as was announced. */
const BROKEN: readonly ((json: string, draw: Draw) => Buffer | string)[] = [
  (json, draw) => json.slice(0, draw.below(json.length)),
  (json) => `${json},`,
  (json) => `${json}${json}`,
  (json) => json.replaceAll('"', "'"),
  (json) => `/* ${MARKER} */${json}`,
  (json) => `\ufeff${json}`,
  (json) => Buffer.from(json, 'utf16le'),
  (json) => Buffer.concat([Buffer.from([0xff, 0xfe, 0xc0, 0x80]), Buffer.from(json)]),
  (json) => Buffer.from(json.replace(/"(?=[:,}])/, '\udcff"'), 'latin1'),
  (json) => gzipSync(json),
  (json) => json.replace('{', '{"__proto__":{"a":1},'),
  (json) => json.replace('{', '{"\\u005f_proto__":{"a":1},'),
  (json) => json.replace('{', '{"constructor":{"prototype":{"a":1}},'),
  (json) => json.replace('{', `{"${MARKER}":NaN,`),
  () => '',
  () => '\0',
  () => MARKER,
  () => `"${MARKER}"`,
  (_, draw) => draw.one(JSON_VALUES),
  (json) => `${' '.repeat(70_000)}${json}`,
  () => jsonText('a'.repeat(70_000) + MARKER),
]

const TYPES: readonly string[] = [
  '',
  'application/json; charset=utf-16',
  'application/json;;;',
  'application/json, text/plain',
  'application/ld+json',
  'text/plain',
  'text/csv',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  `multipart/form-data; boundary=${MARKER}`,
  'application/octet-stream',
  'image/png',
  `x/${MARKER}`,
  'a'.repeat(3_000),
  '\u00ff/\u00fe',
]

const HEADERS: readonly ((one: Case) => Header[])[] = [
  () => [['idempotency-key', '']],
  () => [['idempotency-key', 'k'.repeat(256)]],
  () => [['idempotency-key', `é${MARKER}`]],
  () => [
    ['idempotency-key', 'one'],
    ['idempotency-key', 'two'],
  ],
  () => [['idempotency-key', `same-${MARKER}`]],
  () => [['content-encoding', 'gzip']],
  () => [
    ['accept', MARKER],
    ['accept-language', '*;q=nan'],
    ['accept-encoding', '☃'],
  ],
  () => [['x-http-method-override', 'DELETE']],
  () => [
    ['if-match', `"${MARKER}"`],
    ['if-none-match', '*'],
    ['range', 'bytes=0-,9999999-1'],
  ],
  () => [['cookie', `nightlight=${MARKER}; nightlight=; __Host-nightlight=%`]],
  () => [
    ['x-forwarded-for', `${MARKER}, 999.1.1.1`],
    ['forwarded', 'for=;;;'],
  ],
  () => [
    ['webhook-id', MARKER],
    ['webhook-timestamp', '1e999'],
    ['webhook-signature', 'v1,%%%'],
  ],
  () => [['host', MARKER]],
  () => Array.from({ length: 100 }, (_, n): Header => [`x-${n}`, MARKER]),
  () => [['x-large', 'a'.repeat(20_000)]],
  () => [
    ['signature', `sig1=:${MARKER}:`],
    ['signature-input', 'sig1=(("@method")'],
  ],
  (one) => [['x-text', text(one).replaceAll(/[\r\n\0]/g, ' ')]],
]

const KEYS: readonly ((key: string) => Header[])[] = [
  () => [],
  () => [['authorization', 'Bearer']],
  () => [['authorization', `Bearer ${MARKER}`]],
  (key) => [['authorization', `Bearer ${key.slice(0, -1)}`]],
  (key) => [['authorization', `Bearer ${key}\u00e9`]],
  (key) => [['authorization', `Basic ${Buffer.from(key).toString('base64')}`]],
  (key) => [['authorization', `bearer\t${key}`]],
  (key) => [
    ['authorization', `Bearer ${key}`],
    ['authorization', `Bearer ${MARKER}`],
  ],
  () => [['authorization', `Bearer ${'a'.repeat(8_000)}`]],
  (key) => [['authorization', `Bearer ${key.toUpperCase()}`]],
]

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'QUERY',
  'PROPFIND',
  'get',
]

/** Requests that are not HTTP, or hardly. */
const WIRE: readonly ((head: string) => string)[] = [
  (head) => `${head}transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n`,
  (head) => `${head}transfer-encoding: chunked\r\n\r\nzz\r\n${MARKER}\r\n`,
  (head) => `${head}transfer-encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\n`,
  (head) => `${head}transfer-encoding: ${MARKER}\r\n\r\n`,
  (head) => `${head}content-length: -1\r\n\r\n`,
  (head) => `${head}content-length: 1e3\r\n\r\n`,
  (head) => `${head}content-length: 3\r\ncontent-length: 4\r\n\r\nabc`,
  (head) => `${head}: ${MARKER}\r\n\r\n`,
  (head) => `${head}bad header ${MARKER}\r\n\r\n`,
  (head) => `${head}x: a\0b${MARKER}\r\n\r\n`,
  (head) => `${head}x: ${'a'.repeat(40_000)}\r\n\r\n`,
  (head) => `${head}expect: ${MARKER}\r\n\r\n`,
  (head) => `${head}upgrade: websocket\r\nconnection: upgrade\r\n\r\n`,
  (head) => `${head}upgrade: h2c\r\nconnection: upgrade, http2-settings\r\n\r\n`,
  (head) => head.replace('HTTP/1.1', 'HTTP/9.9') + '\r\n',
  (head) => head.replace('HTTP/1.1', '') + '\r\n',
  (head) => head.replace('localhost', '') + '\r\n',
  (head) => head.replaceAll('\r\n', '\n') + '\n',
  () => `${MARKER}\r\n\r\n`,
  () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  () => '\x16\x03\x01\x02\x00\x01\x00',
]

/** Each way in which a request is made wrong, by its name; every one is tried on every operation. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'as-described': (one) => sent(one, one.operation.method === 'POST' ? { body: bodyOf(one) } : {}),
  path: (one) => {
    const part = one.draw.chance(0.5) ? one.draw.one(RAW_PARTS) : encoded(text(one))
    const parts = pathOf(one.operation, one.ids).split('/')
    parts[1 + one.draw.below(parts.length - 1)] = part
    return sent(one, { path: parts.join('/') })
  },
  query: (one) => {
    const names = query(one).map(({ name }) => name)
    const name = one.draw.one([...names, ...names, MARKER, '__proto__', 'limit[]', 'a[b]'])
    const value = one.draw.chance(0.3) ? one.draw.one(RAW_PARTS) : encoded(text(one))
    const again = one.draw.chance(0.2) ? `&${name}=${value}` : ''
    return sent(one, { path: `${pathOf(one.operation, one.ids)}?${name}=${value}${again}` })
  },
  'body-property': (one) => {
    const name = one.draw.one([...namesIn(one), 'any'])
    return sent(one, { body: withProperty(one, name, hostileJson(one)) })
  },
  'body-deeper': (one) => sent(one, { body: deeper(bodyOf(one), hostileJson(one)) }),
  'body-missing': (one) => {
    const properties = propertiesOf(one)
    properties.splice(one.draw.below(properties.length + 1), 1)
    return sent(one, { body: objectOf(properties) })
  },
  'body-extra': (one) => sent(one, { body: withProperty(one, text(one), hostileJson(one)) }),
  'body-root': (one) => sent(one, { body: hostileJson(one) }),
  'body-broken': (one) => sent(one, { body: one.draw.one(BROKEN)(bodyOf(one), one.draw) }),
  'content-type': (one) => {
    const type = one.draw.one(TYPES)
    const double: Header[] = one.draw.chance(0.2) ? [JSON_TYPE] : []
    const body = one.draw.chance(0.5) ? bodyOf(one) : brotliCompressSync(text(one))
    return sent(one, { headers: [keyOf(one), ['content-type', type], ...double], body })
  },
  headers: (one) => {
    const hasBody = one.operation.method === 'POST'
    const headers = [keyOf(one), ...(hasBody ? [JSON_TYPE] : []), ...one.draw.one(HEADERS)(one)]
    return sent(one, { headers, ...(hasBody ? { body: bodyOf(one) } : {}) })
  },
  key: (one) =>
    sent(one, { headers: [...one.draw.one(KEYS)(one.key), JSON_TYPE], body: bodyOf(one) }),
  method: (one) => sent(one, { method: one.draw.one(METHODS) }),
  wire: (one) => {
    const { method } = one.operation
    const head = requestBytes(method, pathOf(one.operation, one.ids), [keyOf(one)])
      .toString('latin1')
      .slice(0, -2)
    const bytes = Buffer.from(one.draw.one(WIRE)(head), 'latin1')
    return { method, bytes, mayBeCutOff: true }
  },
}

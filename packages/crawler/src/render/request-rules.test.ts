import { describe, expect, it } from 'vitest'
import type { FetchOutcome } from '../fetch/outcome.ts'
import { emptyObservation } from '../fetch/observation.ts'
import {
  kindOf,
  passingOf,
  preflightLines,
  refusalOf,
  sharedWith,
  type PausedRequest,
} from './request-rules.ts'

const paused = (
  resourceType: string,
  { url = 'http://site.com/', method = 'GET', frameId = 'main', headers = {} } = {},
): PausedRequest => ({ requestId: '1', resourceType, frameId, request: { url, method, headers } })

const answered = (body: string | Buffer, contentType: string | null, httpStatus = 200) =>
  ({
    status: 'answered',
    httpStatus,
    url: new URL('http://site.com/'),
    contentType,
    body: Buffer.from(body),
    digests: null,
    validators: null,
    observation: emptyObservation(new Date(0), { egress: 'lab', country: null, proxy: null }),
  }) satisfies FetchOutcome

const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex')

describe('kindOf', () => {
  it.each([
    ['Document', { frameId: 'main' }, 'page'],
    ['Document', { frameId: 'inner' }, 'frame'],
    ['Image', {}, 'picture'],
    ['Fetch', {}, 'data'],
    ['XHR', {}, 'data'],
    ['Other', {}, 'script'],
    ['Other', { headers: { 'Service-Worker': 'script' } }, 'other'],
    ['Fetch', { headers: { 'Sec-Purpose': 'prefetch' } }, 'other'],
    ['XHR', { headers: { Accept: 'text/event-stream' } }, 'other'],
    ['Font', {}, 'other'],
    ['Media', {}, 'other'],
    ['Ping', {}, 'other'],
  ])('takes %s with %j for %s', (type, with_, kind) => {
    expect(kindOf(paused(type, with_), 'main')).toBe(kind)
  })
})

describe('refusalOf', () => {
  const isOwn = ({ hostname }: URL): boolean => hostname === 'site.com'

  it.each([
    ['page', {}, null],
    ['frame', {}, null],
    ['frame', { url: 'http://other.com/' }, 'frame-not-read'],
    ['picture', { url: 'http://other.com/' }, null],
    ['data', { method: 'POST' }, 'method-refused'],
    ['data', { method: 'HEAD' }, 'method-refused'],
    ['other', {}, 'kind-refused'],
    ['websocket', {}, 'kind-refused'],
    ['script', { url: 'file:///etc/passwd' }, 'scheme-refused'],
    ['script', { url: 'ftp://site.com/x' }, 'scheme-refused'],
  ] as const)('of a %s, %j, is %s', (kind, with_, refusal) => {
    expect(refusalOf(paused('Other', with_), kind, isOwn)).toBe(refusal)
  })
})

describe('passingOf', () => {
  it.each([
    ['a picture', JPEG, 'image/jpeg', 'picture', 'picture'],
    ['a picture that a script asks for', JPEG, 'application/json', 'data', 'picture'],
    ['a picture in the place of a page', JPEG, 'text/html', 'page', 'picture'],
    ['what says it is a picture', '<svg/>', 'image/svg+xml', 'data', 'picture'],
    ['a page in the place of a picture', '<p>', 'text/html', 'picture', 'without-body'],
    ['a film', 'x', 'video/mp4', 'data', 'without-body'],
    ['a file in the place of a page', 'x', 'application/zip', 'page', 'without-body'],
    ['a page', '<p>', 'text/html', 'page', 'as-it-is'],
    ['data', '{}', 'application/json', 'data', 'as-it-is'],
  ] as const)('%s', (_, body, type, kind, passing) => {
    expect(passingOf(answered(body, type), kind)).toBe(passing)
  })

  it('passes on no picture that comes with an error', () => {
    expect(passingOf(answered(JPEG, 'image/jpeg', 404), 'picture')).toBe('without-body')
  })
})

describe('sharedWith', () => {
  it('lets the page read the answer, with what it asked for', () => {
    const headers = { Origin: 'http://site.com', 'Access-Control-Request-Headers': 'x-key' }
    const request = paused('XHR', { headers, method: 'OPTIONS' })
    expect(sharedWith(request)).toContainEqual({
      name: 'access-control-allow-origin',
      value: 'http://site.com',
    })
    expect(preflightLines(request)).toContainEqual({
      name: 'access-control-allow-headers',
      value: 'x-key',
    })
  })
})

import { describe, expect, it } from 'vitest'
import type { AnswerFacts } from '../answer-facts.ts'
import type { Visited } from '../visit-location.ts'
import { verdictOf, withoutPicture } from './verdict.ts'

describe('withoutPicture', () => {
  const failed = (code: string): Visited => ({ outcome: 'failed', code, retryable: false })
  const page = (text: string): Visited => ({
    outcome: 'page',
    code: 'page',
    retryable: false,
    body: Buffer.from(text),
    contentType: null,
    url: new URL('http://site.net/'),
  })

  it.each(['http-404', 'http-410'])('takes %s for gone', (code) => {
    expect(withoutPicture(failed(code))).toEqual({ outcome: 'gone', code, evidence: [code] })
  })

  it.each([
    ['http-401', 'login-page'],
    ['http-403', 'forbidden'],
    ['http-451', 'geo-blocked'],
    ['http-429', 'http-429'],
    ['http-503', 'http-503'],
    ['http-522', 'cdn-error'],
    ['timeout', 'host-down'],
    ['connect-failed', 'host-down'],
    ['dns-failed', 'dns-failed'],
  ])('takes %s for unknown, as %s', (code, name) => {
    const said = { outcome: 'unknown', code: name, evidence: [code] }
    expect(withoutPicture(failed(code))).toEqual(said)
  })

  const answered = (status: number, facts: Partial<AnswerFacts>): Visited => ({
    ...failed(`http-${status}`),
    facts: {
      httpStatus: status,
      redirects: 0,
      server: null,
      contentType: 'text/html',
      headers: {},
      absentBy: null,
      start: new Uint8Array(0),
      ...facts,
    },
  })
  const saying = (text: string) => ({ start: Buffer.from(`<title>x</title><p>${text}`) })

  it.each([
    [503, { headers: { 'cf-ray': 'present' } }, 'cdn-error'],
    [502, { server: 'cloudflare' }, 'cdn-error'],
    [500, { server: 'cloudflare' }, 'http-500'],
    [403, { headers: { 'cf-mitigated': 'present' } }, 'challenge'],
    [503, saying('Checking your browser before accessing site.com'), 'challenge'],
    [403, saying('Not available in your country'), 'geo-blocked'],
    [403, saying('Niet beschikbaar in uw land'), 'geo-blocked'],
    [403, saying('Please log in'), 'login-page'],
    [403, saying('This domain is for sale'), 'forbidden'],
  ])('names %i with %j %s', (status, facts, code) => {
    expect(withoutPicture(answered(status, facts))).toMatchObject({ outcome: 'unknown', code })
  })

  it('does not believe a 404 that a check of the browser gives', () => {
    const gate = answered(404, { headers: { 'cf-mitigated': 'present' } })
    expect(withoutPicture(gate)).toMatchObject({ outcome: 'unknown', code: 'challenge' })
    const words = answered(404, saying('Log in to see more. Not found'))
    expect(withoutPicture(words)).toMatchObject({ outcome: 'gone' })
  })

  it.each([
    [{ age: '120' }, ['http-404', 'from-cache']],
    [{ 'cf-cache-status': 'HIT' }, ['http-404', 'from-cache']],
    [{ 'x-cache': 'hit' }, ['http-404', 'from-cache']],
    [{ age: '0', 'x-cache': 'present' }, ['http-404']],
  ])('notes by %j whether a cache answered', (headers, evidence) => {
    expect(withoutPicture(answered(404, { headers }))).toMatchObject({ outcome: 'gone', evidence })
  })

  it.each<[string, Partial<AnswerFacts>, string, string]>([
    ['its own servers', { absentBy: 'own' }, 'gone', 'dns-gone'],
    ['servers that others ask too', { absentBy: 'servers' }, 'unknown', 'dns-failed'],
    [
      'its own servers after a redirect',
      { absentBy: 'own', redirects: 1 },
      'unknown',
      'dns-failed',
    ],
  ])('takes a name that is absent by %s for %s', (_who, facts, outcome, code) => {
    const visited = { ...answered(0, { httpStatus: null, ...facts }), code: 'dns-failed' }
    expect(withoutPicture(visited)).toMatchObject({ outcome, code })
  })

  it.each(['refused', 'other'] as const)('takes %s for unknown', (outcome) => {
    const visited: Visited = { outcome, code: 'some-code', retryable: false }
    const said = { outcome: 'unknown', code: 'some-code', evidence: ['some-code'] }
    expect(withoutPicture(visited)).toEqual(said)
  })

  it('takes a page in place of the picture for unknown', () => {
    const said = { outcome: 'unknown', code: 'page-instead', evidence: ['page-instead'] }
    expect(withoutPicture(page('<p>Hello'))).toEqual(said)
  })

  it.each(['removed', 'Page not found', "Cette page n'existe plus", 'Страница не найдена'])(
    'takes a page that says "%s" for unknown all the same',
    (text) => {
      const said = withoutPicture(page(`<p>${text}`))
      expect(said).toMatchObject({ outcome: 'unknown', code: 'not-found-page' })
    },
  )

  it.each([
    ['Are you 18?', 'challenge'],
    ['Вам есть 18 лет?', 'challenge'],
    ['Just a moment...', 'challenge'],
    ['This domain is for sale', 'parked'],
    ['Diese Domain steht zum Verkauf', 'parked'],
    ['Members only', 'login-page'],
    ['Non disponible dans votre pays', 'geo-blocked'],
  ])('takes a page that says "%s" for unknown, as %s', (text, code) => {
    expect(withoutPicture(page(`<p>${text}`))).toMatchObject({ outcome: 'unknown', code })
  })

  it('believes no word of a long page', () => {
    const long = page(`<p>${'word '.repeat(400)} this domain is for sale, not found`)
    expect(withoutPicture(long)).toMatchObject({ outcome: 'unknown', code: 'page-instead' })
  })

  it('takes a login page for unknown', () => {
    expect(withoutPicture(page('<input type=password>'))).toEqual({
      outcome: 'unknown',
      code: 'login-page',
      evidence: ['password-field'],
    })
  })
})

describe('verdictOf', () => {
  it.each([
    [['gone', 'present', 'unknown'], 'present'],
    [['gone', 'unknown'], 'unknown'],
    [['gone', 'gone'], 'gone'],
    [[], 'unknown'],
  ] as const)('makes of %j one %s', (outcomes, verdict) => {
    expect(verdictOf(outcomes.map((outcome) => ({ outcome })))).toBe(verdict)
  })
})

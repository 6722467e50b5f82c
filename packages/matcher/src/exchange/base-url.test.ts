import { describe, expect, it } from 'vitest'
import { basicAuthorization, checkBaseUrl, checkCredential, pathOfNext } from './base-url.ts'

describe('checkBaseUrl', () => {
  it.each([
    ['https://exchange.example/npo/', 'https://exchange.example/npo'],
    ['https://exchange.example', 'https://exchange.example'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('takes %s', (given, expected) => {
    expect(checkBaseUrl(given)).toBe(expected)
  })

  it.each([
    'http://exchange.example',
    'http://127.0.0.1.example',
    'https://user:word@exchange.example',
    'https://exchange.example/?key=1',
    'https://exchange.example/#part',
    'ftp://exchange.example',
    'exchange.example',
  ])('refuses %s without repeating it', (given) => {
    expect(() => checkBaseUrl(given)).toThrow(
      expect.objectContaining({
        code: 'exchange-base-url',
        message: expect.not.stringContaining('exchange.example'),
      }) as Error,
    )
  })

  it('takes plain http to anywhere only when that is allowed', () => {
    expect(checkBaseUrl('http://exchange.example', true)).toBe('http://exchange.example')
  })
})

describe('pathOfNext', () => {
  const base = 'https://exchange.example/npo'

  it('keeps the query as it is', () => {
    const next = '/v2/entries?from=2017-10-20T00%3A00%3A00.000Z&start=2001&size=1000&max=3000'
    expect(pathOfNext(base, next, '/v2/entries')).toBe(next)
  })

  it.each([
    'https://elsewhere.example/v2/entries?start=1',
    '//elsewhere.example/v2/entries',
    '@elsewhere.example/v2/entries',
    '.elsewhere.example/v2/entries',
    '/../v2/entries?start=1',
    '/v2/entries/../../../other',
    '/v2/members',
    '\\v2/entries',
    '',
    `/v2/entries?start=${'1'.repeat(5000)}`,
  ])('follows no other: %s', (next) => {
    expect(pathOfNext(base, next, '/v2/entries')).toBeNull()
  })
})

describe('basicAuthorization', () => {
  it('spells user and password in UTF-8', () => {
    expect(basicAuthorization('hotline', 'pässwörd')).toBe(
      `Basic ${Buffer.from('hotline:pässwörd').toString('base64')}`,
    )
  })

  it.each([
    ['', 'word'],
    ['user', ''],
    ['us:er', 'word'],
    ['user', 'word\n'],
  ])('refuses %j with %j', (user, password) => {
    expect(() => basicAuthorization(user, password)).toThrow(
      expect.objectContaining({ code: 'exchange-credentials' }) as Error,
    )
  })
})

describe('checkCredential', () => {
  it.each(['', 'with space', 'line\nbreak', 'ключ'])('refuses %j', (value) => {
    expect(() => checkCredential('key', value)).toThrow(
      expect.objectContaining({ code: 'exchange-credentials' }) as Error,
    )
  })
})

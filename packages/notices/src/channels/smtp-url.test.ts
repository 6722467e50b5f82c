import { describe, expect, it } from 'vitest'
import { readSmtpUrl } from './smtp-url.ts'

describe('readSmtpUrl', () => {
  it('reads a plain server on loopback, where nothing has to be encrypted', () => {
    expect(readSmtpUrl('smtp://127.0.0.1:2525')).toEqual({
      host: '127.0.0.1',
      port: 2525,
      secure: false,
      requireTls: false,
      credentials: null,
    })
  })

  it('reads credentials and the port TLS has by custom', () => {
    expect(readSmtpUrl('smtps://me%40hotline:p%3Aw@relay.example')).toEqual({
      host: 'relay.example',
      port: 465,
      secure: true,
      requireTls: false,
      credentials: { user: 'me@hotline', pass: 'p:w' },
    })
  })

  it('wants STARTTLS from any other host, unless told otherwise', () => {
    expect(readSmtpUrl('smtp://relay.example').requireTls).toBe(true)
    expect(readSmtpUrl('smtp://relay.example?tls=optional').requireTls).toBe(false)
    expect(readSmtpUrl('smtp://[::1]:25')).toMatchObject({ host: '::1', requireTls: false })
  })

  it.each([
    '',
    'relay.example:25',
    'http://relay.example',
    'smtp://',
    'smtp://relay.example/path',
    'smtp://user@relay.example',
    'smtp://user:%zz@relay.example',
    'smtp://relay.example?tls=never',
    'smtp://relay.example?pool=1',
    'smtp://relay.example:99999',
  ])('refuses %j and says what to set', (url) => {
    expect(() => readSmtpUrl(url)).toThrow('set it to smtp://host:port or smtps://')
  })

  it('keeps the password out of its message', () => {
    expect(() => readSmtpUrl('smtp://user:secret@relay.example/x')).toThrow(/^(?!.*secret)/)
  })
})

import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { digestedBody, readContentDigest } from './content-digest.ts'
import { signRequest } from './sign-request.ts'
import type { SignedMessage } from './signature-base.ts'
import { mustBeSignedBy, readSignature } from './signed-request.ts'
import { readPublicKey, type PublicKey } from './signing-key.ts'

const NOW = new Date('2026-11-27T10:00:00Z')
const keyId = newId()
const BODY = 'a drawn list\n'
const digest = createHash('sha256').update(BODY).digest('base64')

type Pair = { secret: KeyObject; known: PublicKey }
const pairs: Record<string, Pair> = {
  ed25519: pair('ed25519'),
  p256: pair('ec'),
  other: pair('ed25519'),
}

function pair(kind: 'ed25519' | 'ec'): Pair {
  const { privateKey, publicKey } =
    kind === 'ed25519'
      ? generateKeyPairSync(kind)
      : generateKeyPairSync(kind, { namedCurve: 'P-256' })
  return {
    secret: privateKey,
    known: readPublicKey(publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  }
}

function signed(kind = 'ed25519', at = NOW): SignedMessage {
  const message: SignedMessage = {
    method: 'POST',
    targetUri: 'https://nightlight.example/v1/hash-lists/1/submissions?officer=A%20B',
    fields: [
      ['Content-Type', 'text/plain'],
      ['Content-Digest', `sha-256=:${digest}:`],
    ],
  }
  const own = signRequest(message, pairs[kind]!.secret, { keyId, now: at })
  return { ...message, fields: [...message.fields, ...Object.entries(own)] }
}

/** The request with the lines of one field as they are made of it. */
const changed = (
  message: SignedMessage,
  name: string,
  make: (value: string) => string[],
): SignedMessage => ({
  ...message,
  fields: message.fields.flatMap(([each, value]) =>
    each.toLowerCase() === name
      ? make(value).map((line) => [each, line] as const)
      : [[each, value] as const],
  ),
})

const input = (from: string | RegExp, to: string) => (message: SignedMessage) =>
  changed(message, 'signature-input', (value) => {
    const made = value.replace(from, to)
    if (made === value) throw new Error('Changing a request: nothing changed')
    return [made]
  })

function check(message: SignedMessage, now = NOW, key = pairs['ed25519']!.known): string {
  try {
    mustBeSignedBy(key, readSignature(message, now))
    return 'good'
  } catch (error) {
    return (error as { code: string }).code
  }
}

const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000)

describe('a signed request', () => {
  it.each(['ed25519', 'p256'])('of %s is good, with its own key only', (kind) => {
    expect(check(signed(kind), NOW, pairs[kind]!.known)).toBe('good')
    expect(check(signed(kind), NOW, pairs['other']!.known)).toBe('signature-wrong')
  })

  it('is not good with a key whose record says another algorithm', () => {
    const known = { ...pairs['ed25519']!.known, algorithm: 'ecdsa-p256-sha256' } as const
    expect(check(signed(), NOW, known)).toBe('signature-wrong')
  })

  it('may come with fields that nobody signed', () => {
    const message = signed()
    expect(check({ ...message, fields: [['X-Other', '1'], ...message.fields] })).toBe('good')
  })

  const WRONG = 'signature-wrong'
  const CHANGES: [string, string, (message: SignedMessage) => SignedMessage][] = [
    ['another method', WRONG, (message) => ({ ...message, method: 'PUT' })],
    ['another query', WRONG, (message) => ({ ...message, targetUri: `${message.targetUri}C` })],
    [
      'another host',
      WRONG,
      (message) => ({ ...message, targetUri: message.targetUri.replace('nightlight', 'other') }),
    ],
    [
      'another scheme',
      WRONG,
      (message) => ({ ...message, targetUri: message.targetUri.replace('https', 'http') }),
    ],
    ['another type', WRONG, (message) => changed(message, 'content-type', () => ['text/csv'])],
    [
      'another digest',
      WRONG,
      (message) => changed(message, 'content-digest', () => ['sha-256=:AA==:']),
    ],
    [
      'one more digest',
      WRONG,
      (message) => changed(message, 'content-digest', (value) => [`${value}, sha-512=:AA==:`]),
    ],
    ['no type', 'signature-components', (message) => changed(message, 'content-type', () => [])],
    [
      'no digest',
      'signature-components',
      (message) => changed(message, 'content-digest', () => []),
    ],
    [
      'the type twice',
      'signature-field-repeated',
      (message) => changed(message, 'content-type', (value) => [value, 'text/csv']),
    ],
    [
      'the same type twice',
      'signature-field-repeated',
      (message) => changed(message, 'content-type', (value) => [value, value]),
    ],
    [
      'the digest twice',
      'signature-field-repeated',
      (message) => changed(message, 'content-digest', (value) => [value, value]),
    ],
    [
      'the signature twice',
      'signature-field-repeated',
      (message) => changed(message, 'signature', (value) => [value, value]),
    ],
    [
      'the input twice',
      'signature-field-repeated',
      (message) => changed(message, 'signature-input', (value) => [value, value]),
    ],
    ['no signature', 'signature-missing', (message) => changed(message, 'signature', () => [])],
    ['no input', 'signature-missing', (message) => changed(message, 'signature-input', () => [])],
    [
      'an empty input',
      'signature-not-single',
      (message) => changed(message, 'signature-input', () => ['']),
    ],
    [
      'two names',
      'signature-not-single',
      (message) => changed(message, 'signature-input', (value) => [`${value}, b=()`]),
    ],
    [
      'two signatures',
      'signature-not-single',
      (message) => changed(message, 'signature', (value) => [`${value}, b=:AA==:`]),
    ],
    ['names that differ', 'signature-not-single', input('sig1=', 'sig2=')],
    [
      'the same name twice',
      'field-malformed',
      (message) => changed(message, 'signature', (value) => [`${value}, ${value}`]),
    ],
    [
      'a signature that is text',
      'field-malformed',
      (message) => changed(message, 'signature', () => ['sig1="a"']),
    ],
    [
      'a signature with a parameter',
      'field-malformed',
      (message) => changed(message, 'signature', (value) => [`${value};a`]),
    ],
    [
      'an input that is no list',
      'field-malformed',
      (message) => changed(message, 'signature-input', () => ['sig1=1']),
    ],
    ['a short signature', WRONG, (message) => changed(message, 'signature', () => ['sig1=:AA==:'])],
    ['an empty signature', WRONG, (message) => changed(message, 'signature', () => ['sig1=::'])],
    ['a component less', 'signature-components', input(' "content-type"', '')],
    ['a component more', 'signature-components', input('"content-type"', '"content-type" "date"')],
    [
      'a component twice',
      'signature-components',
      input('"content-type"', '"content-type" "content-type"'),
    ],
    ['one for another', 'signature-components', input('"@target-uri"', '"@path"')],
    ['another order', WRONG, input('"@method" "@target-uri"', '"@target-uri" "@method"')],
    [
      'a component with a parameter',
      'signature-components',
      input('"content-digest"', '"content-digest";sf'),
    ],
    ['a component of the request', 'signature-components', input('"@method"', '"@method";req')],
    ['a component in capitals', 'signature-components', input('"content-type"', '"Content-Type"')],
    [
      'a component that is a token',
      'signature-components',
      input('"content-type"', 'content-type'),
    ],
    ['no components', 'signature-components', input(/\(.*?\)/, '()')],
    ['no created', 'signature-parameters', input(/;created=\d+/, '')],
    ['no expires', 'signature-parameters', input(/;expires=\d+/, '')],
    ['no nonce', 'signature-parameters', input(/;nonce="[^"]*"/, '')],
    ['no keyid', 'signature-parameters', input(/;keyid="[^"]*"/, '')],
    ['no tag', 'signature-parameters', input(/;tag="[^"]*"/, '')],
    ['an algorithm', 'signature-parameters', input(/$/, ';alg="ed25519"')],
    ['a parameter more', 'signature-parameters', input(/$/, ';a=1')],
    ['a parameter twice', 'field-malformed', input(/$/, ';created=1')],
    ['created as text', 'signature-parameters', input(/created=(\d+)/, 'created="$1"')],
    ['created as a fraction', 'signature-parameters', input(/created=(\d+)/, 'created=$1.5')],
    ['created as a date', 'signature-parameters', input(/created=(\d+)/, 'created=@$1')],
    ['keyid as a token', 'signature-parameters', input(/keyid="[^"]*"/, 'keyid=a')],
    ['keyid as another text', 'signature-parameters', input(/keyid="[^"]*"/, 'keyid="a"')],
    ['a short nonce', 'signature-parameters', input(/nonce="[^"]*"/, 'nonce="a"')],
    ['an empty nonce', 'signature-parameters', input(/nonce="[^"]*"/, 'nonce=""')],
    ['another nonce', WRONG, input(/nonce="/, 'nonce="a')],
    ['another key id', WRONG, input(/keyid="[^"]*"/, `keyid="${newId()}"`)],
    ['another tag', 'signature-tag', input('hotline-hashset-v1', 'hotline-hashset-v2')],
    ['parameters in another order', WRONG, input(/(;created=\d+)(;expires=\d+)/, '$2$1')],
    ['created a second later', WRONG, input(/created=\d+/, `created=${NOW.getTime() / 1000 + 1}`)],
    [
      'expires a second sooner',
      WRONG,
      input(/expires=\d+/, `expires=${NOW.getTime() / 1000 + 299}`),
    ],
    [
      'expires a second later',
      'signature-not-now',
      input(/expires=\d+/, `expires=${NOW.getTime() / 1000 + 301}`),
    ],
    [
      'expires before created',
      'signature-not-now',
      input(/expires=\d+/, `expires=${NOW.getTime() / 1000 - 1}`),
    ],
  ]

  it.each(CHANGES)('is refused with %s: %s', (_, code, change) => {
    expect(check(change(signed()))).toBe(code)
  })

  it.each([
    [-31, 'signature-not-now'],
    [-30, 'good'],
    [0, 'good'],
    [300, 'good'],
    [301, 'signature-not-now'],
  ])('%i s after it was made it is %s', (seconds, code) => {
    expect(check(signed(), later(seconds))).toBe(code)
  })
})

describe('a body', () => {
  const sha512 = createHash('sha512').update(BODY).digest('base64')
  async function* pieces(text: string): AsyncGenerator<Uint8Array> {
    for (const letter of text) yield Buffer.from(letter)
  }
  async function read(field: string | null, text = BODY): Promise<string> {
    try {
      const { bytes } = digestedBody(pieces(text), readContentDigest(field))
      let whole = ''
      for await (const chunk of bytes) whole += Buffer.from(chunk).toString()
      return whole
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  it.each([
    [`sha-256=:${digest}:`],
    [`sha-512=:${sha512}:`],
    [`sha-512=:${sha512}:, sha-256=:${digest}:`],
  ])('is given as it is when it is that of %s', async (field) => {
    expect(await read(field)).toBe(BODY)
  })

  it.each([
    [null, 'digest-missing'],
    ['', 'digest-missing'],
    ['md5=:AAAAAAAAAAAAAAAAAAAAAA==:', 'digest-unknown'],
    [`sha-256=:${digest}:, sha=:AA==:`, 'digest-unknown'],
    ['sha-256=:AA==:', 'digest-malformed'],
    ['sha-256="a"', 'digest-malformed'],
    ['sha-256', 'digest-malformed'],
    ['sha-256=(:AA==:)', 'digest-malformed'],
    [`sha-256=:${digest}:;a`, 'digest-malformed'],
    [`sha-256=:${sha512}:`, 'digest-malformed'],
    ['sha-256=AA', 'digest-malformed'],
    ['sha-256=:A:', 'field-malformed'],
    [`sha-256=:${digest}:, sha-512=:${Buffer.alloc(64).toString('base64')}:`, 'digest-wrong'],
  ])('is refused with %s: %s', async (field, code) => {
    expect(await read(field)).toBe(code)
  })

  it.each(['', BODY.slice(1), BODY.slice(0, -1), `${BODY} `, BODY.toUpperCase()])(
    'is refused when it is another one',
    async (text) => {
      expect(await read(`sha-256=:${digest}:`, text)).toBe('digest-wrong')
    },
  )

  it('is held to its digest although its reader stopped early', async () => {
    const held = digestedBody(pieces(`${BODY}more`), readContentDigest(`sha-256=:${digest}:`))
    await held.bytes.next()
    await held.bytes.return(undefined)
    await expect(held.finish()).rejects.toMatchObject({ code: 'digest-wrong' })
  })
})

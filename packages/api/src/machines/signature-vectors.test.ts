import { describe, expect, it } from 'vitest'
import { signatureBase, type SignedMessage } from './signature-base.ts'
import { isSignedBy, readPublicKey, type PublicKey } from './signing-key.ts'
import { parseDictionary, type InnerList } from './structured-fields.ts'

/** RFC 9421, B.1.3 and B.1.4. */
const P256 = readPublicKey(`-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----
`)
const ED25519 = readPublicKey(`-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
`)

const REQUEST: SignedMessage = {
  method: 'POST',
  targetUri: 'https://example.com/foo?param=Value&Pet=dog',
  fields: [
    ['Host', 'example.com'],
    ['Date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
    ['Content-Type', 'application/json'],
    [
      'Content-Digest',
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    ],
    ['Content-Length', '18'],
  ],
}
const RESPONSE: SignedMessage = {
  ...REQUEST,
  status: 200,
  fields: [
    ['Date', 'Tue, 20 Apr 2021 02:07:56 GMT'],
    ['Content-Type', 'application/json'],
    [
      'Content-Digest',
      'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
    ],
    ['Content-Length', '23'],
  ],
}
const REORDERED: SignedMessage = {
  method: 'GET',
  targetUri: 'https://example.org/demo?name1=Value1&Name2=value2',
  fields: [
    ['Accept', 'application/json'],
    ['Accept', '*/*'],
    ['Host', 'example.org'],
  ],
}
const TRANSFORM =
  'transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"'
const TRANSFORMED =
  'transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==:'

type Vector = {
  message: SignedMessage
  key: PublicKey
  input: string
  signature: string
  base?: string
}

const VECTORS: Record<string, Vector> = {
  'B.2.4': {
    message: RESPONSE,
    key: P256,
    input:
      'sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
    signature:
      'sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==:',
  },
  'B.2.6': {
    message: REQUEST,
    key: ED25519,
    input:
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature:
      'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
    base: `"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`,
  },
  'B.4': { message: REORDERED, key: ED25519, input: TRANSFORM, signature: TRANSFORMED },
}

function read({ message, input, signature }: Vector): { base: string; bytes: Buffer } {
  const [covered] = parseDictionary(input).values()
  const [value] = parseDictionary(signature).values()
  if (!value || !('item' in value)) throw new Error('Reading a vector: no signature')
  return { base: signatureBase(message, covered as InnerList), bytes: value.item.value as Buffer }
}

describe('RFC 9421, appendix B', () => {
  it.each(Object.keys(VECTORS))('%s holds', (name) => {
    const vector = VECTORS[name]!
    const { base, bytes } = read(vector)
    if (vector.base) expect(base).toBe(vector.base)
    expect(isSignedBy(vector.key, base, bytes)).toBe(true)
  })

  it.each(Object.keys(VECTORS))('%s holds no more with a bit changed, anywhere', (name) => {
    const vector = VECTORS[name]!
    const { base, bytes } = read(vector)
    for (let at = 0; at < bytes.length; at++) {
      const other = Buffer.from(bytes)
      other[at]! ^= 1
      expect(isSignedBy(vector.key, base, other)).toBe(false)
    }
    for (let at = 0; at < base.length; at += 7) {
      const other =
        base.slice(0, at) + String.fromCharCode(base.charCodeAt(at) ^ 1) + base.slice(at + 1)
      expect(isSignedBy(vector.key, other, bytes)).toBe(false)
    }
    const wrong = vector.key === P256 ? ED25519 : P256
    expect(isSignedBy(wrong, base, bytes)).toBe(false)
  })

  it('B.4: what changes what was signed undoes it', () => {
    const { bytes } = read(VECTORS['B.4']!)
    const changed: SignedMessage[] = [
      {
        ...REORDERED,
        method: 'POST',
        targetUri: 'https://example.com/demo?name1=Value1&Name2=value2',
      },
      {
        ...REORDERED,
        fields: [
          ['Accept', '*/*'],
          ['Accept', 'application/json'],
        ],
      },
    ]
    for (const message of changed) {
      const { base } = read({ ...VECTORS['B.4']!, message })
      expect(isSignedBy(ED25519, base, bytes)).toBe(false)
    }
    const added = {
      ...REORDERED,
      fields: [...REORDERED.fields, ['Accept-Language', 'en']] as const,
    }
    expect(isSignedBy(ED25519, read({ ...VECTORS['B.4']!, message: added }).base, bytes)).toBe(true)
  })
})

describe('readPublicKey', () => {
  const refusal = expect.objectContaining({ code: 'signing-key-invalid' }) as Error
  const spki = (hex: string): string =>
    `-----BEGIN PUBLIC KEY-----\n${Buffer.from(`302a300506032b6570032100${hex}`, 'hex').toString('base64')}\n-----END PUBLIC KEY-----`

  it.each([
    ['nothing', ''],
    [
      'a private key',
      '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----',
    ],
    ['no key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
    ['a point of small order', spki('00'.repeat(32))],
    ['another one', spki(`01${'00'.repeat(30)}80`)],
    ['another one', spki('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa')],
    [
      'P-384',
      '-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE\n-----END PUBLIC KEY-----',
    ],
  ])('refuses %s', (_, pem) => {
    expect(() => readPublicKey(pem)).toThrow(refusal)
  })
})

import { RetryLater } from '@nightlight/contract'
import { describe, expect, it } from 'vitest'
import { createShield, type ShieldOptions } from './shield.ts'
import { drawHash, never, stillDeps, type ExchangeServer } from './testing-exchange.ts'
import { SHIELD_LOGIN, startShieldServer } from './testing-shield.ts'

const AT = new Date('2026-05-01T00:00:00Z')

function client(server: ExchangeServer, over: Partial<ShieldOptions> = {}) {
  const { deps, waits } = stillDeps(AT)
  return { waits, shield: createShield(deps, { baseUrl: server.url, ...SHIELD_LOGIN, ...over }) }
}

const base64 = (hash: string) => Buffer.from(hash, 'hex').toString('base64')

const near = (classification: string, sha256: string) => ({
  classification,
  match_type: 'near',
  near_match_details: {
    timestamp: 0,
    sha1_base32: 'TTY4MGOMVNR5KI2ZZ62EMYDZALUTBOHN',
    sha256_hex: sha256.toUpperCase(),
    classification,
  },
})

describe('lookUpPdq', () => {
  it('says what is known of each hash, under the spelling that was asked', async () => {
    const [known, harmful, nothing, nothingElse] = [
      drawHash(),
      drawHash().toUpperCase(),
      drawHash(),
      drawHash(),
    ]
    const sha256 = drawHash()
    await using server = await startShieldServer(
      AT,
      new Map<string, unknown>([
        [base64(known), near('csam', sha256)],
        [
          base64(harmful),
          { ...near('harmful-abusive-material', sha256), near_match_details: null },
        ],
        [
          base64(nothing),
          { classification: 'no-known-match', match_type: null, near_match_details: null },
        ],
      ]),
    )
    const { shield } = client(server)
    const opinions = await shield.lookUpPdq([known, harmful, nothing, nothingElse], never())
    expect([...opinions]).toEqual([
      [
        known,
        {
          classification: 'csam',
          matchType: 'near',
          nearMatch: { classification: 'csam', sha256 },
        },
      ],
      [harmful, { classification: 'harmful-abusive-material', matchType: 'near', nearMatch: null }],
      [nothing, { classification: 'no-known-match', matchType: null, nearMatch: null }],
      [nothingElse, { classification: 'no-known-match', matchType: null, nearMatch: null }],
    ])
  })

  it('sends hashes in base64 and nothing else', async () => {
    const hash = drawHash()
    await using server = await startShieldServer(AT, new Map())
    await client(server).shield.lookUpPdq([hash, hash.toUpperCase()], never())
    expect(server.requests).toHaveLength(1)
    const [seen] = server.requests
    expect(seen).toMatchObject({ method: 'POST', path: '/v1/pdq/', query: {} })
    expect(seen?.headers['content-type']).toBe('application/json')
    expect(JSON.parse(seen?.body ?? '')).toEqual({ hashes: [base64(hash)] })
  })

  it('reads the nearest of a list as well as a single one, and a class without a name', async () => {
    const [listed, strange] = [drawHash(), drawHash()]
    const sha256 = drawHash()
    const one = near('csam', sha256)
    await using server = await startShieldServer(
      AT,
      new Map<string, unknown>([
        [base64(listed), { ...one, near_match_details: [one.near_match_details] }],
        [base64(strange), { ...one, classification: 'test', near_match_details: [] }],
      ]),
    )
    const opinions = await client(server).shield.lookUpPdq([listed, strange], never())
    expect(opinions.get(listed)?.nearMatch).toEqual({ classification: 'csam', sha256 })
    expect(opinions.get(strange)).toEqual({
      classification: 'other',
      matchType: 'near',
      nearMatch: null,
    })
  })

  it('asks a hundred a request and once each', async () => {
    const hashes = Array.from({ length: 250 }, () => drawHash())
    await using server = await startShieldServer(AT, new Map())
    const opinions = await client(server).shield.lookUpPdq(hashes, never())
    expect([...opinions.keys()]).toEqual(hashes)
    const sizes = server.requests.map(
      ({ body }) => (JSON.parse(body) as { hashes: string[] }).hashes.length,
    )
    expect(sizes).toEqual([100, 100, 50])
  })

  it('sends nothing when one hash has another form', async () => {
    await using server = await startShieldServer(AT, new Map())
    const asking = client(server).shield.lookUpPdq([drawHash(), 'https://host/picture'], never())
    await expect(asking).rejects.toThrow(new RangeError('Looking up a PDQ hash: not 64 hex digits'))
    expect(server.requests).toEqual([])
  })

  it('says what to do when the credentials are refused, and does not ask again', async () => {
    await using server = await startShieldServer(AT, new Map())
    const asking = client(server, { password: 'wrong' }).shield.lookUpPdq([drawHash()], never())
    await expect(asking).rejects.toMatchObject({
      name: 'DomainError',
      kind: 'forbidden',
      code: 'exchange-unauthorised',
    })
    expect(server.requests).toHaveLength(1)
  })

  it('waits as long as it is asked to, and hands a long wait up', async () => {
    await using server = await startShieldServer(AT, new Map())
    const busy = (seconds: string) => ({
      status: 429,
      headers: { 'retry-after': seconds },
      body: '{"detail":"Request was throttled."}',
    })
    server.faults.push(busy('7'))
    const { shield, waits } = client(server)
    await shield.lookUpPdq([drawHash()], never())
    expect(waits).toEqual([7_000])

    server.faults.push(busy('600'))
    const error = await shield.lookUpPdq([drawHash()], never()).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RetryLater)
    expect((error as RetryLater).at).toEqual(new Date(AT.getTime() + 600_000))
  })

  it.each(['{"scanned_hashes":{}}', '{"scanned_hashes":null}', '[]', 'nonsense'])(
    'takes %s for a damaged answer',
    async (body) => {
      await using server = await startShieldServer(AT, new Map())
      server.faults.push({ status: 200, body }, { status: 200, body })
      const asking = client(server).shield.lookUpPdq([drawHash()], never())
      await expect(asking).rejects.toMatchObject({ code: 'exchange-page-malformed' })
      expect(server.requests).toHaveLength(2)
    },
  )
})

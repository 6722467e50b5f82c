import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findDeliveryNetwork, parseDeliveryNetworks } from './delivery-network.ts'

const file = new URL('../../../../infra/networks/delivery-networks.json', import.meta.url)
const SHIPPED: unknown = JSON.parse(readFileSync(file, 'utf8'))
const NETWORKS = parseDeliveryNetworks(SHIPPED)
const NONE = { asn: null, server: null, aliases: [] }

describe('findDeliveryNetwork', () => {
  it.each([
    ['network number', { ...NONE, asn: 13335 }, 'cloudflare'],
    ['header', { ...NONE, server: 'CloudFront' }, 'cloudfront'],
    ['header with a version', { ...NONE, server: 'BunnyCDN-DE1-1082' }, 'bunny'],
    ['alias', { ...NONE, aliases: ['site.example', 'd1.cloudfront.net.'] }, 'cloudfront'],
  ])('knows one by its %s', (_what, signs, id) => {
    expect(findDeliveryNetwork(NETWORKS, signs)?.id).toBe(id)
  })

  it.each([
    ['another network', { ...NONE, asn: 64500 }],
    ['another server', { ...NONE, server: 'nginx' }],
    ['a header that names one further on', { ...NONE, server: 'nginx behind cloudflare' }],
    ['a name that ends alike', { ...NONE, aliases: ['notcloudfront.net'] }],
    ['nothing', NONE],
  ])('takes %s for none', (_what, signs) => {
    expect(findDeliveryNetwork(NETWORKS, signs)).toBeNull()
  })
})

describe('parseDeliveryNetworks', () => {
  it('names no network twice', () => {
    const ids = NETWORKS.map(({ id }) => id)
    const asns = NETWORKS.flatMap((network) => network.asns)
    expect([new Set(ids).size, new Set(asns).size]).toEqual([ids.length, asns.length])
  })

  it.each([null, {}, { reviewed: 'x', networks: [] }, { reviewed: '2026-01-01', networks: [{}] }])(
    'refuses %j',
    (value) => {
      expect(() => parseDeliveryNetworks(value)).toThrow('Reading delivery networks')
    },
  )
})

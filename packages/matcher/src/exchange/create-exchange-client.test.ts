import { describe, expect, it } from 'vitest'
import { createExchangeClient, type ExchangeConfig } from './create-exchange-client.ts'
import { never, stillDeps } from './testing-exchange.ts'
import { NCMEC_LOGIN, startNcmecServer } from './testing-ncmec.ts'
import { STOPNCII_KEYS, startStopNciiServer } from './testing-stopncii.ts'

const AT = new Date('2026-05-01T00:00:00Z')
const { deps } = stillDeps(AT)

describe('createExchangeClient', () => {
  it('creates the client of each kind', async () => {
    await using ncmec = await startNcmecServer(AT)
    await using stopncii = await startStopNciiServer(AT)
    const configs: ExchangeConfig[] = [
      { kind: 'ncmec', baseUrl: ncmec.url, ...NCMEC_LOGIN },
      { kind: 'stopncii', baseUrl: stopncii.url, ...STOPNCII_KEYS },
    ]
    for (const config of configs) {
      const health = await createExchangeClient(deps, config).checkHealth(never())
      expect(health).toEqual({ status: 'ok', clockAheadMs: 0 })
    }
    expect(ncmec.requests).toHaveLength(1)
    expect(stopncii.requests).toHaveLength(1)
  })

  const good = { kind: 'ncmec', baseUrl: 'https://exchange.example/npo', ...NCMEC_LOGIN }

  it.each([
    ['kind', { ...good, kind: 'other' }],
    ['kind', null],
    ['password', { ...good, password: undefined }],
    ['user', { ...good, user: '' }],
    ['limits', { ...good, limits: { attempts: 0 } }],
    ['feedbackReasons', { ...good, feedbackReasons: ['a'] }],
    ['functionKeys', { kind: 'stopncii', baseUrl: good.baseUrl, subscriptionKey: 'x' }],
  ])('refuses a configuration by its %s, without repeating it', (field, config) => {
    const create = () => createExchangeClient(deps, config as unknown as ExchangeConfig)
    expect(create).toThrow(
      expect.objectContaining({
        code: 'exchange-config',
        detail: { field },
        message: expect.not.stringMatching(/correct horse|exchange\.example/),
      }) as Error,
    )
  })

  it('refuses fields of another kind, and http to another machine', () => {
    const create = (config: object) => () => createExchangeClient(deps, config as ExchangeConfig)
    expect(create({ ...good, subscriptionKey: 'x' })).toThrow(
      expect.objectContaining({ code: 'exchange-config' }) as Error,
    )
    expect(create({ ...good, baseUrl: 'http://exchange.example/npo' })).toThrow(
      expect.objectContaining({ code: 'exchange-base-url' }) as Error,
    )
    expect(create({ ...good, user: 'a:b' })).toThrow(
      expect.objectContaining({ code: 'exchange-credentials' }) as Error,
    )
  })
})

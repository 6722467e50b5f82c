import { describe, expect, it } from 'vitest'
import { peopleSettings } from './config.ts'
import { identityOptions } from './identity/identity-options.ts'

const plain = { IDENTITY_TOTP: 'break-glass' } as const
const oidc = {
  ...plain,
  OIDC_ISSUER: 'https://id.hotline.example',
  OIDC_CLIENT_ID: 'nightlight',
  OIDC_CLIENT_SECRET: 'x',
  PUBLIC_URL: 'https://console.hotline.example',
}

describe('peopleSettings', () => {
  it.each([
    [true, {}, 'required'],
    [false, {}, 'optional'],
    [true, { IDENTITY_ENROL: 'optional' }, 'optional'],
    [false, { IDENTITY_ENROL: 'required' }, 'required'],
  ] as const)('over https %s with %j: a passkey is %s', (secure, env, enrol) => {
    const { identity } = peopleSettings({ ...plain, ...env })
    expect(identityOptions(secure, identity).enrol).toBe(enrol)
  })

  it('reads the provider, and proxies by commas', () => {
    const env = { ...oidc, OIDC_ACR: ' phr  phrh ', PROXY_NETWORKS: '10.0.0.0/8, ::1' }
    const { identity, proxies } = peopleSettings(env)
    expect(identity.oidc).toMatchObject({ issuer: oidc.OIDC_ISSUER, acr: ['phr', 'phrh'] })
    expect(proxies).toEqual(['10.0.0.0/8', '::1'])
  })

  it.each([
    [{ ...oidc, OIDC_CLIENT_SECRET: undefined }],
    [{ ...oidc, PUBLIC_URL: undefined }],
    [{ ...oidc, OIDC_ISSUER: 'http://id.hotline.example' }],
  ])('refuses a provider that cannot be trusted or told apart', (env) => {
    const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
    expect(() => peopleSettings({ ...plain, ...given })).toThrow(/OIDC_ISSUER/)
  })
})

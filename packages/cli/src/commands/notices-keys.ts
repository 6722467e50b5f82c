import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DomainError } from '@nightlight/contract'
import {
  approveProviderKey,
  proposeProviderKey,
  providerNamed,
  revokeProviderKey,
  setUrlPolicy,
  URL_POLICIES,
} from '@nightlight/notices'
import { callerDirectory } from '../caller-directory.ts'
import { mustBeReadable } from '../unreadable-file.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'

/**
 * `nightlight notices addresses PROVIDER POLICY`: where exact addresses stand in what it is sent.
 *
 * @throws {DomainError} `option-invalid`, `provider-not-found`; as `asCaller`
 */
export function addresses(name: string, said: string, options: CallerOptions): Promise<void> {
  const policy = URL_POLICIES.find((known) => known === said) ?? null
  if (policy === null && said !== 'default') {
    throw new DomainError(
      'invalid',
      'option-invalid',
      `Deciding where addresses stand: give ${URL_POLICIES.join(', ')} or default`,
    )
  }
  return asCaller(options, 'provider:write', async ({ db }, { actor }) =>
    db.transaction().execute(async (trx) => {
      const provider = await providerNamed(trx, name)
      await setUrlPolicy(trx, provider, policy, actor)
      return [{ provider, addresses: said }]
    }),
  )
}

/**
 * `nightlight notices add-key PROVIDER FILE`: proposes a public key, of which kind its first line says; another person
 * approves it.
 *
 * @throws {DomainError} `file-unreadable`, `provider-not-found`, the problem of a key that is unfit;
 *   as `asCaller`
 */
export async function addKey(name: string, file: string, options: CallerOptions): Promise<void> {
  const path = resolve(callerDirectory(), file)
  await mustBeReadable(path, 'Adding a key: the file')
  const material = await readFile(path, 'utf8')
  const kind = material.includes('-----BEGIN PGP ') ? 'openpgp' : 'smime'
  await asCaller(options, 'key:write', async ({ db }, by) =>
    db.transaction().execute(async (trx) => {
      const providerId = await providerNamed(trx, name)
      const key = { providerId, kind, material, by } as const
      const fingerprint = await proposeProviderKey(trx, key, new Date())
      return [{ provider: providerId, kind, fingerprint, state: 'proposed' }]
    }),
  )
}

/**
 * `nightlight notices approve-key PROVIDER FINGERPRINT`: has a proposed key count, by another person than who proposed
 * it. Whoever approves gives the fingerprint, so that it is compared.
 *
 * @throws {DomainError} `provider-not-found`, `provider-key-not-proposed`, `second-person-needed`; as `asCaller`
 */
export const approveKey = (
  name: string,
  fingerprint: string,
  options: CallerOptions,
): Promise<void> =>
  asCaller(options, 'key:write', async ({ db }, by) =>
    db.transaction().execute(async (trx) => {
      const which = {
        providerId: await providerNamed(trx, name),
        fingerprint: fingerprint.toLowerCase(),
      }
      await approveProviderKey(trx, which, by, new Date())
      return [{ provider: which.providerId, fingerprint: which.fingerprint, state: 'active' }]
    }),
  )

/**
 * `nightlight notices revoke-key PROVIDER FINGERPRINT`: nothing is encrypted to it any more; drops one that was proposed.
 *
 * @throws {DomainError} `provider-not-found`, `provider-key-not-found`; as `asCaller`
 */
export const revokeKey = (
  name: string,
  fingerprint: string,
  options: CallerOptions,
): Promise<void> =>
  asCaller(options, 'key:write', async ({ db }, { actor }) =>
    db.transaction().execute(async (trx) => {
      const providerId = await providerNamed(trx, name)
      const key = { providerId, fingerprint: fingerprint.toLowerCase(), by: actor }
      if (await revokeProviderKey(trx, key, new Date())) {
        return [{ provider: providerId, fingerprint: key.fingerprint, state: 'revoked' }]
      }
      throw new DomainError(
        'not-found',
        'provider-key-not-found',
        'Revoking a key: the provider has none with this fingerprint that counts or waits',
      )
    }),
  )

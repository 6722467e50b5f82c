import type { DbOrTransaction } from '@nightlight/runtime'
import type { KeyKind } from './channels/recipient-key.ts'
import { approveProviderKey, proposeProviderKey } from './provider-key-store.ts'

export const ANA = { actor: 'key:1', name: 'Ana' }
export const BEN = { actor: 'key:2', name: 'Ben' }

/** A key that Ana proposed and Ben approved, of OpenPGP where nothing else is said. @returns its fingerprint */
export async function vouchedKey(
  db: DbOrTransaction,
  key: { providerId: string; material: string; kind?: KeyKind },
  now: Date,
): Promise<string> {
  const { providerId, material, kind = 'openpgp' } = key
  const fingerprint = await proposeProviderKey(db, { providerId, kind, material, by: ANA }, now)
  await approveProviderKey(db, { providerId, fingerprint }, BEN, now)
  return fingerprint
}

export type KeyKind = 'openpgp' | 'smime'

/** Why nothing may be encrypted to a key; stable, for a person and for a log. */
export type KeyProblem =
  | 'recipient-key-missing'
  | 'recipient-key-unreadable'
  | 'recipient-key-not-yet-valid'
  | 'recipient-key-expired'
  | 'recipient-key-revoked'
  | 'recipient-key-unfit'

/** What a key says of itself, in lower-case hex and UTC. */
export type KeyFacts = { fingerprint: string; validFrom: Date; validTo: Date | null }

/** A key that mail may be encrypted to now, or why not. */
export type RecipientKey =
  | {
      status: 'fit'
      facts: KeyFacts
      /** The same mail to the outside, its body for the holder of the key alone; other bytes each time. */
      encrypt: (raw: Uint8Array) => Promise<Uint8Array>
    }
  | { status: 'unfit'; problem: KeyProblem }

/** Far more than a key with many signatures on it has. */
const MAX_CHARACTERS = 65_536

/**
 * Reads the key of a recipient and tells whether mail may be encrypted to it.
 *
 * @param material  an ASCII-armoured OpenPGP public key, or an X.509 certificate as PEM
 */
export async function recipientKey(
  kind: KeyKind,
  material: string,
  now: Date,
): Promise<RecipientKey> {
  if (material.length > MAX_CHARACTERS) {
    return { status: 'unfit', problem: 'recipient-key-unreadable' }
  }
  // Loaded when a key is there to be read: most installations and processes have none.
  if (kind === 'openpgp') {
    const { openpgpKey } = await import('./encrypt-openpgp.ts')
    return openpgpKey(material, now)
  }
  const { smimeKey } = await import('./encrypt-smime.ts')
  return smimeKey(material, now)
}

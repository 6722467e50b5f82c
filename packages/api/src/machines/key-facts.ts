import { X509Certificate } from 'node:crypto'
import {
  DomainError,
  PERMISSIONS,
  ROLE_MATRIX,
  type Permission,
  type Role,
} from '@nightlight/contract'
import { isNetwork } from '@nightlight/runtime'

/** What holds a key to less than its role. */
export type KeyLimits = {
  /** Permissions out of those of the role; null is all of them. */
  scopes: readonly Permission[] | null
  /** Addresses and networks that it is taken from; none is everywhere. */
  networks: readonly string[]
  /** SHA-256 of the only client certificate that it is taken with, 32 bytes. */
  certificate: Buffer | null
  expiresAt: Date
}

/** The same as whoever makes a key says it. */
export type AskedLimits = {
  scopes?: readonly string[] | undefined
  networks?: readonly string[] | undefined
  /** PEM. */
  certificate?: string | undefined
  /** 1 to 365, which is the default. */
  expiresDays?: number | undefined
}

export const DAY_MS = 24 * 60 * 60_000
export const MAX_KEY_DAYS = 365
/** How long before its end a key is told to be about to end. */
export const REMINDER_DAYS = 30
const MAX_NETWORKS = 32

/** @throws {DomainError} invalid `scope-invalid`, `network-invalid`, `certificate-invalid`, `expiry-invalid` */
export function readLimits(role: Role, asked: AskedLimits, now: Date): KeyLimits {
  const { scopes, networks = [], certificate, expiresDays = MAX_KEY_DAYS } = asked
  if (!Number.isInteger(expiresDays) || expiresDays < 1 || expiresDays > MAX_KEY_DAYS) {
    throw invalid('expiry-invalid', 'expiresDays', `it ends after 1 to ${MAX_KEY_DAYS} days`)
  }
  if (networks.length > MAX_NETWORKS || !networks.every(isNetwork)) {
    throw invalid(
      'network-invalid',
      'networks',
      `up to ${MAX_NETWORKS} addresses or networks such as 192.0.2.0/24`,
    )
  }
  return {
    scopes: scopes === undefined ? null : readScopes(role, scopes),
    networks: [...new Set(networks)],
    certificate: certificate === undefined ? null : certificateDigest(certificate),
    expiresAt: new Date(now.getTime() + expiresDays * DAY_MS),
  }
}

function readScopes(role: Role, asked: readonly string[]): Permission[] {
  const scopes = PERMISSIONS.filter((name) => asked.includes(name))
  const isRight =
    asked.length > 0 &&
    asked.every((name) => PERMISSIONS.some((known) => known === name)) &&
    scopes.every((name) => ROLE_MATRIX[role].includes(name))
  if (isRight) return scopes
  throw invalid('scope-invalid', 'scopes', `permissions of the role ${role}, at least one`)
}

/** SHA-256 over the DER of a certificate in PEM. @throws {DomainError} invalid `certificate-invalid` */
export function certificateDigest(pem: string | Buffer): Buffer {
  try {
    const { fingerprint256 } = new X509Certificate(pem)
    return Buffer.from(fingerprint256.replaceAll(':', ''), 'hex')
  } catch {
    throw invalid('certificate-invalid', 'certificate', 'it is no X.509 certificate')
  }
}

const invalid = (code: string, field: string, why: string): DomainError =>
  new DomainError('invalid', code, `Making a key: ${why}`, { detail: { field } })

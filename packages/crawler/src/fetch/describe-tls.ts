import { createHash, type X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { errorCode } from './stop.ts'

const MAX_CHAIN = 10

export type TlsFacts = {
  /** SHA-256 of the leaf certificate, lower-case hex; null when there was none. */
  certificateSha256: string | null
  /** SHA-256 over the DER of the leaf and each issuer known above it, at most ten, lower-case hex. */
  certificateChainSha256: string | null
  /** Why the certificate is not trusted (`DEPTH_ZERO_SELF_SIGNED_CERT`); null when it is. */
  certificateProblem: string | null
  /** Of whom the certificate is for, two letters; null when it does not say. */
  certificateCountry: string | null
  version: string
}

/** What is recorded of a handshake; nothing of it decides whether the answer is read. */
export function describeTls(socket: TLSSocket): TlsFacts {
  const leaf = socket.getPeerX509Certificate()
  return {
    certificateSha256: leaf ? sha256([leaf.raw]) : null,
    certificateChainSha256: leaf ? sha256(chainOf(leaf)) : null,
    certificateProblem: socket.authorized ? null : problemOf(socket.authorizationError),
    certificateCountry: /^C=([A-Z]{2})$/m.exec(leaf?.subject ?? '')?.[1] ?? null,
    version: socket.getProtocol() ?? 'unknown',
  }
}

function chainOf(leaf: X509Certificate): Buffer[] {
  const chain: Buffer[] = []
  let next: X509Certificate | undefined = leaf
  while (next !== undefined && chain.length < MAX_CHAIN) {
    const { raw } = next
    if (chain.some((earlier) => earlier.equals(raw))) break
    chain.push(raw)
    next = next.issuerCertificate
  }
  return chain
}

function sha256(parts: readonly Buffer[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** Typed as an error, a code at run time. */
function problemOf(error: unknown): string {
  return typeof error === 'string' ? error : errorCode(error)
}

import { hash, randomBytes } from 'node:crypto'
import { Integer, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
  type ExtKeyUsage,
} from 'pkijs'
import { DomainError } from '@nightlight/contract'

const OIDS = {
  sha256: '2.16.840.1.101.3.4.2.1',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  extKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
}
/** Of PKIStatus: granted, granted with changes. */
const GRANTED = [0, 1]

/** What is sent, and what the answer must repeat. */
export type TimestampRequest = { body: Buffer; nonce: Buffer }

/**
 * Asks for a time over a text, with the certificate of who answers.
 *
 * @see RFC 3161 section 2.4.1
 */
export function requestTimestamp(text: string): TimestampRequest {
  // positive, and as DER has it
  const nonce = randomBytes(12)
  nonce[0] = 0x40 | (nonce[0]! & 0x3f)
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: OIDS.sha256 }),
      hashedMessage: new OctetString({ valueHex: exact(hash('sha256', text, 'buffer')) }),
    }),
    nonce: new Integer({ valueHex: exact(nonce) }),
    certReq: true,
  })
  return { body: Buffer.from(request.toSchema().toBER()), nonce }
}

/** @returns the token of an answer; null where no time was given, or another request is answered */
export function tokenOf(answer: Uint8Array, { nonce }: TimestampRequest): Buffer | null {
  try {
    const { status, timeStampToken } = TimeStampResp.fromBER(exact(answer))
    if (!GRANTED.includes(status.status) || !timeStampToken) return null
    const token = Buffer.from(timeStampToken.toSchema().toBER())
    const answered = infoOf(signedDataOf(token)).nonce?.valueBlock.valueHexView
    return answered && Buffer.compare(answered, nonce) === 0 ? token : null
  } catch {
    return null
  }
}

/**
 * The certificates that timestamps are believed under.
 *
 * @param pem  one or more
 * @throws {DomainError} `audit-authority-unreadable`
 */
export function readAuthorities(pem: string): Certificate[] {
  try {
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\w+/=\s]+-----END CERTIFICATE-----/g)
    if (!blocks) throw new TypeError('no certificate')
    return blocks.map((block) => Certificate.fromBER(exact(fromPem(block))))
  } catch (cause) {
    throw new DomainError(
      'invalid',
      'audit-authority-unreadable',
      'Reading the certificates for timestamps: it is no PEM file of certificates',
      { cause },
    )
  }
}

const fromPem = (block: string): Buffer =>
  Buffer.from(block.replaceAll(/-----[A-Z ]+-----/g, ''), 'base64')

/**
 * When a text was shown to a timestamping authority.
 *
 * The token must be over this text, signed by a certificate for timestamping alone, which leads to one of the authorities at the
 * time that it states.
 *
 * @returns null when it is not believed
 * @see RFC 3161 section 2.4.2, RFC 5652
 */
export async function openTimestamp(
  token: Uint8Array,
  text: string,
  authorities: readonly Certificate[],
): Promise<Date | null> {
  try {
    const signed = signedDataOf(token)
    const { genTime, messageImprint } = infoOf(signed)
    if (messageImprint.hashAlgorithm.algorithmId !== OIDS.sha256) return null
    const verdict = await signed.verify({
      signer: 0,
      data: exact(Buffer.from(text)),
      trustedCerts: [...authorities],
      checkChain: true,
      extendedMode: true,
    })
    const isGood = verdict.signatureVerified === true && verdict.signerCertificateVerified === true
    return isGood && isForTimestamps(verdict.signerCertificate) ? genTime : null
  } catch {
    return null
  }
}

function isForTimestamps(certificate: Certificate | null | undefined): boolean {
  const extension = certificate?.extensions?.find(({ extnID }) => extnID === OIDS.extKeyUsage)
  const { keyPurposes } = (extension?.parsedValue ?? {}) as Partial<ExtKeyUsage>
  return extension?.critical === true && keyPurposes?.join() === OIDS.timeStamping
}

function signedDataOf(token: Uint8Array): SignedData {
  const signed = new SignedData({ schema: ContentInfo.fromBER(exact(token)).content })
  if (signed.encapContentInfo.eContentType !== OIDS.tstInfo || signed.signerInfos.length !== 1) {
    throw new TypeError('Reading a timestamp: it is none')
  }
  return signed
}

const infoOf = (signed: SignedData): TSTInfo =>
  TSTInfo.fromBER(signed.encapContentInfo.eContent!.getValue())

/** A copy in a buffer of its own length, which the parser takes as a whole. */
const exact = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

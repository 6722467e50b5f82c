import { webcrypto } from 'node:crypto'
import { BitString, Integer, PrintableString } from 'asn1js'
import { AttributeTypeAndValue, Certificate, Extension, ExtKeyUsage } from 'pkijs'

const COMMON_NAME = '2.5.4.3'

export type CertificateOptions = {
  validFrom: Date
  validTo: Date
  /** RSA with so many bits, or a curve. */
  key?: number | 'P-256'
  /** First byte of the key usage extension; left out when undefined. */
  usage?: number
  purpose?: string
}

/** A certificate that signs itself, with the private key of it. */
export async function makeCertificate(options: CertificateOptions) {
  const { key = 2048, usage, purpose } = options
  const hash = 'SHA-256'
  const algorithm =
    typeof key === 'number'
      ? {
          name: 'RSASSA-PKCS1-v1_5',
          hash,
          modulusLength: key,
          publicExponent: new Uint8Array([1, 0, 1]),
        }
      : { name: 'ECDSA', namedCurve: key }
  const pair = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = new Certificate()
  certificate.version = 2
  certificate.serialNumber = new Integer({ value: 7 })
  const name = () =>
    new AttributeTypeAndValue({
      type: COMMON_NAME,
      value: new PrintableString({ value: 'Example Desk' }),
    })
  certificate.subject.typesAndValues.push(name())
  certificate.issuer.typesAndValues.push(name())
  certificate.notBefore.value = options.validFrom
  certificate.notAfter.value = options.validTo
  certificate.extensions = [
    ...(usage === undefined
      ? []
      : [
          extension(
            '2.5.29.15',
            new BitString({ valueHex: new Uint8Array([usage]).buffer }).toBER(),
          ),
        ]),
    ...(purpose === undefined
      ? []
      : [extension('2.5.29.37', new ExtKeyUsage({ keyPurposes: [purpose] }).toSchema().toBER())]),
  ]
  await certificate.subjectPublicKeyInfo.importKey(pair.publicKey)
  await certificate.sign(pair.privateKey, hash)
  const der = Buffer.from(certificate.toSchema(true).toBER())
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return {
    certificate,
    pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    pkcs8: await webcrypto.subtle.exportKey('pkcs8', pair.privateKey),
  }
}

const extension = (extnID: string, extnValue: ArrayBuffer): Extension =>
  new Extension({ extnID, critical: true, extnValue })

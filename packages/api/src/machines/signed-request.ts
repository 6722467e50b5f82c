import { DomainError } from '@nightlight/contract'
import { badComponents, linesOf, signatureBase, type SignedMessage } from './signature-base.ts'
import { isSignedBy, type PublicKey } from './signing-key.ts'
import { parseDictionary, type BareItem, type InnerList } from './structured-fields.ts'

/** What a signature is for: one of another purpose is none here. */
export const SIGNATURE_TAG = 'hotline-hashset-v1'
/** What is signed, all of it and nothing else, in any order. */
export const SIGNED_COMPONENTS = [
  '@method',
  '@target-uri',
  'content-digest',
  'content-type',
] as const
const PARAMETERS = ['created', 'expires', 'nonce', 'keyid', 'tag'] as const

/** How long a signature may be good. */
export const WINDOW_S = 300
/** How far ahead of ours a clock may be. */
const AHEAD_S = 30

const NONCE = /^[A-Za-z0-9_-]{16,128}$/
const KEY_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** Fields that are signed or sign; a second line of one is nobody's to join. */
const SINGLE = ['signature-input', 'signature', 'content-digest', 'content-type'] as const

export type SignedRequest = {
  keyId: string
  nonce: string
  /** What was signed. */
  base: string
  signature: Buffer
}

/** Whether a request brings a signature, or a part of one. */
export const bringsSignature = ({ fields }: Pick<SignedMessage, 'fields'>): boolean =>
  linesOf(fields, 'signature-input').length + linesOf(fields, 'signature').length > 0

/**
 * Reads the one signature of a request, as far as that needs no key.
 *
 * @param now  of our clock
 * @throws {DomainError} `signature-missing`, `signature-field-repeated`, `field-malformed`, `signature-not-single`,
 *   `signature-components`, `signature-parameters`, `signature-tag`, `signature-not-now`
 * @see RFC 9421, section 3.2
 */
export function readSignature(message: SignedMessage, now: Date): SignedRequest {
  for (const name of SINGLE) {
    if (linesOf(message.fields, name).length > 1) {
      throw refused('field-repeated', 'a field that is signed or signs comes twice')
    }
  }
  const { covered, signature } = theOne(message)
  const names = covered.items.map(({ item }) => item.value)
  const isAll = SIGNED_COMPONENTS.every((name) => names.includes(name))
  if (!isAll || names.length !== SIGNED_COMPONENTS.length) {
    throw badComponents(`it has to be ${SIGNED_COMPONENTS.join(', ')}, and nothing else`)
  }
  const { keyId, nonce, created, expires } = readParameters(covered)
  mustBeNow(created, expires, now)
  return { keyId, nonce, base: signatureBase(message, covered), signature }
}

/** @throws {DomainError} forbidden `signature-wrong` */
export function mustBeSignedBy(key: PublicKey, { base, signature }: SignedRequest): void {
  if (!isSignedBy(key, base, signature))
    throw refused('wrong', 'it is not of this key and this request')
}

export const refused = (code: string, why: string): DomainError =>
  new DomainError('forbidden', `signature-${code}`, `Checking a signature: ${why}`)

/** A signature by somebody on the way would leave open which one counts, so there is one. */
function theOne({ fields }: SignedMessage): { covered: InnerList; signature: Buffer } {
  const [[input], [value]] = [linesOf(fields, 'signature-input'), linesOf(fields, 'signature')]
  if (input === undefined || value === undefined) {
    throw refused('missing', 'Signature-Input and Signature are needed')
  }
  const [inputs, values] = [parseDictionary(input), parseDictionary(value)]
  const [label] = inputs.keys()
  const covered = label === undefined ? undefined : inputs.get(label)
  const signed = label === undefined ? undefined : values.get(label)
  if (inputs.size !== 1 || values.size !== 1 || !covered || !signed) {
    throw refused('not-single', 'a request has one signature, of one name in both fields')
  }
  const isBytes = 'item' in signed && signed.item.type === 'bytes' && signed.parameters.size === 0
  if (!('items' in covered) || !isBytes) {
    throw new DomainError(
      'invalid',
      'field-malformed',
      'Reading a signature: a field is of another type',
    )
  }
  return { covered, signature: signed.item.value as Buffer }
}

function readParameters({ parameters }: InnerList) {
  const isAll = PARAMETERS.every((name) => parameters.has(name))
  // `alg` among others: what a key signs with is said by its record
  if (!isAll || parameters.size !== PARAMETERS.length) {
    throw refused('parameters', `they have to be ${PARAMETERS.join(', ')}, and nothing else`)
  }
  const created = typed(parameters.get('created'), 'integer')
  const expires = typed(parameters.get('expires'), 'integer')
  const nonce = typed(parameters.get('nonce'), 'string')
  const keyId = typed(parameters.get('keyid'), 'string')
  const tag = typed(parameters.get('tag'), 'string')
  if (!NONCE.test(nonce) || !KEY_ID.test(keyId)) {
    throw refused(
      'parameters',
      'a nonce has 16 to 128 letters, digits, - and _; keyid is the id of a key',
    )
  }
  if (tag !== SIGNATURE_TAG) throw refused('tag', `its tag has to be ${SIGNATURE_TAG}`)
  return { created, expires, nonce, keyId }
}

type ValueOf<Type> = Extract<BareItem, { type: Type }>['value']

function typed<Type extends 'integer' | 'string'>(
  item: BareItem | undefined,
  type: Type,
): Type extends 'integer' ? number : string {
  if (item?.type !== type) throw refused('parameters', 'one of them is of another type')
  return item.value as ValueOf<BareItem['type']> as Type extends 'integer' ? number : string
}

function mustBeNow(created: number, expires: number, now: Date): void {
  const seconds = now.getTime() / 1000
  const isNow =
    created <= seconds + AHEAD_S &&
    created >= seconds - WINDOW_S &&
    expires > created &&
    expires - created <= WINDOW_S &&
    expires >= seconds
  if (!isNow) throw refused('not-now', `it is good for at most ${WINDOW_S} s, and not for now`)
}

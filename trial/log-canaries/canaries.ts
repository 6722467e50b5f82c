import { createHash } from 'node:crypto'

export const KINDS = [
  'address',
  'host',
  'hash',
  'person',
  'secret',
  'mail',
  'note',
  'control',
] as const
export type CanaryKind = (typeof KINDS)[number]

/** A value that must not be found; `what` says where it was put, and is all that a report of a find tells. */
export type Canary = { kind: CanaryKind; what: string; value: string }

/** One way in which a canary could have been written down. */
export type Needle = { canary: Canary; form: string; text: string; anyCase: boolean }

export type Canaries = {
  /** A new word, to be part of an address, a name, a text or whatever else `what` says. */
  word(kind: CanaryKind, what: string): string
  /** A new digest, hex. */
  digest(what: string): string
  /** Takes in a value that somebody else made, such as a key. */
  keep(kind: CanaryKind, what: string, value: string): string
  all(): readonly Canary[]
}

const DIGEST = /^[0-9a-f]{32,128}$/i
/** Of what was cut short, this much at either end is enough to know it by. */
const END = 14

/** Drawn from the seed by a digest, so that nothing else can be taken for one and a run can be had again. */
export function makeCanaries(seed: number): Canaries {
  const kept = new Map<string, Canary>()
  const drawn = (): string =>
    createHash('sha256').update(`log-canaries ${seed} ${kept.size}`).digest('hex')
  const keep = (kind: CanaryKind, what: string, value: string): string => {
    if (value.length < END)
      throw new RangeError(`Keeping a canary: ${what} is too short to be told`)
    if (!kept.has(value)) kept.set(value, { kind, what, value })
    return value
  }
  return {
    word: (kind, what) => keep(kind, what, `cnry${drawn().slice(0, 20)}`),
    digest: (what) => keep('hash', what, drawn()),
    keep,
    all: () => [...kept.values()],
  }
}

/**
 * The forms of a canary: as it is in any case, its beginning and its end, each byte in hexadecimal, percent signs, JSON
 * escapes, references of HTML and decimal numbers, base64 at any of the three places of a group, with either alphabet, and
 * the digest of it, by which a guess can be confirmed. A digest is looked for as bytes and as text.
 *
 * What takes the dots or the scheme of an address apart leaves the word in it whole.
 */
export function formsOf(canary: Canary): Needle[] {
  const { value } = canary
  const ofText = formsOfBytes(Buffer.from(value, 'utf8'))
  const ofBytes = DIGEST.test(value) ? formsOfBytes(Buffer.from(value, 'hex')) : []
  const forms = [
    { form: 'as it is', text: value, anyCase: true },
    { form: 'beginning', text: value.slice(0, END), anyCase: true },
    { form: 'end', text: value.slice(-END), anyCase: true },
    ...ofText,
    ...ofBytes.map((one) => ({ ...one, form: `bytes in ${one.form}` })),
    ...['sha256', 'sha1', 'md5'].map((name) => ({
      form: `${name} of it`,
      text: createHash(name).update(value).digest('hex'),
      anyCase: true,
    })),
  ]
  return forms.map((one) => ({
    ...one,
    text: one.anyCase ? one.text.toLowerCase() : one.text,
    canary,
  }))
}

type Form = Omit<Needle, 'canary'>

function formsOfBytes(bytes: Buffer): Form[] {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
  const anyCase = true
  return [
    { form: 'hexadecimal', text: hex.join(''), anyCase },
    { form: 'hexadecimal with colons', text: hex.join(':'), anyCase },
    { form: 'percent signs', text: hex.map((one) => `%${one}`).join(''), anyCase },
    { form: 'JSON escapes', text: hex.map((one) => `\\u00${one}`).join(''), anyCase },
    { form: 'escapes of bytes', text: hex.map((one) => `\\x${one}`).join(''), anyCase },
    { form: 'HTML references', text: [...bytes].map((one) => `&#${one};`).join(''), anyCase },
    { form: 'decimal numbers', text: [...bytes].join(','), anyCase },
    ...[0, 1, 2].flatMap((shift) => inBase64(bytes, shift)),
  ]
}

/** The digits that do not depend on the bytes around it. */
function inBase64(bytes: Buffer, shift: number): Form[] {
  const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
  const from = Math.ceil((shift * 8) / 6)
  const text = shifted.toString('base64').slice(from, Math.floor((shifted.length * 8) / 6))
  const forWeb = text.replaceAll('+', '-').replaceAll('/', '_')
  const plain = { form: `base64+${shift}`, text, anyCase: false }
  return forWeb === text ? [plain] : [plain, { ...plain, form: `base64url+${shift}`, text: forWeb }]
}

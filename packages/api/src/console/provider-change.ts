import { LANGUAGES, DomainError } from '@nightlight/contract'
import { URL_POLICIES, type ProviderChange, type RegisteredProvider } from '@nightlight/notices'
import type { FieldCrypto } from '@nightlight/runtime'
import { Type, type Static } from 'typebox'
import { Id, TEXT, oneOf } from '../schemas.ts'

const line = Type.String({ maxLength: 4000, pattern: TEXT })

/** The form of what a person knows better of a provider than the registries do. */
export const ChangeForm = Type.Object({
  form: Type.String({ maxLength: 64 }),
  /** As `shownOf` has it of what the form was made of. */
  shown: Type.String({ maxLength: 200, pattern: '^[\\w.-]*$' }),
  language: Type.Union([oneOf(LANGUAGES), Type.Literal('')]),
  urls: Type.Union([oneOf(URL_POLICIES), Type.Literal('')]),
  channel: Type.Optional(Type.Union([Id, Type.Literal('')])),
  organisation: line,
  asns: line,
  domains: line,
  note: Type.String({ maxLength: 2000, pattern: TEXT }),
})

/** Every field of the form, in the order of its digests. */
const FIELDS = [
  'language',
  'urlPolicy',
  'channel',
  'organisation',
  'asns',
  'domains',
  'note',
] as const

type Values = Required<Omit<ProviderChange, 'channel'>> & { channel: string | null }

/** What the form is filled with. */
export const standing = (provider: RegisteredProvider): Values => ({
  language: provider.languageBy === null ? null : provider.language,
  urlPolicy: provider.urlPolicy,
  channel: channelsInUse(provider)[0]?.id ?? null,
  organisation: provider.organisation?.name ?? null,
  asns: provider.asns.filter(({ by }) => by === 'person').map(({ asn }) => asn),
  domains: provider.domains.filter(({ by }) => by === 'person').map(({ domain }) => domain),
  note: provider.note,
})

export const channelsInUse = ({ channels }: RegisteredProvider) =>
  channels.filter(({ state }) => state === 'active')

/** A digest of each value of the form, for the form to bring back what it showed. */
export const shownOf = (crypto: FieldCrypto, provider: RegisteredProvider): string =>
  digestsOf(crypto, standing(provider)).join('.')

const digestsOf = (crypto: FieldCrypto, values: Values): string[] =>
  FIELDS.map((field) => {
    const value = values[field]
    const sorted = Array.isArray(value) ? [...new Set<unknown>(value)].map(String).sort() : value
    return crypto
      .blindIndex('provider-shown', JSON.stringify(sorted))
      .toString('base64url')
      .slice(0, 16)
  })

/**
 * What differs from what the form showed: nobody is said to have decided what they left alone, and what somebody else
 * changed meanwhile stays.
 *
 * @param now  the provider as it stands, with nobody else changing it
 * @throws {DomainError} conflict `changed-meanwhile`: somebody else changed what is changed here, to something else
 */
export function changeOf(crypto: FieldCrypto, form: Sent, now: RegisteredProvider): ProviderChange {
  const changed = changedIn(crypto, form, now)
  if (changed.some(({ isTheirs }) => isTheirs)) {
    throw new DomainError('conflict', 'changed-meanwhile', 'Changing a provider: it has changed')
  }
  const values = typedIn(form, standing(now))
  return Object.fromEntries(changed.map(({ field }) => [field, values[field]]))
}

/** Of a form that was not stored, what somebody changed in it, as it was typed or chosen: not what it had been filled with. */
export const lostOf = (crypto: FieldCrypto, form: Sent, now: RegisteredProvider): Lost[] =>
  changedIn(crypto, form, now).map(({ field }) => {
    const name = field === 'urlPolicy' ? 'urls' : field
    return { field: name, said: form[name] ?? '' }
  })

type Sent = Static<typeof ChangeForm>
export type Lost = { field: Exclude<keyof Sent, 'form' | 'shown'>; said: string }

/** Fields whose value is neither what the form showed nor what stands, and whether somebody else changed them since. */
function changedIn(crypto: FieldCrypto, form: Sent, now: RegisteredProvider) {
  const shown = form.shown.split('.')
  const said = digestsOf(crypto, typedIn(form, standing(now)))
  const stands = digestsOf(crypto, standing(now))
  return FIELDS.flatMap((field, index) => {
    const isLeft = field === 'channel' ? !form.channel : said[index] === shown[index]
    if (isLeft || said[index] === stands[index]) return []
    return [{ field, isTheirs: stands[index] !== shown[index] }]
  })
}

const typedIn = (form: Sent, { channel }: Values): Values => ({
  language: form.language || null,
  urlPolicy: form.urls || null,
  channel: form.channel || channel,
  organisation: form.organisation.trim() || null,
  asns: wordsIn(form.asns).map((word) => Number(word.replace(/^as/i, ''))),
  domains: wordsIn(form.domains.toLowerCase()),
  // A form has line ends of its own.
  note: form.note.replaceAll('\r\n', '\n').trim() || null,
})

const wordsIn = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== '')

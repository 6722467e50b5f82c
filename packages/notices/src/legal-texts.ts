import { DomainError, type Language } from '@nightlight/contract'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

/** To whom a provision speaks. */
export const LEGAL_READERS = ['host', 'upstream', 'registrar', 'registry'] as const
export type LegalReader = (typeof LEGAL_READERS)[number]

const Words = Type.String({ minLength: 1, maxLength: 600, pattern: '^[^\\r\\n]+$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

const LegalTextSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{1,64}$' }),
    to: Type.Array(Type.Enum([...LEGAL_READERS]), { minItems: 1 }),
    /** First and last day on which it may be printed, UTC. */
    validFrom: Day,
    validTo: Type.Optional(Day),
    /** Checked against its source by somebody who may say so; nothing else is printed. */
    reviewed: Type.Boolean(),
    source: Type.String({ minLength: 1 }),
    text: Type.Object(
      { en: Words, fr: Words, nl: Words, de: Words } satisfies Record<Language, typeof Words>,
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)

export const LegalFileSchema = Type.Object(
  {
    jurisdiction: Type.String({ pattern: '^[A-Z]{2}$' }),
    /** Where content is hosted that it applies to. */
    countries: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), { minItems: 1 }),
    texts: Type.Array(LegalTextSchema, { minItems: 1 }),
  },
  { additionalProperties: false },
)

/** What the law of one jurisdiction says, by day and language: data that a lawyer reviews. */
export type LegalFile = Static<typeof LegalFileSchema>

/**
 * Checks a file of legal texts.
 *
 * @throws {DomainError} `legal-text-invalid`, naming the first place that is wrong
 */
export function parseLegalFile(value: unknown): LegalFile {
  if (Value.Check(LegalFileSchema, value)) {
    const upside = value.texts.find(({ validFrom, validTo }) => validTo && validTo < validFrom)
    if (!upside) return value
    throw invalid(`${upside.id} ends before it begins`)
  }
  const first = Value.Errors(LegalFileSchema, value)[0]
  throw invalid(`${first?.instancePath || 'the file'} ${first?.message ?? ''}`.trim())
}

const invalid = (what: string) =>
  new DomainError('invalid', 'legal-text-invalid', `Reading a legal text: ${what}`)

/**
 * What may be printed about content hosted in some countries, in the order of the files: what has
 * been reviewed, holds on that day and speaks to that reader. Nothing when the country is unknown.
 *
 * @param at.countries ISO 3166 codes of where the content is hosted
 */
export function legalTextsFor(
  files: readonly LegalFile[],
  at: {
    countries: readonly (string | null)[]
    language: Language
    day: Date
    /** Null for whom the law is not cited to. */
    reader: LegalReader | null
  },
): string[] {
  const { reader } = at
  if (reader === null) return []
  const day = at.day.toISOString().slice(0, 10)
  return files
    .filter(({ countries }) => at.countries.some((code) => code && countries.includes(code)))
    .flatMap(({ texts }) => texts)
    .filter(
      ({ reviewed, to, validFrom, validTo }) =>
        reviewed && to.includes(reader) && validFrom <= day && (!validTo || day <= validTo),
    )
    .map(({ text }) => text[at.language])
}

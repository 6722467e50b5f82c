import { DomainError, HASH_ALGORITHMS } from '@nightlight/contract'
import { LIST_FORMATS, type ListSource, type SubmissionFacts } from '@nightlight/matcher'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { TEXT, Time, oneOf } from '../schemas.ts'
import { COUNTRY, Purpose } from './list-schemas.ts'

/** All countries, said on purpose: a parameter that was left empty is none of that. */
const EVERYWHERE = 'everywhere'

/** What is said of a file beside it; JSON in a parameter is text. */
export const UploadQuery = Type.Object(
  {
    kind: Type.Optional(
      oneOf(['addition', 'edition'], {
        default: 'addition',
        description:
          'An edition is the whole list: what it no longer has goes when it is activated',
      }),
    ),
    legalBasis: Type.Optional(Type.String({ maxLength: 2000, pattern: TEXT, default: '' })),
    officer: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        pattern: TEXT,
        description: 'Who answers for it; kept encrypted',
      }),
    ),
    purpose: Type.Optional(
      Type.String({ ...Purpose, description: 'What it may be used for; as its list by default' }),
    ),
    jurisdictions: Type.Optional(
      Type.String({
        pattern: '^(everywhere|[A-Z]{2}(,[A-Z]{2}){0,249})$',
        description:
          'Countries where it may be used, with commas, or everywhere; as its list by default. All countries of the list are to be among them',
      }),
    ),
    expiresAt: Type.Optional(Time),
    categories: Type.Optional(
      Type.String({
        maxLength: 8192,
        description:
          'JSON object: code of the source to csam, harmful or skip; none is for rows without a code',
      }),
    ),
    mapLater: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Codes are said the meaning of afterwards, at POST /v1/submissions/{id}/mapping; categories is not looked at then',
      }),
    ),
    format: Type.Optional(oneOf(LIST_FORMATS, { default: 'auto' })),
    algorithm: Type.Optional(
      oneOf(HASH_ALGORITHMS, { description: 'Of unlabelled lines of a plain list' }),
    ),
    map: Type.Optional(
      Type.String({
        maxLength: 8192,
        description: `JSON object: head of a column to ${HASH_ALGORITHMS.join(', ')}, category or reference`,
      }),
    ),
    dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Count, keep nothing' })),
  },
  { additionalProperties: false },
)

const IS_COUNTRY = new RegExp(COUNTRY)
const MOST_NAMES = { maxProperties: 500, additionalProperties: false }
const Name = Type.String({ pattern: TEXT })
const isCategories = Compile(Type.Record(Name, oneOf(['csam', 'harmful', 'skip']), MOST_NAMES))
/** What a column may be said to hold. */
export const COLUMN_WORDS = [...HASH_ALGORITHMS, 'category', 'reference'] as const
const isMap = Compile(Type.Record(Name, oneOf(COLUMN_WORDS), MOST_NAMES))

export type UploadFacts = {
  facts: Omit<SubmissionFacts, 'size' | 'headSha256'>
  source: Omit<ListSource, 'bytes'>
  isDryRun: boolean
}

/** @throws {DomainError} invalid `query-invalid`, naming the field */
export function readUploadQuery(query: Static<typeof UploadQuery>, now: Date): UploadFacts {
  const { kind = 'addition', legalBasis = '', officer, expiresAt, categories } = query
  const { format = 'auto', algorithm, map, dryRun = false, purpose, jurisdictions } = query
  const expires = expiresAt === undefined ? null : new Date(expiresAt)
  if (expires !== null && expires <= now) throw invalid('expiresAt', 'a time to come')
  return {
    facts: {
      kind,
      legalBasis,
      purpose,
      jurisdictions: jurisdictions === undefined ? undefined : countriesIn(jurisdictions),
      officer: officer ?? null,
      expiresAt: expires,
      mapsLater: query.mapLater ?? false,
      categories: categories === undefined ? null : parsed(categories, isCategories, 'categories'),
    },
    source: {
      format,
      algorithm,
      ...(map === undefined ? {} : { map: parsed(map, isMap, 'map') }),
    },
    isDryRun: dryRun,
  }
}

function countriesIn(text: string): string[] {
  if (text === EVERYWHERE) return []
  const codes = text.split(',')
  if (codes.every((code) => IS_COUNTRY.test(code))) return codes
  throw invalid('jurisdictions')
}

/** Reads a parameter that is a JSON object of some form. */
function parsed<T>(text: string, schema: { Check(value: unknown): value is T }, field: string): T {
  const value = jsonOf(text)
  if (!Array.isArray(value) && schema.Check(value)) return value
  throw invalid(field)
}

/** @returns undefined for what is not JSON */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** @param what  it takes; else what the schema says of it */
function invalid(field: string, what?: string): DomainError {
  const { description }: { description?: string } = Object(Object(UploadQuery.properties)[field])
  const takes = `${field} is ${what ?? String(description)}`
  const detail = { field, takes }
  return new DomainError('invalid', 'query-invalid', 'Reading the query: see /openapi.json', {
    detail,
  })
}

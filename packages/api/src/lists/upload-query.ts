import { DomainError, HASH_ALGORITHMS } from '@nightlight/contract'
import { LIST_FORMATS, type ListSource, type SubmissionFacts } from '@nightlight/matcher'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { TEXT, Time, oneOf } from '../schemas.ts'

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
    expiresAt: Type.Optional(Time),
    categories: Type.Optional(
      Type.String({
        maxLength: 8192,
        description:
          'JSON object: code of the source to csam, harmful or skip; none is for rows without a code',
      }),
    ),
    format: Type.Optional(oneOf(LIST_FORMATS, { default: 'auto' })),
    algorithm: Type.Optional(
      oneOf(HASH_ALGORITHMS, { description: 'Of unlabelled lines of a plain list' }),
    ),
    map: Type.Optional(
      Type.String({
        maxLength: 8192,
        description: 'JSON object: head of a column to algorithm, category or reference',
      }),
    ),
    dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Count, keep nothing' })),
  },
  { additionalProperties: false },
)

const MOST_NAMES = { maxProperties: 500 }
const isCategories = Compile(
  Type.Record(Type.String(), oneOf(['csam', 'harmful', 'skip']), MOST_NAMES),
)
const isMap = Compile(
  Type.Record(Type.String(), oneOf([...HASH_ALGORITHMS, 'category', 'reference']), MOST_NAMES),
)

export type UploadFacts = {
  facts: Omit<SubmissionFacts, 'size' | 'headSha256'>
  source: Omit<ListSource, 'bytes'>
  isDryRun: boolean
}

/** @throws {DomainError} invalid `query-invalid`, naming the field */
export function readUploadQuery(query: Static<typeof UploadQuery>, now: Date): UploadFacts {
  const { kind = 'addition', legalBasis = '', officer, expiresAt, categories } = query
  const { format = 'auto', algorithm, map, dryRun = false } = query
  const expires = expiresAt === undefined ? null : new Date(expiresAt)
  if (expires !== null && expires <= now) throw invalid('expiresAt')
  return {
    facts: {
      kind,
      legalBasis,
      officer: officer ?? null,
      expiresAt: expires,
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

const invalid = (field: string): DomainError =>
  new DomainError('invalid', 'query-invalid', 'Reading the query: see /openapi.json', {
    detail: { field },
  })

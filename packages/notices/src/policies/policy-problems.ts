import { Value } from 'typebox/value'
import { readLegalFiles } from '../legal-files.ts'
import { faultInJson } from './fault-in-json.ts'
import { contradictionIn, PolicySchema } from '../routing.ts'

/** What is wrong with a policy, and where: `path` as JSON Pointer has it, empty for the whole. */
export type PolicyProblem = {
  path: string
  code: PolicyProblemCode
  /** What would be taken there, or what is too much or missing, in words of the document itself. */
  takes?: string
}

/** What a document can be wrong in; the second half are parts that do not go together. */
export const POLICY_PROBLEMS = [
  'no-json',
  'missing',
  'not-known',
  'not-one-of',
  'other-kind',
  'out-of-range',
  'not-the-form',
  'legal-unknown',
  'rules-of-one-id',
  'no-such-day',
  'ends-before-it-begins',
  'time-zone-unknown',
  'direct-notice-of-other-rule',
  'escalation-not-ascending',
  'reminder-too-early',
] as const
export type PolicyProblemCode = (typeof POLICY_PROBLEMS)[number]

/** More are not of use to whoever mends them one after the other. */
const MOST = 20

/**
 * Reads a policy that a person wrote, and says everything that is wrong with it.
 *
 * @returns the document, still to be checked by whoever stores it, and no problem; or null and at least one
 */
export function readPolicyText(
  text: string,
): { document: unknown; problems: [] } | { document: null; problems: PolicyProblem[] } {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return { document: null, problems: [{ path: '', code: 'no-json', takes: faultInJson(text) }] }
  }
  const problems = problemsIn(document)
  return problems.length === 0 ? { document, problems: [] } : { document: null, problems }
}

function problemsIn(document: unknown): PolicyProblem[] {
  if (!Value.Check(PolicySchema, document)) {
    const all = [...Value.Errors(PolicySchema, document)].flatMap(problemsOf)
    const seen = new Map(all.map((one) => [`${one.path} ${one.code} ${one.takes}`, one]))
    return [...seen.values()].slice(0, MOST)
  }
  const contradiction = contradictionIn(document)
  if (contradiction) return [contradiction]
  const texts = new Set(readLegalFiles().flatMap((legal) => legal.texts.map(({ id }) => id)))
  return (document.legal ?? []).flatMap((id, at) =>
    texts.has(id) ? [] : [{ path: `/legal/${at}`, code: 'legal-unknown' as const, takes: id }],
  )
}

type SchemaError = { keyword: string; instancePath: string; params: object }

/** One place of the schema that does not hold, in our words. */
function problemsOf({ keyword, instancePath: path, params }: SchemaError): PolicyProblem[] {
  const of = params as Record<string, unknown>
  const listed = (name: string) =>
    Array.isArray(of[name]) ? (of[name] as unknown[]).map(String) : []
  switch (keyword) {
    case 'required':
      return listed('requiredProperties').map((name) => ({
        path: `${path}/${name}`,
        code: 'missing',
      }))
    case 'additionalProperties':
      return listed('additionalProperties').map((name) => ({
        path: `${path}/${name}`,
        code: 'not-known',
      }))
    // says of what is too much what the line above says
    case 'boolean':
    case 'anyOf':
      return keyword === 'anyOf' ? [{ path, code: 'other-kind' }] : []
    case 'enum':
    case 'const':
      return [{ path, code: 'not-one-of', takes: listed('allowedValues').join(', ') }]
    case 'type':
      return [{ path, code: 'other-kind', takes: [of['type']].flat().join(', ') }]
    case 'pattern':
    case 'format':
      return [{ path, code: 'not-the-form', takes: [of['pattern'] ?? of['format']].join() }]
    default:
      return [{ path, code: 'out-of-range', takes: JSON.stringify(of['limit'] ?? '') }]
  }
}

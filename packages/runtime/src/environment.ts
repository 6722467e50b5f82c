import { readFileSync } from 'node:fs'
import { DomainError } from '@nightlight/contract'
import type { Static, TObject, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { isNetwork } from './address.ts'

/** The environment of a process is not usable; `problems` lists every one, none with a value. */
export class EnvironmentError extends DomainError {
  override name = 'EnvironmentError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super('invalid', 'environment-invalid', `Reading the environment: ${problems.join('; ')}`)
    this.problems = problems
  }
}

/**
 * Reads the variables that `schema` names, once, at the start of a process.
 *
 * `NAME_FILE` may stand in for `NAME` (for secrets); numbers and booleans are converted from text;
 * an empty string counts as absent. Where a schema has a `description`, that is what the variable must be.
 *
 * @throws {EnvironmentError} with every problem, in words that name the variable and never its value
 */
export function readEnvironment<Schema extends TObject>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): Static<Schema> {
  const problems: string[] = []
  const found: Record<string, string> = {}
  for (const name of Object.keys(schema.properties)) {
    const text = readOne(name, env, problems)
    if (text !== undefined && text !== '') found[name] = text
  }
  const value = Value.Default(schema, unlessCut(found, Value.Convert(schema, { ...found })))
  const failed = new Set(problems.map((problem) => problem.split('_FILE ')[0]))
  for (const error of Value.Errors(schema, value)) {
    const missing = (error.params as { requiredProperties?: string[] }).requiredProperties
    for (const name of missing ?? [error.instancePath.slice(1).split('/')[0] ?? '']) {
      if (failed.has(name)) continue
      failed.add(name)
      const must = mustBe(schema.properties[name])
      problems.push(missing ? `${name} is missing` : `${name} ${must ?? error.message}`)
    }
  }
  if (problems.length > 0) throw new EnvironmentError(problems)
  return value as Static<Schema>
}

/** What the operator has to write, in words; null where the words of the schema will do. */
function mustBe(schema: TSchema | undefined): string | null {
  const { description, anyOf } = (schema ?? {}) as { description?: string; anyOf?: unknown[] }
  if (description !== undefined) return `must be ${description}`
  const choices = (anyOf ?? []).map((one) => (one as { const?: unknown }).const)
  return choices.length > 0 && choices.every((one) => typeof one === 'string')
    ? `must be one of ${choices.join(', ')}`
    : null
}

/**
 * What is wrong with the entries of a variable that holds networks, in words that name the variable and the place
 * of the entry and never its value.
 */
export const networkProblems = (name: string, entries: readonly string[]): string[] =>
  entries.flatMap((entry, index) =>
    isNetwork(entry)
      ? []
      : [
          `${name}: entry ${index + 1} is no network: write addresses or CIDR such as 203.0.113.0/24, separated by commas`,
        ],
  )

/** Converting makes 1 of `1.5` where a whole number is wanted: such a text stays what it was. */
const unlessCut = (found: Readonly<Record<string, string>>, converted: unknown): unknown =>
  Object.fromEntries(
    Object.entries(converted as Record<string, unknown>).map(([name, value]) => {
      const isCut = typeof value === 'number' && Number(found[name]) !== value
      return [name, isCut ? found[name] : value]
    }),
  )

function readOne(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): string | undefined {
  const file = env[`${name}_FILE`]
  if (file === undefined || file === '') return env[name]
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    problems.push(`${name}_FILE names a file that cannot be read`)
    return undefined
  }
}

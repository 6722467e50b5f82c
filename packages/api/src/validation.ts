import { DomainError } from '@nightlight/contract'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyTypeProvider,
  RawServerDefault,
} from 'fastify'
import type { FastifyRouteSchemaDef } from 'fastify/types/schema.js'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/** Types of requests and answers from the TypeBox schemas of their routes. */
export interface TypeBoxTypes extends FastifyTypeProvider {
  validator: this['schema'] extends TSchema ? Static<this['schema']> : unknown
  serializer: this['schema'] extends TSchema ? Static<this['schema']> : unknown
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypes
>

type Fault = { instancePath: string; params: object }

/**
 * Compiles the schema of one part of a request.
 *
 * Only queries are converted from text and filled with defaults: a body is what it says it is. Ids in an address
 * are as the database writes them. What is wrong is told by the name of a known field and what it takes, never by
 * what was sent.
 */
export function compileSchema({ schema, httpPart }: FastifyRouteSchemaDef<TSchema>) {
  const compiled = Compile(schema)
  return (value: unknown) => {
    const read =
      httpPart === 'querystring' ? compiled.Convert(compiled.Default({ ...Object(value) })) : value
    if (compiled.Check(read))
      return { value: httpPart === 'params' ? asStored(schema, Object(read)) : read }
    const field = fieldOf(schema, compiled.Errors(read))
    return { error: refusal(httpPart ?? 'body', field, takenBy(schema, field)) }
  }
}

/** An id may come in capitals; locks, folders and the log take it by its letters. */
function asStored(schema: TSchema, params: object): object {
  const known: Record<string, FieldSchema> = 'properties' in schema ? Object(schema.properties) : {}
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      known[name]?.format === 'uuid' ? String(value).toLowerCase() : value,
    ]),
  )
}

function refusal(part: string, field: string | null, takes: string | null): DomainError {
  // An id that cannot be one names nothing that exists.
  if (part === 'params') return new DomainError('not-found', 'not-found', 'Reading the address')
  const code = part === 'body' ? 'body-invalid' : 'query-invalid'
  return new DomainError('invalid', code, `Reading the ${part}`, {
    detail: { ...(field === null ? {} : { field }), ...(takes === null ? {} : { takes }) },
  })
}

type FieldSchema = { enum?: unknown; type?: unknown; format?: unknown; anyOf?: FieldSchema[] }

/** What a field takes, in words; of a query in which nothing known is wrong, which fields there are. */
function takenBy(schema: TSchema, field: string | null): string | null {
  const properties = 'properties' in schema ? Object(schema.properties) : {}
  if (field === null) return `the names are ${Object.keys(properties).join(', ')}`
  return valuesOf(field, properties[field])
}

function valuesOf(field: string, schema: FieldSchema): string | null {
  const values = [schema, ...(schema.anyOf ?? [])].find((one) => Array.isArray(one.enum))?.enum
  if (Array.isArray(values)) return `${field} is one of ${values.join(', ')}`
  if (schema.type === 'boolean') return `${field} is true or false`
  return schema.format === 'date-time' ? `${field} is a time such as 2027-12-31T00:00:00Z` : null
}

function fieldOf(schema: TSchema, faults: readonly Fault[]): string | null {
  const known = 'properties' in schema ? Object.keys(Object(schema.properties)) : []
  for (const { instancePath, params } of faults) {
    const missing = 'requiredProperties' in params ? Object(params.requiredProperties) : []
    const name = instancePath.split('/')[1] ?? missing[0]
    if (known.includes(name)) return name
  }
  return null
}

import { mayDo, ROLES, type Permission, type Role } from '../../packages/contract/src/index.ts'
import type { Objects } from '../../packages/api/src/fixtures/seed-objects.ts'
import type { Draw } from './draw.ts'

export type Schema = {
  type?: string
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minLength?: number
  minimum?: number
  items?: Schema
  required?: string[]
  properties?: Record<string, Schema>
  anyOf?: Schema[]
}
type Parameter = { in: 'path' | 'query'; name: string; schema: Schema }
type Described = {
  'x-permission'?: Permission | 'public'
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}
export type Description = { paths: Record<string, Record<string, Described>> }

/** One operation of the description; `body` is null where it takes a file or nothing. */
export type Operation = {
  name: string
  method: string
  path: string
  parameters: Parameter[]
  body: Schema | null
  allowed: readonly Role[]
}

export function operationsOf({ paths }: Description): Operation[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, described]) => {
      const permission = described['x-permission'] ?? 'public'
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters: described.parameters ?? [],
        body: described.requestBody?.content['application/json']?.schema ?? null,
        allowed: ROLES.filter((role) => permission === 'public' || mayDo(role, permission)),
      }
    }),
  )
}

const TEXTS = [
  'a',
  'NL',
  'en',
  'Drawn words',
  'one@host.example',
  'host.example',
  'https://pages.example/one',
  '7',
  'a'.repeat(64),
]

/** A value that the schema takes, as far as it says what it takes. */
export function sample(schema: Schema, draw: Draw): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return draw.one(schema.enum)
  if (schema.anyOf) return sample(draw.one(schema.anyOf), draw)
  if (schema.type === 'object') {
    const { properties = {}, required = [] } = schema
    const present = Object.entries(properties).filter(
      ([name]) => required.includes(name) || draw.chance(0.5),
    )
    return Object.fromEntries(present.map(([name, one]) => [name, sample(one, draw)]))
  }
  if (schema.type === 'array') return schema.items ? [sample(schema.items, draw)] : []
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return draw.chance(0.5)
  if (schema.type === 'null') return null
  if (schema.format === 'uuid') return '018f0000-0000-7000-8000-000000000000'
  if (schema.format === 'date-time') return '2027-01-01T00:00:00.000Z'
  const pattern = schema.pattern === undefined ? /^/ : new RegExp(schema.pattern, 'u')
  return TEXTS.find((text) => pattern.test(text) && text.length >= (schema.minLength ?? 0)) ?? 'a'
}

/** The address of an operation, about objects that exist. */
export const pathOf = ({ path }: Pick<Operation, 'path'>, ids: Objects): string =>
  path.replaceAll(
    /([\w-]+)\/\{[^}]+\}/g,
    (_, kind: string) => `${kind}/${ids[kind] ?? '018f0000-0000-7000-8000-000000000000'}`,
  )

type Schema = {
  type?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  enum?: unknown[]
  additionalProperties?: boolean | Schema
}
type Media = { content?: Record<string, { schema?: Schema }> }
type Parameter = { in: string; name: string; required?: boolean; schema: Schema }
export type Operation = {
  summary?: string
  parameters?: Parameter[]
  requestBody?: Media
  responses: Record<string, Media>
  'x-idempotency-key'?: boolean
}
/** What is read of an OpenAPI document. */
export type Description = { paths: Record<string, Record<string, Operation>> }

const WIDTH = 100
/** Shapes longer than this are written once in a file. */
const LONG = 60
/** Keywords that say which values are right, not of which type they are. */
const BESIDE_TYPES =
  /^(default|description|format|title|pattern|uniqueItems|(min|max)(imum|Length|Items|Properties))$/
const TYPE_KEYWORDS = /^(type|properties|required|items|anyOf|enum|additionalProperties)$/

/**
 * Writes the TypeScript types of the operations of an OpenAPI document, one file for each first part
 * of their addresses, and `operations.ts` with all of them.
 *
 * @returns text by the name of its file, formatted by nobody else
 * @throws {TypeError} for a keyword of JSON Schema that this does not know
 */
export function clientTypes({ paths }: Description): Map<string, string> {
  const parts = new Map<string, [string, Operation][]>()
  const all: [string, Operation][] = []
  for (const [path, methods] of Object.entries(paths)) {
    const part = path.split('/')[2] ?? ''
    for (const [method, operation] of Object.entries(methods)) {
      const one: [string, Operation] = [`${method.toUpperCase()} ${path}`, operation]
      parts.set(part, [...(parts.get(part) ?? []), one])
      all.push(one)
    }
  }
  const files = [...parts].sort(([a], [b]) => (a < b ? -1 : 1))
  const told = files.map(([part, operations]): [string, string] => [
    `${part}.ts`,
    partText(part, operations),
  ])
  return new Map([...told, ['operations.ts', indexText([...parts.keys()].sort(), all)]])
}

const HEAD = '// Written by scripts/write-client.ts from /openapi.json; a test compares the two.\n'
const typeName = (part: string): string =>
  part.replaceAll(/(?:^|-)(\w)/g, (_, first: string) => first.toUpperCase()) + 'Operations'

function indexText(parts: readonly string[], all: readonly [string, Operation][]): string {
  const traits = all.flatMap(([name, operation]) => {
    const told = traitsOf(operation)
    return told.length === 0 ? [] : [`  ${quoted(name)}: { ${told.join(', ')} },\n`]
  })
  const imports = parts.map((part) => `import type { ${typeName(part)} } from './${part}.ts'\n`)
  return `${HEAD}${imports.join('')}
/** Every operation of the API, by its method and the pattern of its address. */
export type Operations = ${parts.map(typeName).join(' &\n  ')}

/** What has to be known of an operation to send it; nothing of most. */
export type Traits = {
  /** A POST that is done once for each Idempotency-Key. */
  once?: true
  /** The media type of a body that is sent as it is. */
  file?: string
  /** The parameter with which a list goes on. */
  cursor?: string
}
export const TRAITS: Readonly<Record<string, Traits>> = {
${traits.join('')}}
`
}

function traitsOf(operation: Operation): string[] {
  const { parameters = [], responses } = operation
  const file = fileOf(operation)
  const pages = Object.values(responses).some(
    ({ content }) => content?.['application/json']?.schema?.properties?.['next'],
  )
  const cursor = parameters.find(
    (one) => one.in === 'query' && (one.name === 'after' || one.name === 'from'),
  )
  return [
    ...(operation['x-idempotency-key'] ? ['once: true'] : []),
    ...(file === undefined ? [] : [`file: ${quoted(file)}`]),
    ...(pages && cursor ? [`cursor: ${quoted(cursor.name)}`] : []),
  ]
}

/** The media type of a body of which the document says no more. */
function fileOf({ requestBody }: Operation): string | undefined {
  const [[type, { schema = {} }] = ['', { schema: { type: 'none' } }]] = Object.entries(
    requestBody?.content ?? {},
  )
  return Object.keys(schema).length === 0 ? type : undefined
}

function partText(part: string, operations: readonly [string, Operation][]): string {
  const known = new Map<string, string>()
  const name = typeName(part)
  const texts = operations.map(([operation, told]) => {
    const at = `${name}[${quoted(operation)}]`
    return `${note(told.summary, '  ')}  ${quoted(operation)}: {\n${fields(told, at, known)}  }\n`
  })
  const files = ['FileAnswer', 'FileBody'].filter((one) => texts.some((text) => text.includes(one)))
  const file =
    files.length > 0 ? `import type { ${files.join(', ')} } from '../file-body.ts'\n` : ''
  return `${HEAD}${file}\nexport type ${name} = {\n${texts.join('')}}\n`
}

function fields(operation: Operation, at: string, known: Map<string, string>): string {
  const { parameters = [], requestBody, responses } = operation
  const told: string[] = []
  for (const [field, where] of [
    ['params', 'path'],
    ['query', 'query'],
    ['headers', 'header'],
  ] as const) {
    const own = parameters.filter((one) => one.in === where)
    if (own.length > 0) told.push(`${field}: ${write(ofParameters(own), 4, null)}`)
  }
  const body = requestBody?.content?.['application/json']?.schema
  if (fileOf(operation) !== undefined) told.push('body: FileBody')
  else if (body) told.push(`body: ${write(body, 4, null)}`)
  told.push(`answer: ${answerOf(responses, { at: `${at}['answer']`, known })}`)
  if (operation['x-idempotency-key']) told.push('once: true')
  return told.map((line) => `    ${line}\n`).join('')
}

/** A parameter with a default is there when nobody sends it. */
const ofParameters = (parameters: readonly Parameter[]): Schema => ({
  type: 'object',
  properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
  required: parameters
    .filter(({ required, schema }) => required && !('default' in schema))
    .map(({ name }) => name),
})

type Known = { at: string | null; known: Map<string, string> }

function answerOf(responses: Operation['responses'], known: Known): string {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  const told = good.map(([, { content = {} }]) => {
    const json = content['application/json']?.schema
    if (json) return write(json, 4, good.length > 1 ? { ...known, at: null } : known)
    return Object.keys(content).length > 0 ? 'FileAnswer' : 'undefined'
  })
  return [...new Set(told)].join(' | ')
}

/**
 * A schema as a type.
 *
 * @param known  of an answer, what was written in this file already; null for what is sent
 */
function write(schema: Schema, indent: number, known: Known | null): string {
  const unknown = Object.keys(schema).find(
    (one) => !BESIDE_TYPES.test(one) && !TYPE_KEYWORDS.test(one),
  )
  if (unknown !== undefined) throw new TypeError(`Writing types: no keyword ${unknown} is known`)
  if (schema.enum) return schema.enum.map(literal).join(' | ')
  if (schema.anyOf) {
    const inside = known && { ...known, at: null }
    return [...new Set(schema.anyOf.map((one) => write(one, indent, inside)))].join(' | ')
  }
  switch (schema.type) {
    case undefined:
      return 'unknown'
    case 'array': {
      const inside = known && { ...known, at: known.at && `${known.at}[number]` }
      const item = write(schema.items ?? {}, indent, inside)
      return /^[\w'[\]/ {}-]+$/.test(item) && !item.startsWith('{') ? `${item}[]` : `Array<${item}>`
    }
    case 'object':
      return once(schema, indent, known)
    case 'integer':
      return 'number'
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type
    default:
      throw new TypeError(`Writing types: no type ${schema.type} is known`)
  }
}

/** An object, or where the same one stands already. */
function once(schema: Schema, indent: number, known: Known | null): string {
  const key = JSON.stringify(schema)
  const there = known?.known.get(key)
  if (there !== undefined) return there
  const text = object(schema, indent, known)
  if (known?.at && text.length > LONG) known.known.set(key, known.at)
  return text
}

function object(schema: Schema, indent: number, known: Known | null): string {
  const { properties = {}, required = [], additionalProperties } = schema
  const names = Object.keys(properties)
  if (names.length === 0) {
    const values = typeof additionalProperties === 'object' ? additionalProperties : {}
    return `Record<string, ${write(values, indent, known && { ...known, at: null })}>`
  }
  const isNoted = names.some((name) => properties[name]?.description !== undefined)
  const lines = names.map((name) => {
    const inside = known && { ...known, at: known.at && `${known.at}[${quoted(name)}]` }
    const is = required.includes(name)
    const value = write(
      properties[name] ?? {},
      indent + 2,
      is ? inside : inside && { ...inside, at: null },
    )
    const label = /^[A-Za-z]\w*$/.test(name) ? name : quoted(name)
    return `${label}${is ? '' : '?'}: ${value}${is || known ? '' : ' | undefined'}`
  })
  const short = `{ ${lines.join('; ')} }`
  if (!isNoted && !short.includes('\n') && indent + short.length < WIDTH - LONG / 3) return short
  const pad = ' '.repeat(indent + 2)
  const broken = lines.map(
    (line, n) => `${note(properties[names[n] ?? '']?.description, pad)}${pad}${line}\n`,
  )
  return `{\n${broken.join('')}${' '.repeat(indent)}}`
}

const note = (text: string | undefined, pad: string): string =>
  text === undefined ? '' : `${pad}/** ${text.replaceAll('*/', '* /')} */\n`
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const literal = (value: unknown): string =>
  typeof value === 'string' ? quoted(value) : JSON.stringify(value)

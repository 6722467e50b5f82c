import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { clientTypes, type Operation } from './client-types.ts'
import { describeApi } from './describe-api.ts'

const operations = new URL('../packages/client/src/operations/', import.meta.url)

describe('clientTypes', () => {
  it('are those of the client: node scripts/run.mjs scripts/write-client.ts', async () => {
    const written = readdirSync(operations).map((name): [string, string] => [
      name,
      readFileSync(new URL(name, operations), 'utf8'),
    ])
    expect(new Map(written)).toEqual(clientTypes(await describeApi()))
  })

  const typesOf = (operation: Operation): string =>
    clientTypes({ paths: { '/v1/hash-lists': { post: operation } } }).get('hash-lists.ts') ?? ''
  const answering = (schema: object, more: Partial<Operation> = {}): Operation => ({
    responses: { 200: { content: { 'application/json': { schema } } }, default: {} },
    ...more,
  })

  it('say what may be left out, of what is sent also as undefined', () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'integer' }, b: { enum: ['x', null] } },
      required: ['a'],
    }
    const sent = { requestBody: { content: { 'application/json': { schema } } } }
    const text = typesOf(answering(schema, sent))
    expect(text).toContain("body: { a: number; b?: 'x' | null | undefined }\n")
    expect(text).toContain("answer: { a: number; b?: 'x' | null }\n")
    expect(text).toContain('export type HashListsOperations = {\n')
  })

  it('need no parameter that has a default', () => {
    const parameters = [
      { in: 'query', name: 'limit', required: true, schema: { type: 'integer', default: 1 } },
      { in: 'path', name: 'id', required: true, schema: { type: 'string' } },
    ]
    const text = typesOf(answering({}, { parameters }))
    expect(text).toContain('params: { id: string }\n    query: { limit?: number | undefined }')
    expect(text).toContain('answer: unknown\n')
  })

  it('refer to what stands in the file already', () => {
    const item = {
      type: 'object',
      properties: {
        theNameOfAThing: { type: 'string' },
        theNameOfAnother: { type: 'string' },
        third: { type: 'null' },
      },
    }
    const both = {
      type: 'object',
      properties: { a: { type: 'array', items: item }, b: item },
      required: ['a', 'b'],
    }
    expect(typesOf(answering(both))).toContain(
      "b: HashListsOperations['POST /v1/hash-lists']['answer']['a'][number]",
    )
  })

  it('tell files from JSON', () => {
    const file: Operation = {
      requestBody: { content: { '*/*': { schema: {} } } },
      responses: { 200: { content: { 'text/csv': { schema: { type: 'string' } } } }, 204: {} },
    }
    expect(typesOf(file)).toContain('body: FileBody\n    answer: FileAnswer | undefined\n')
  })

  it('are not written where a keyword is not known', () => {
    const schema = { allOf: [{ type: 'string' }] }
    expect(() => typesOf(answering(schema))).toThrow(TypeError)
  })
})

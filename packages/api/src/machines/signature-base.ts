import { DomainError } from '@nightlight/contract'
import { serializeInnerList, serializeItem } from './serialize-fields.ts'
import type { InnerList, Item } from './structured-fields.ts'

/** What of a message can be signed. */
export type SignedMessage = {
  method: string
  /** Absolute, as whoever sent it wrote it. */
  targetUri: string
  /** Lines of header fields in the order in which they came, each with its name. */
  fields: readonly (readonly [name: string, value: string])[]
  /** Of a response. */
  status?: number
}

/**
 * What a signature is over.
 *
 * @throws {DomainError} forbidden `signature-components`: something that is not signed here, twice the same, or a field
 *   that the message does not have
 * @see RFC 9421, section 2.5
 */
export function signatureBase(message: SignedMessage, covered: InnerList): string {
  const seen = new Set<string>()
  const lines = covered.items.map((component) => {
    const name = serializeItem(component)
    if (seen.has(name)) throw badComponents('one of them comes twice')
    seen.add(name)
    return `${name}: ${valueOf(message, component)}`
  })
  return [...lines, `"@signature-params": ${serializeInnerList(covered)}`].join('\n')
}

export const badComponents = (why: string): DomainError =>
  new DomainError('forbidden', 'signature-components', `Reading what a signature covers: ${why}`)

function valueOf(message: SignedMessage, { item, parameters }: Item): string {
  if (item.type !== 'string' || parameters.size > 0) {
    throw badComponents('a component is not a plain name')
  }
  if (item.value.startsWith('@')) return derived(message, item.value)
  if (item.value !== item.value.toLowerCase()) throw badComponents('a name is not in lower case')
  const value = fieldValue(message.fields, item.value)
  if (value === null) throw badComponents('the message has no such field')
  return value
}

function derived({ method, targetUri, status }: SignedMessage, name: string): string {
  const isResponse = status !== undefined
  if (isResponse) {
    if (name === '@status') return String(status)
    throw badComponents('a response has no such part')
  }
  if (name === '@method') return method
  if (name === '@target-uri') return targetUri
  const url = new URL(targetUri)
  if (name === '@authority') return url.host
  if (name === '@path') return url.pathname
  if (name === '@query') return url.search === '' ? '?' : url.search
  throw badComponents('there is no such part of a request')
}

/** All lines of a field as one. @param name  in lower case @returns null where there is none */
export function fieldValue(fields: SignedMessage['fields'], name: string): string | null {
  const lines = linesOf(fields, name)
  return lines.length === 0 ? null : lines.map((line) => line.trim()).join(', ')
}

export const linesOf = (fields: SignedMessage['fields'], name: string): string[] =>
  fields.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value)

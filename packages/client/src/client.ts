import { randomUUID } from 'node:crypto'
import type { FileBody } from './file-body.ts'
import type {
  Answer,
  Arguments,
  Item,
  ListName,
  OperationName,
  ReadName,
} from './operation-types.ts'
import { TRAITS } from './operations/operations.ts'
import { send, type Repeat } from './send.ts'

export type ClientOptions = {
  /** Where the service is; a path before that of the API stays. */
  url: string
  key: string
  /** Of what is no file; 30 s. */
  timeoutMs?: number
  /** How often a request is sent at most; 4. */
  tries?: number
  /** A longer wait than this, which the service asks for, is left to the caller; 60 s. */
  maxWaitMs?: number
}

export type Read<Name extends ReadName> =
  | { status: 'read'; answer: Answer<Name>; tag: string | null }
  | { status: 'unchanged'; tag: string }

export type Client = {
  /**
   * Does one operation.
   *
   * A read, and a POST that is done once for each Idempotency-Key, is sent again when it fails
   * without being refused, with the same key; everything else only after 429.
   *
   * @throws {ApiError} what the service says, or that it says nothing; RangeError for a part of an address that is none
   */
  call<Name extends OperationName>(name: Name, ...rest: Arguments<Name>): Promise<Answer<Name>>
  /** Reads with the tag of the answer, and only what has another tag than `known`. */
  read<Name extends ReadName>(
    name: Name,
    known: string | null,
    ...rest: Arguments<Name>
  ): Promise<Read<Name>>
  /** Goes through a list, page by page. */
  each<Name extends ListName>(name: Name, ...rest: Arguments<Name>): AsyncGenerator<Item<Name>>
}

/** What `Arguments` come to, whatever the operation. */
type Loose = {
  params?: Record<string, string>
  query?: Record<string, unknown>
  headers?: Record<string, string | undefined>
  body?: unknown
  contentType?: string
  idempotencyKey?: string
  ifMatch?: string
  timeoutMs?: number | null
  signal?: AbortSignal
}

/** A client of the HTTP API with a key of a machine. Sends no request by itself. */
export function createClient(options: ClientOptions): Client {
  const { url, key, timeoutMs = 30_000, tries = 4, maxWaitMs = 60_000 } = options
  const base = url.replace(/\/+$/, '')
  const ask = async (name: string, input: Loose, known: string | null = null) => {
    const [method = '', path = ''] = name.split(' ')
    const { once, file } = TRAITS[name] ?? {}
    const limit = input.timeoutMs === undefined ? (file ? null : timeoutMs) : input.timeoutMs
    const body = file || input.body === undefined ? input.body : JSON.stringify(input.body)
    const type = file
      ? (input.contentType ?? file.replace('*/*', 'application/octet-stream'))
      : JSON_TYPE
    const headers = {
      ...input.headers,
      authorization: `Bearer ${key}`,
      'content-type': input.body === undefined ? undefined : type,
      'idempotency-key': once ? (input.idempotencyKey ?? randomUUID()) : undefined,
      'if-match': input.ifMatch,
      'if-none-match': known ?? undefined,
    }
    const wire = {
      url: base + addressOf(path, input.params) + queryOf(input.query),
      method,
      headers: present(headers),
      body: body as FileBody | undefined,
      repeat: repeatOf(method, once, body),
      timeoutMs: limit,
      signal: input.signal,
    }
    return send(wire, { tries, maxWaitMs })
  }
  const call = async (name: string, input: Loose = {}) => (await ask(name, input)).body
  return {
    call: (name, ...[input]) => call(name, input) as never,
    async read(name, known, ...[input]) {
      const { status, headers, body } = await ask(name, { ...(input as Loose) }, known)
      const tag = headers.get('etag')
      if (status === 304) return { status: 'unchanged', tag: tag ?? known ?? '' }
      return { status: 'read', answer: body as never, tag }
    },
    async *each(name, ...[input]) {
      const { cursor = 'after' } = TRAITS[name] ?? {}
      const given: Loose = { ...(input as Loose) }
      for (let next: unknown = given.query?.[cursor]; ;) {
        const query = { ...given.query, [cursor]: next }
        const page = (await call(name, { ...given, query })) as { items: never[]; next: unknown }
        yield* page.items
        if (page.next === null || page.next === undefined) return
        next = page.next
      }
    },
  }
}

const JSON_TYPE = 'application/json'

/** What is streamed is gone once it was sent. */
function repeatOf(method: string, once: true | undefined, body: unknown): Repeat {
  const isWhole = body === undefined || typeof body === 'string' || body instanceof Uint8Array
  if (!isWhole) return 'never'
  return method === 'GET' || once ? 'always' : 'when-refused'
}

/** Fills a pattern in; a part can neither add one nor take one away. */
function addressOf(path: string, params: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(/\{(.+?)\}/g, (_, name: string) => {
    const value = params[name] ?? ''
    const parts = name === '*' ? value.split('/') : [value]
    if (parts.some((one) => ['', '.', '..'].includes(one))) {
      throw new RangeError(`Filling an address in: ${name} is no part of one`)
    }
    return parts.map(encodeURIComponent).join('/')
  })
}

function queryOf(query: Readonly<Record<string, unknown>> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  const text = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()
  return text === '' ? '' : `?${text}`
}

const present = (headers: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter((one): one is [string, string] => one[1] !== undefined),
  )

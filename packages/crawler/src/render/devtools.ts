import type { Readable, Writable } from 'node:stream'

/** An event of the browser; without `sessionId` it is the browser's own. */
export type DevToolsEvent = { method: string; params: unknown; sessionId: string | undefined }

export type DevTools = {
  /**
   * Calls one method.
   *
   * @throws {DevToolsError} the browser says no, or is gone
   */
  send<Result = unknown>(method: string, params?: object, sessionId?: string): Promise<Result>
  /** Hears every event until the function that is returned is called. */
  listen(listener: (event: DevToolsEvent) => void): () => void
  /** Why the connection ended. */
  readonly closed: Promise<'ended' | 'flooded'>
}

/** A call that failed; the message names the method and nothing of a page. */
export class DevToolsError extends Error {
  override name = 'DevToolsError'
}

type Waiting = { method: string; resolve: (result: unknown) => void; reject: (e: Error) => void }
type Message = {
  id?: number
  method?: string
  params?: unknown
  result?: unknown
  error?: { code: number }
  sessionId?: string
}

/** A document of the largest size that is read comes to a third of it. */
const MAX_MESSAGE_BYTES = 128 * 2 ** 20
const END = 0

/**
 * Speaks the DevTools protocol over a pair of pipes: JSON messages, each ended by a zero byte.
 *
 * A message longer than `maxMessageBytes` ends the connection.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/
 */
export function createDevTools(
  output: Writable,
  input: Readable,
  maxMessageBytes = MAX_MESSAGE_BYTES,
): DevTools {
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(event: DevToolsEvent) => void>()
  const closed = Promise.withResolvers<'ended' | 'flooded'>()
  let isClosed = false
  let calls = 0

  function close(reason: 'ended' | 'flooded'): void {
    if (isClosed) return
    isClosed = true
    closed.resolve(reason)
    input.destroy()
    output.destroy()
    for (const { method, reject } of waiting.values()) reject(goneAt(method))
    waiting.clear()
  }

  function receive(text: string): void {
    const message = JSON.parse(text) as Message
    if (message.id === undefined) {
      const { method = '', params, sessionId } = message
      for (const listener of listeners) listener({ method, params, sessionId })
      return
    }
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    const { error } = message
    if (error === undefined) call?.resolve(message.result)
    else call?.reject(new DevToolsError(`Call the browser: ${call.method}, code ${error.code}`))
  }

  const read = createSplitter(maxMessageBytes, receive)
  input.on('data', (chunk: Buffer) => {
    if (!isClosed && !read(chunk)) close('flooded')
  })
  for (const stream of [input, output]) {
    stream.on('error', () => close('ended'))
    stream.on('close', () => close('ended'))
  }

  return {
    closed: closed.promise,
    send<Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
      if (isClosed) return Promise.reject(goneAt(method))
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      const id = ++calls
      waiting.set(id, { method, resolve, reject })
      output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
      return promise as Promise<Result>
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const goneAt = (method: string): DevToolsError =>
  new DevToolsError(`Call the browser: ${method}, the browser is gone`)

/** @returns a function that takes bytes, and says no once a message is too long */
function createSplitter(
  maxBytes: number,
  receive: (text: string) => void,
): (chunk: Buffer) => boolean {
  let begun: Buffer[] = []
  let length = 0
  return (chunk) => {
    let from = 0
    for (let at = chunk.indexOf(END); at !== -1; at = chunk.indexOf(END, from)) {
      const text = Buffer.concat([...begun, chunk.subarray(from, at)]).toString('utf8')
      begun = []
      length = 0
      from = at + 1
      receive(text)
    }
    if (from < chunk.length) begun.push(chunk.subarray(from))
    length += chunk.length - from
    return length <= maxBytes
  }
}

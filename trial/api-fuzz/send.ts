import { connect } from 'node:net'

export type Sent = { method: string; bytes: Buffer; mayBeCutOff: boolean }

/** What came back over a connection of its own; `status` 0 when it was closed without an answer. */
export type Answer = { status: number; type: string; body: string; ms: number }

export type Header = readonly [string, string]

/** The bytes of a request; its length is told unless the headers say one. */
export function requestBytes(
  method: string,
  path: string,
  headers: readonly Header[],
  body?: Buffer,
): Buffer {
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  const told: Header[] = [['host', 'localhost'], ['connection', 'close'], ...headers]
  if (body !== undefined && !names.has('content-length') && !names.has('transfer-encoding')) {
    told.push(['content-length', String(body.length)])
  }
  const lines = told.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines}\r\n`, 'latin1')
  return body === undefined ? head : Buffer.concat([head, body])
}

/** Sends bytes as they are and reads until the other side closes, `limitMs` at most. */
export function send(port: number, bytes: Buffer, limitMs: number): Promise<Answer> {
  const began = performance.now()
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const parts: Buffer[] = []
    let isDone = false
    const done = (): void => {
      if (isDone) return
      isDone = true
      clearTimeout(timer)
      socket.destroy()
      resolve({ ...parse(Buffer.concat(parts)), ms: performance.now() - began })
    }
    const timer = setTimeout(done, limitMs)
    socket.on('connect', () => socket.write(bytes))
    socket.on('data', (part: Buffer) => parts.push(part))
    socket.on('end', done).on('close', done).on('error', done)
  })
}

function parse(bytes: Buffer): Omit<Answer, 'ms'> {
  const text = bytes.toString('utf8')
  const at = text.indexOf('\r\n\r\n')
  const [line = '', ...headers] = text.slice(0, Math.max(at, 0)).split('\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(line)?.[1] ?? 0)
  const type =
    headers
      .find((header) => /^content-type:/i.test(header))
      ?.slice(13)
      .trim() ?? ''
  return { status, type, body: at < 0 ? '' : text.slice(at + 4) }
}

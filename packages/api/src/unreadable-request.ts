import { STATUS_CODES, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { problem } from './errors.ts'
import { securityHeaders } from './security-headers.ts'

const STATUS_OF: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}
const CODE_OF: Readonly<Record<number, string>> = {
  408: 'request-timed-out',
  431: 'headers-too-large',
}

/** Answers what is no HTTP that can be read with a problem, like everything else, and closes. */
export const answerUnreadable =
  (secure: boolean) =>
  (error: { code?: string }, socket: Duplex): void => {
    const status = STATUS_OF[error.code ?? ''] ?? 400
    if (error.code === 'ECONNRESET') socket.destroy()
    else answerAndClose(socket, secure, status, CODE_OF[status] ?? 'request-unreadable')
  }

/** Answers what the HTTP server would cut off or refuse without a word: tunnels, and what `Expect` asks for. */
export function answerUnrouted(server: Server, secure: boolean): void {
  server.on('connect', (_request, socket) =>
    answerAndClose(socket, secure, 405, 'method-not-allowed'),
  )
  server.on('checkExpectation', ({ socket }) =>
    answerAndClose(socket, secure, 417, 'expectation-unknown'),
  )
}

function answerAndClose(socket: Duplex, secure: boolean, status: number, code: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify(problem(status, code))
  const headers = {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...securityHeaders('data', secure),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
}

import { STATUS_CODES, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { problem } from './errors.ts'

const STATUS_OF: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}
const CODE_OF: Readonly<Record<number, string>> = {
  408: 'request-timed-out',
  431: 'headers-too-large',
}

/** Answers what is no HTTP that can be read with a problem, like everything else, and closes. */
export function answerUnreadable(error: { code?: string }, socket: Duplex): void {
  const status = STATUS_OF[error.code ?? ''] ?? 400
  if (error.code === 'ECONNRESET') socket.destroy()
  else answerAndClose(socket, status, CODE_OF[status] ?? 'request-unreadable')
}

/** Answers what the HTTP server would cut off or refuse without a word: tunnels, and what `Expect` asks for. */
export function answerUnrouted(server: Server): void {
  server.on('connect', (_request, socket) => answerAndClose(socket, 405, 'method-not-allowed'))
  server.on('checkExpectation', ({ socket }) => answerAndClose(socket, 417, 'expectation-unknown'))
}

function answerAndClose(socket: Duplex, status: number, code: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify(problem(status, code))
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json`
  const length = `content-length: ${Buffer.byteLength(body)}`
  socket.end(`${head}\r\n${length}\r\nconnection: close\r\n\r\n${body}`)
}

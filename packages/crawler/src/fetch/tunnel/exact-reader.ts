import type { Socket } from 'node:net'
import { failed } from '../stop.ts'

/**
 * Reads exactly `length` bytes and leaves what follows in the socket.
 *
 * @throws {FetchStop} `proxy-failed` when the socket ends before; what destroyed the socket
 */
export async function readBytes(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const found = socket.read(length) as Buffer | null
    if (found?.byteLength === length) return found
    if (found !== null) throw endedEarly()
    await moreOf(socket)
  }
}

/**
 * Reads up to and with the first `mark`, and leaves what follows in the socket.
 *
 * @throws {FetchStop} `proxy-failed` when it does not come within `maxBytes`; what destroyed the socket
 */
export async function readThrough(socket: Socket, mark: string, maxBytes: number): Promise<Buffer> {
  let held = Buffer.alloc(0)
  for (;;) {
    const piece = socket.read() as Buffer | null
    if (piece === null) {
      await moreOf(socket)
      continue
    }
    held = Buffer.concat([held, piece])
    const at = held.indexOf(mark)
    const end = at + mark.length
    if (at !== -1 && end <= maxBytes) {
      if (held.byteLength > end) socket.unshift(held.subarray(end))
      return held.subarray(0, end)
    }
    if (held.byteLength > maxBytes) throw failed('proxy-failed', 'Ask the proxy: answer too long')
  }
}

async function moreOf(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onEnd = () => reject(socket.errored ?? endedEarly())
  if (socket.readableEnded || socket.destroyed) onEnd()
  socket.on('readable', resolve)
  socket.on('end', onEnd)
  socket.on('close', onEnd)
  socket.on('error', reject)
  try {
    await promise
  } finally {
    socket.off('readable', resolve)
    socket.off('end', onEnd)
    socket.off('close', onEnd)
    socket.off('error', reject)
  }
}

const endedEarly = () => failed('proxy-failed', 'Ask the proxy: closed')

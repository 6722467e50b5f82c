import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/**
 * Puts a look at every received byte between a socket and what reads it.
 *
 * A server that hangs up right behind a whole answer has been read to its end: what we had still to say is dropped.
 *
 * @param admit  false for a piece that must not go on; nothing is read after it
 */
export function meteredSocket(socket: Socket, admit: (chunk: Buffer) => boolean): Duplex {
  const duplex = new Duplex({
    read() {
      socket.resume()
    },
    write(chunk: Buffer, _encoding, done) {
      if (socket.readableEnded || !socket.writable) done()
      else socket.write(chunk, () => done())
    },
    final(done) {
      if (socket.writableEnded || socket.destroyed) done()
      else socket.end(() => done())
    },
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (chunk: Buffer) => {
    if (!admit(chunk)) socket.pause()
    else if (!duplex.push(chunk)) socket.pause()
  })
  socket.on('end', () => duplex.push(null))
  socket.on('close', () => {
    if (!socket.readableEnded) duplex.destroy()
  })
  socket.on('error', (error) => {
    if (!socket.readableEnded) duplex.destroy(error)
  })
  socket.pause()
  return duplex
}

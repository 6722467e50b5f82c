import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { startRaw } from '../testing.ts'
import { readBytes, readThrough } from './exact-reader.ts'

async function talkTo(says: readonly string[], listen: (socket: Socket) => Promise<unknown>) {
  await using server = await startRaw((socket) => {
    for (const piece of says) socket.write(piece)
    socket.end()
  })
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  try {
    return await listen(socket)
  } finally {
    socket.destroy()
  }
}

describe('readThrough', () => {
  it('leaves what follows in the socket', async () => {
    const seen = await talkTo(['head\r\n', '\r\nbody', ' and more'], async (socket) => {
      const head = await readThrough(socket, '\r\n\r\n', 100)
      const rest: string[] = []
      for await (const piece of socket) rest.push(String(piece))
      return [head.toString(), rest.join('')]
    })
    expect(seen).toEqual(['head\r\n\r\n', 'body and more'])
  })

  it.each([
    ['the mark does not come', ['head'], 100],
    ['it comes too late', ['x'.repeat(100), '\r\n\r\n'], 50],
  ])('fails when %s', async (_why, says, maxBytes) => {
    const reading = talkTo(says, (socket) => readThrough(socket, '\r\n\r\n', maxBytes))
    await expect(reading).rejects.toMatchObject({ result: { code: 'proxy-failed' } })
  })
})

describe('readBytes', () => {
  it('takes no more than it is asked for', async () => {
    const seen = await talkTo(['abc', 'def'], async (socket) => [
      String(await readBytes(socket, 2)),
      String(await readBytes(socket, 3)),
      String(await readBytes(socket, 1)),
    ])
    expect(seen).toEqual(['ab', 'cde', 'f'])
  })

  it('fails when there is less', async () => {
    const reading = talkTo(['abc'], (socket) => readBytes(socket, 4))
    await expect(reading).rejects.toMatchObject({ result: { code: 'proxy-failed' } })
  })
})

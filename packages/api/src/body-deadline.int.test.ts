import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, openTestList, type Caller } from './fixtures/seed-list.ts'
import { createTestApp, type TestApp } from './fixtures/test-app.ts'

const REQUEST_MS = 200

let test: TestApp
let port: number
let officer: Caller
beforeAll(async () => {
  test = await createTestApp({ requestMs: REQUEST_MS })
  await test.app.listen({ host: '127.0.0.1', port: 0 })
  ;({ port } = test.app.server.address() as AddressInfo)
  officer = await caller(test, 'Officer')
})
afterAll(() => test[Symbol.asyncDispose]())

/** Sends the beginning of a request. @returns all that came until the connection was closed */
async function begin(head: string, body: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  socket.on('error', () => undefined)
  socket.write(
    `${head} HTTP/1.1\r\nhost: x\r\nauthorization: ${officer.authorization}\r\n` +
      `content-type: application/json\r\ncontent-length: 100\r\n\r\n${body}`,
  )
  await once(socket, 'close')
  return text
}

describe('limitBodyTime', () => {
  it('refuses a body that does not come, and closes the connection', async () => {
    const answer = await begin('POST /v1/hash-lists', '{"name":')
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('request-timed-out')
  })

  it.each(['POST /v1/unknown', 'POST /v1/reports', 'POST /sign-in'])(
    'closes the connection of %s, which is answered before',
    async (head) => {
      expect(await begin(head, '{')).toMatch(/^HTTP\/1\.1 4/)
    },
  )

  it('lets a file take longer', async () => {
    const listId = await openTestList(test, officer)
    const socket = connect(port, '127.0.0.1')
    const digest = 'ab'.repeat(32)
    socket.write(
      `POST /v1/hash-lists/${listId}/submissions?algorithm=sha256 HTTP/1.1\r\nhost: x\r\n` +
        `authorization: ${officer.authorization}\r\ncontent-length: 64\r\n\r\n${digest.slice(0, 9)}`,
    )
    const { promise, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, 2 * REQUEST_MS)
    await promise
    socket.write(digest.slice(9))
    const [answer] = (await once(socket.setEncoding('utf8'), 'data')) as [string]
    socket.destroy()
    expect(answer).toMatch(/^HTTP\/1\.1 201 /)
  })
})

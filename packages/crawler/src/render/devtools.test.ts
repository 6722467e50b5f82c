import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createDevTools, DevToolsError, type DevToolsEvent } from './devtools.ts'

function connect(maxMessageBytes?: number) {
  const [output, input] = [new PassThrough(), new PassThrough()]
  const devtools = createDevTools(output, input, maxMessageBytes)
  const sent = (): unknown[] =>
    String(output.read() ?? '')
      .split('\0')
      .filter(Boolean)
      .map((text) => JSON.parse(text) as unknown)
  return { devtools, input, sent }
}

describe('createDevTools', () => {
  it('matches answers to calls, in whatever pieces they arrive', async () => {
    const { devtools, input, sent } = connect()
    const [first, second] = [devtools.send('A.one', { x: 1 }, 's'), devtools.send('B.two')]
    expect(sent()).toEqual([
      { id: 1, method: 'A.one', params: { x: 1 }, sessionId: 's' },
      { id: 2, method: 'B.two', params: {} },
    ])
    const events: DevToolsEvent[] = []
    devtools.listen((event) => void events.push(event))
    const bytes = Buffer.from(
      '{"id":2,"result":"é"}\0{"method":"E","params":1}\0{"id":1,"result":3}\0',
    )
    for (const byte of bytes) input.write(Buffer.from([byte]))
    expect(await Promise.all([first, second])).toEqual([3, 'é'])
    expect(events).toEqual([{ method: 'E', params: 1, sessionId: undefined }])
  })

  it('says which call failed, and nothing of what the browser said', async () => {
    const { devtools, input } = connect()
    const call = devtools.send('Page.navigate', { url: 'http://secret.com/' })
    input.write('{"id":1,"error":{"code":-32000,"message":"no http://secret.com/"}}\0')
    await expect(call).rejects.toEqual(
      new DevToolsError('Call the browser: Page.navigate, code -32000'),
    )
  })

  it('fails what waits when the browser goes, and what comes after', async () => {
    const { devtools, input } = connect()
    const call = devtools.send('A.one')
    input.end()
    input.destroy()
    await expect(call).rejects.toThrow('the browser is gone')
    await expect(devtools.send('A.two')).rejects.toThrow('the browser is gone')
    expect(await devtools.closed).toBe('ended')
  })

  it('ends when a message grows too long', async () => {
    const { devtools, input } = connect(1000)
    input.write(`{"method":"${'x'.repeat(600)}","params":1}\0${'x'.repeat(300)}`)
    input.write('x'.repeat(800))
    expect(await devtools.closed).toBe('flooded')
  })
})

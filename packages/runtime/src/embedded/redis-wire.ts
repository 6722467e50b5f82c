import { connect } from 'node:net'

/**
 * Sends commands to a Redis of 127.0.0.1 and gives back what it answered, as it came.
 *
 * For the few commands around a server's start and end, where a client library would reconnect.
 *
 * @param commands arguments without white space
 * @returns undefined when nobody listens, or nobody answers within `timeoutMs`
 */
export function askRedis(
  port: number,
  commands: readonly string[],
  timeoutMs = 2_000,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write([...commands, 'QUIT', ''].join('\r\n'))
    })
    socket.setEncoding('utf8')
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('timed out')))
    socket.on('data', (text: string) => {
      answer += text
    })
    socket.on('error', () => undefined)
    socket.on('close', (failed) => resolve(failed ? undefined : answer))
  })
}

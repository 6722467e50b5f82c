import type { Socket } from 'node:net'
import type { FailureCode } from './outcome.ts'
import { FetchStop, errorCode, failed } from './stop.ts'

/**
 * Waits until a socket is connected or its handshake is done.
 *
 * @throws {FetchStop} `code`, or the stop that destroyed the socket
 */
export async function opened(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  code: FailureCode,
): Promise<void> {
  const action = event === 'connect' ? 'Connect' : 'Shake hands'
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once(event, resolve)
  // Stays: between here and the hand-over an error has no other listener.
  socket.on('error', (error) => {
    reject(error instanceof FetchStop ? error : failed(code, `${action}: ${errorCode(error)}`))
  })
  socket.once('close', () => reject(failed(code, `${action}: closed`)))
  await promise
}

/**
 * Runs `work` on a socket, which is destroyed when the time is up, the caller aborts or `work` fails.
 *
 * @throws what `work` throws; `late` when the time is up; the signal's reason when aborted
 */
export async function guarded<T>(
  socket: Socket,
  { ms, signal, late }: { ms: number; signal: AbortSignal; late: () => FetchStop },
  work: () => Promise<T>,
): Promise<T> {
  let stop: FetchStop | undefined
  const onAbort = () => socket.destroy(signal.reason as Error)
  const onLate = () => {
    stop = late()
    socket.destroy(stop)
  }
  signal.addEventListener('abort', onAbort)
  const timer = setTimeout(onLate, ms)
  try {
    signal.throwIfAborted()
    return await work()
  } catch (error) {
    socket.destroy()
    signal.throwIfAborted()
    throw stop ?? error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

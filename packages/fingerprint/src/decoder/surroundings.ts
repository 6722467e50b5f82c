import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { DISC_THRESHOLD } from './self-test.ts'

/** Time for a process to start, test itself and say that it is ready. */
export const START_TIMEOUT_MS = 20_000

/** Flags of Node for a process that decodes what strangers made. */
export const NODE_FLAGS: readonly string[] = [
  '--disable-sigusr1',
  '--max-old-space-size=256',
  '--disallow-code-generation-from-strings',
  '--disable-proto=throw',
  '--permission',
  '--allow-addons',
  '--allow-fs-read=*',
  // Given up by the process itself, once its self-test has seen the kernel refuse.
  '--allow-fs-write=*',
]

/** All that such a process learns from its environment. */
export function decoderEnvironment(): NodeJS.ProcessEnv {
  const libraries = process.env['LD_LIBRARY_PATH']
  return {
    VIPS_DISC_THRESHOLD: DISC_THRESHOLD,
    MALLOC_ARENA_MAX: '2',
    TMPDIR: '/nonexistent',
    // What is read and written through a ring is seen by no one who watches the system calls.
    UV_USE_IO_URING: '0',
    ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
  }
}

/** A listener on loopback, which a decoder process must not be able to reach. */
export async function listen(): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((socket) => socket.destroy())
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { port, [Symbol.asyncDispose]: async () => void server.close() }
}

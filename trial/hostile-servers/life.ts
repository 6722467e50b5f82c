import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { leash } from '../../packages/runtime/src/index.ts'
import type { Reply, Setup } from './crawl-process.ts'

const ENTRY = fileURLToPath(new URL('crawl-process.ts', import.meta.url))
const START_MS = 60_000

/** The crawler while it lives. */
export type Life = AsyncDisposable & {
  /** @throws {Error} the process is gone, with its last words */
  report(url: string): Promise<Reply>
  /** Has it take its present memory as its base. @returns megabytes */
  begin(): Promise<number>
  isAlive(): boolean
}

/** Starts the process; resolves when it takes reports. */
export async function startLife(setup: Setup): Promise<Life> {
  // As the service is run, and so that what is left over can be told from what is held.
  const flags = ['--max-semi-space-size=16', '--expose-gc']
  const args = [...flags, ENTRY, JSON.stringify(setup)]
  const [command, rest] = leash('KILL', [process.execPath, args])
  const child = spawn(command, rest, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let words = ''
  child.stderr?.on(
    'data',
    (chunk: Buffer) => void (words = (words + chunk.toString()).slice(-2000)),
  )
  let isAlive = true
  const waiting = new Map<number, (reply: Reply) => void>()
  const gone = Promise.withResolvers<never>()
  gone.promise.catch(() => undefined)
  child.on('exit', (code, signal) => {
    isAlive = false
    gone.reject(new Error(`the crawler ended with ${code ?? signal}: ${words}`))
  })
  const late = AbortSignal.timeout(START_MS)
  await Promise.race([once(child, 'message', { signal: late }), gone.promise])
  child.on('message', (message: Reply) => waiting.get(message.id)?.(message))
  let last = 0
  return {
    async report(url) {
      const id = ++last
      const { promise, resolve } = Promise.withResolvers<Reply>()
      waiting.set(id, resolve)
      child.send({ id, url })
      return Promise.race([promise, gone.promise]).finally(() => waiting.delete(id))
    },
    async begin() {
      const answer = once(child, 'message')
      child.send('begin')
      const [{ base }] = (await Promise.race([answer, gone.promise])) as [{ base: number }]
      return base
    },
    isAlive: () => isAlive,
    async [Symbol.asyncDispose]() {
      if (!isAlive) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

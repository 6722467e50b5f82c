import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { leash } from '../../packages/runtime/src/index.ts'
import type { Question, Reply } from './matcher-process.ts'

const ENTRY = fileURLToPath(new URL('matcher-process.ts', import.meta.url))
const START_MS = 60_000

/** One life of the process. */
export type Life = {
  ask(question: Question): Promise<Reply>
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
  /** Whether it began with its snapshot. */
  usedSnapshot(): boolean
}

/**
 * Starts the process; resolves when it has its lists.
 *
 * @throws {Error} when it ends before, or takes a minute
 */
export async function startLife(env: Readonly<Record<string, string>>): Promise<Life> {
  const [command, args] = leash('KILL', [process.execPath, [ENTRY]])
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  const ended = once(child, 'exit')
  const ready = await Promise.race([
    once(child, 'message').then(() => true),
    ended.then(() => false),
    new Promise<boolean>((resolve) => setTimeout(resolve, START_MS, false).unref()),
  ])
  if (!ready) throw new Error(`start matcher: it did not become ready: ${said.slice(-500)}`)
  return {
    async ask(question) {
      const answer = once(child, 'message')
      child.send(question)
      const [reply] = (await answer) as [Reply]
      return reply
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    usedSnapshot: () => said.includes('lists loaded from snapshot'),
  }
}

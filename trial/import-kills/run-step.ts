import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { leash } from '../../packages/runtime/src/index.ts'
import type { Step } from './rows.ts'

const ENTRY = fileURLToPath(new URL('step-process.ts', import.meta.url))

export type Ran = { wasKilled: boolean; ms: number }

/**
 * Runs a step in a process of its own.
 *
 * @param killAfterMs  kill -9 so long after it began, unless it is done by then
 * @throws {Error} when it ends by itself without being done
 */
export async function runStep(
  step: Step,
  env: Readonly<Record<string, string>>,
  killAfterMs = Infinity,
): Promise<Ran> {
  const [command, args] = leash('KILL', [process.execPath, [ENTRY]])
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, ...env, STEP: step },
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  const exited = once(child, 'exit')
  let startedAt = 0
  let isDone = false
  let wasKilled = false
  let timer: NodeJS.Timeout | undefined
  let ms = 0
  child.on('message', (message) => {
    if (message === 'ready') {
      startedAt = performance.now()
      if (killAfterMs === Infinity) return
      timer = setTimeout(() => {
        wasKilled = !isDone
        child.kill('SIGKILL')
      }, killAfterMs)
    } else {
      isDone = true
      ms = performance.now() - startedAt
    }
  })
  await exited
  clearTimeout(timer)
  if (isDone || wasKilled) return { wasKilled: wasKilled && !isDone, ms }
  throw new Error(`trial step ${step}: it ended by itself: ${said.slice(-600)}`)
}

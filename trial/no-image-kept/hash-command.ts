import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

const MAIN = resolve(import.meta.dirname, '../../packages/cli/src/main.ts')

/**
 * Runs `nightlight hash` over a directory, in another one.
 *
 * @param wrapper  a command around it
 * @returns how many records it printed, and what was wrong, if anything
 */
export async function runHash(
  wrapper: readonly string[],
  input: string,
  work: string,
): Promise<{ records: number; problem: string | null }> {
  const [program = '', ...before] = wrapper
  const args = [...before, process.execPath, MAIN, 'hash', input, '--jobs', '2']
  const child = spawn(program, args, { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-500)
  })
  let records = 0
  for await (const line of createInterface({ input: child.stdout })) if (line !== '') records++
  await ended
  const problem = child.exitCode === 0 ? null : `hash: exit code ${child.exitCode}: ${words.trim()}`
  return { records, problem }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { leash } from '../../packages/runtime/src/index.ts'
import { readConnects, straceFlags, type Connect } from './connects.ts'
import type { Task } from './crawl-process.ts'
import type { Enclosure } from './enclosure.ts'

const ENTRY = fileURLToPath(new URL('crawl-process.ts', import.meta.url))

/** What every run of the trial needs. */
export type Watch = { dir: string; strace: string; enclosure: Enclosure }

/**
 * Runs the crawler in its enclosure under strace.
 *
 * @returns what it said, and every connect of it and of all that it started
 * @throws {Error} when it did not come to an end, with its last words
 */
export async function runCrawler(
  { dir, strace, enclosure }: Watch,
  name: string,
  task: Omit<Task, 'out'>,
): Promise<{ said: unknown; connects: Connect[] }> {
  const [file, out, log] = ['task', 'said', 'connects'].map((what) => join(dir, `${name}.${what}`))
  writeFileSync(file!, JSON.stringify({ ...task, out }))
  const inner = [...enclosure.command, process.execPath, ENTRY, file!]
  const [program, args] = leash('KILL', [strace, [...straceFlags(log!), ...inner]])
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => void (words = (words + chunk.toString()).slice(-4000)))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`run ${name}: the crawler ended with ${code}: ${words}`)
  return {
    said: JSON.parse(readFileSync(out!, 'utf8')) as unknown,
    connects: readConnects(readFileSync(log!, 'latin1')),
  }
}

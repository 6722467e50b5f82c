import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { createDevTools, type DevTools } from './devtools.ts'
import type { Enclosure } from './enclosure.ts'
import { browserFlags } from './flags.ts'
import { memoryOf, networkOf, processTree } from './process-tree.ts'

/** One running browser, with all its processes. */
export type Browser = {
  devtools: DevTools
  enclosure: Enclosure
  processId: number
  /** Ends every process and waits for it; nothing of its files is left. */
  kill(): Promise<void>
  /** Bytes that its processes hold now. */
  memory(): number
}

const START_MS = 30_000
const KEPT_VARIABLES = ['PATH', 'LD_LIBRARY_PATH', 'FONTCONFIG_FILE', 'TZ']
const MEMORY_FILES = '/dev/shm'

/**
 * Starts a browser in the strongest of `choices` in which it runs.
 *
 * Where an enclosure promises a network of its own, that of the running processes is compared with ours.
 *
 * @param choices  strongest first
 * @param startMs  time for each to answer
 * @returns null when it runs in none of them
 */
export async function startBrowser(
  program: string,
  choices: readonly Enclosure[],
  flags: (profile: string) => string[] = browserFlags,
  startMs = START_MS,
): Promise<Browser | null> {
  for (const enclosure of choices) {
    const browser = await tryEnclosure(program, enclosure, flags, startMs)
    if (browser !== null) return browser
  }
  return null
}

async function tryEnclosure(
  program: string,
  enclosure: Enclosure,
  flags: (profile: string) => string[],
  startMs: number,
): Promise<Browser | null> {
  const made = enclosure.profile === null ? await makeProfile() : null
  const profile = made ?? enclosure.profile ?? ''
  const command = [...enclosure.command, program, ...enclosure.flags, ...flags(profile)]
  const child = launch(command)
  const ended = once(child, 'close').then(
    () => undefined,
    () => undefined,
  )
  const [, , , output, input] = child.stdio as unknown as [null, null, null, Writable, Readable]
  const devtools = createDevTools(output, input)
  const processId = child.pid ?? 0
  const browser: Browser = {
    devtools,
    enclosure,
    processId,
    memory: () => memoryOf(processTree(processId)),
    async kill() {
      endTree(child)
      await ended
      if (made !== null) await rm(made, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  const answers = within(startMs, devtools.send('Browser.getVersion'))
  if ((await answers) && keepsPromise(browser)) return browser
  await browser.kill()
  return null
}

function launch([program = '', ...args]: readonly string[]): ChildProcess {
  const kept = KEPT_VARIABLES.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  const env = { ...Object.fromEntries(kept), HOME: '/tmp', LANG: 'C.UTF-8' } as NodeJS.ProcessEnv
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']
  const child = spawn(program, args, { stdio, env, cwd: '/', detached: true })
  child.on('error', () => undefined)
  return child
}

/** In memory where that can be had. */
function makeProfile(): Promise<string> {
  return mkdtemp(join(isWritable(MEMORY_FILES) ? MEMORY_FILES : tmpdir(), 'nightlight-render-'))
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** The first process may be what shuts the others in. */
function keepsPromise({ enclosure, processId }: Browser): boolean {
  if (!enclosure.ownNetwork) return true
  const networks = processTree(processId).slice(1).map(networkOf)
  return networks.includes('its-own') && !networks.includes('ours')
}

function endTree(child: ChildProcess): void {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const tree = processTree(pid)
  for (const target of [-pid, ...tree]) {
    try {
      process.kill(target, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}

/** Whether the promise is kept in time. */
async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(resolve, ms, false)
  const kept = promise.then(
    () => true,
    () => false,
  )
  return Promise.race([kept, late]).finally(() => clearTimeout(timer))
}

import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { leash } from '../../packages/runtime/src/index.ts'

const ENTRY = fileURLToPath(new URL('../../packages/notices/src/main.ts', import.meta.url))
const STOP_MS = 20_000
const KEPT_CHARACTERS = 4_000

/** One life of the notices process. */
export type NoticesProcess = {
  /** Resolves when it reports that it is ready; false when it ended before. */
  ready: Promise<boolean>
  /** kill -9, unless it has ended; resolves when it is gone. */
  kill(): Promise<void>
  /** False when it had ended by itself, or not at all. */
  wasKilled(): boolean
  /** Asks it to end. @returns false when it did not within 20 s, or not in order */
  stop(): Promise<boolean>
  /** How it ended and its last words, for when it ended by itself. */
  words(): string
}

/**
 * Makes the function that starts the real notices process, or that of another entry; it dies with this process.
 *
 * @param heard  called with each line of its log that is a warning or worse
 */
export function createLauncher(
  env: Readonly<Record<string, string>>,
  heard: (line: string) => void,
  entry: string = ENTRY,
): () => NoticesProcess {
  const [command, args] = leash('KILL', [process.execPath, [entry]])
  return () => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...inherited(), ...env },
    })
    let words = ''
    const note = (chunk: Buffer): void => {
      words = (words + chunk.toString()).slice(-KEPT_CHARACTERS)
    }
    child.stdout?.on('data', note)
    child.stderr?.on('data', (chunk: Buffer) => {
      note(chunk)
      for (const line of chunk.toString().split('\n')) if (line.startsWith('{')) heard(line)
    })
    return lifeOf(child, () => words)
  }
}

function lifeOf(child: ChildProcess, words: () => string): NoticesProcess {
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const said = new Promise<true>((resolve) => {
    child.on('message', (message: unknown) => {
      if ((message as { type?: unknown } | null)?.type === 'ready') resolve(true)
    })
  })
  return {
    ready: Promise.race([said, ended.then(() => false)]),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    wasKilled: () => child.signalCode === 'SIGKILL',
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
      await ended
      clearTimeout(timer)
      return child.exitCode === 0
    },
    words: () => `${child.signalCode ?? child.exitCode} ${words()}`.trim(),
  }
}

/** Of the surroundings only what a program needs to run. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ']
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { familyOf } from '../no-image-kept/search.ts'
import { leash } from '../../packages/runtime/src/index.ts'
import type { Canaries } from './canaries.ts'
import type { Source } from './search.ts'

const MAIN = new URL('../../packages/cli/src/main.ts', import.meta.url).pathname
const READY_MS = 120_000
const STOP_MS = 40_000
/** Whatever of these a process was told must be found nowhere. */
const SECRETS = ['FIELD_KEY', 'LOOKUP_TOKEN'] as const

export type Ended = { code: number | null; out: string; err: string }

export type Service = {
  url: string
  /** Of the supervisor on this machine. */
  key: string
  databaseUrl: string
  /** What one sign-in link says behind its #. */
  signInToken: string
  /** Ends a process of the service with no warning; false where there is none of the name. */
  kill(name: string): boolean
  stop(): Promise<number | null>
  [Symbol.asyncDispose](): Promise<void>
}

export type Installation = {
  start(): Promise<Service>
  /** Runs a command on the same directory. @param answers  its output is for who asked, as that of `keys create` is */
  command(args: readonly string[], options?: { answers?: boolean }): Promise<Ended>
  /** Everything that was written so far. */
  sources(): Promise<Source[]>
  /** Takes in the secrets that its processes were told. */
  keepSecrets(canaries: Canaries): number
}

/** An installation as `npm start` makes it, whose processes write all they have to say. */
export function openInstallation(
  dir: string,
  settings: Readonly<Record<string, string>>,
): Installation {
  const said: Source[] = []
  let running: ChildProcess | null = null
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    LOG_LEVEL: 'trace',
    ...settings,
  }
  const begin = (args: readonly string[]): { child: ChildProcess; out: Source; err: Source } => {
    // it dies with the trial, and all that it started with it
    const command = [process.execPath, [MAIN, ...args, '--data', dir]] as const
    const child = spawn(...leash('KILL', command), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    })
    const what = args.slice(0, 2).join(' ')
    const out: Source = { place: `standard output of ${what}`, text: '' }
    const err: Source = { place: `standard error of ${what}`, text: '' }
    child.stdout?.on('data', (chunk: Buffer) => (out.text += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (err.text += chunk.toString()))
    return { child, out, err }
  }
  return {
    async start() {
      const { child, out, err } = begin(['start', '--port', settings['PORT'] ?? '0'])
      running = child
      said.push(err)
      await until(child, out, /^Stop {5}/m, () => err.text)
      const [, token = ''] = /^Sign in {2}\S+#(\S+)$/m.exec(out.text) ?? []
      // the one line that is meant for the person who starts it
      said.push({
        place: out.place,
        get text() {
          return out.text.replace(/^Sign in {2}.*$/gm, '')
        },
      })
      const facts = JSON.parse(await readFile(join(dir, 'service.json'), 'utf8')) as {
        url: string
        databaseUrl: string
        key: string
      }
      const stop = async (): Promise<number | null> => {
        if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
        child.kill('SIGTERM')
        await once(child, 'exit')
        clearTimeout(timer)
        return child.exitCode
      }
      return {
        ...facts,
        signInToken: token,
        stop,
        kill(name) {
          const found = familyOf(child.pid!).find((id) =>
            commandOf(id).includes(`/${name}/src/main`),
          )
          if (found !== undefined) process.kill(found, 'SIGKILL')
          return found !== undefined
        },
        async [Symbol.asyncDispose]() {
          await stop()
        },
      }
    },
    async command(args, { answers = false } = {}) {
      const { child, out, err } = begin(args)
      said.push(err)
      if (!answers) said.push(out)
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, out: out.text, err: err.text }
    },
    async sources() {
      const files = ['nightlight.log', 'postgres.log'].map(async (name) => ({
        place: name,
        text: await readFile(join(dir, name), 'latin1').catch(() => ''),
      }))
      return [...said, ...(await Promise.all(files))].filter(({ text }) => text !== '')
    },
    keepSecrets(canaries) {
      let kept = 0
      for (const id of familyOf(running!.pid!)) {
        const told = environmentOf(id)
        for (const name of SECRETS) {
          const value = told.get(name)
          if (value) kept += Number(canaries.keep('secret', name, value) !== '')
        }
        const url = told.get('DATABASE_URL')
        const password = url ? decodeURIComponent(new URL(url).password) : ''
        if (password) kept += Number(canaries.keep('secret', 'DATABASE_URL', password) !== '')
      }
      return kept
    },
  }
}

async function until(
  child: ChildProcess,
  heard: Source,
  line: RegExp,
  words: () => string,
): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_MS)
  try {
    while (!line.test(heard.text)) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`Starting the service: ${words().slice(-400)}`)
      }
      await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])
    }
  } finally {
    clearTimeout(timer)
  }
}

const commandOf = (id: number): string => read(`/proc/${id}/cmdline`)

const environmentOf = (id: number): Map<string, string> =>
  new Map(
    read(`/proc/${id}/environ`)
      .split('\0')
      .map((pair) => {
        const at = pair.indexOf('=')
        return [pair.slice(0, at), pair.slice(at + 1)] as const
      }),
  )

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { bubblewrapCommand, namespacesCommand, networkNamespaceCommand } from './isolation.ts'
import type { Guard } from './guards.ts'

/** How a decoder process is shut in. */
export type Sandbox = {
  /** For the log. */
  name: string
  /** What to put before the command of the process. */
  command: readonly string[]
  /** What its self-test must find. */
  promises: readonly Guard[]
}

/** Finds an installed program by name; undefined when there is none. */
export type FindProgram = (name: string) => string | undefined

/** Tells whether a command runs to its end with exit code 0. */
export type Works = (command: readonly string[]) => boolean

/** What the process needs, and may use. */
export type Needs = {
  /** A harmless command that loads what the process loads, and must run inside. */
  probe: readonly string[]
  /** Files and directories that it reads; all else may be hidden from it. */
  paths: readonly string[]
  /** CPU time after which the kernel kills the process. */
  cpuSeconds: number
}

const PROBE_TIMEOUT_MS = 10_000
// An AVIF or HEIC of 50 megapixels takes a gigabyte of it; Node reserves another half.
const MAX_DATA_BYTES = 2 * 2 ** 30
const KEEP_MEMORY_OUT_OF_DUMPS = 'echo 0 > /proc/self/coredump_filter && exec "$@"'
const EVERYWHERE: readonly Guard[] = ['no-spill']
const NO_SANDBOX: Sandbox = { name: 'process', command: [], promises: EVERYWHERE }
const PROBE = { stdio: 'ignore', timeout: PROBE_TIMEOUT_MS, env: {}, cwd: '/' } as const

/**
 * Chooses the strongest isolation that works on this machine.
 *
 * Isolation: bubblewrap, else namespaces made by `unshare` (both: no network, only the files it needs
 * and those read-only, no capability, own process ids), else a network namespace alone, else none.
 * Around the process, where the programs exist: resource limits (no byte into a file, no core dump,
 * bounded memory and time) and death with the parent.
 *
 * @returns `name` joins what is in force with `+`; `process` when nothing is
 */
export function chooseSandbox(
  needs: Needs,
  find: FindProgram = findProgram,
  works: Works = runs,
): Sandbox {
  const choice = candidates(needs, find).find(({ command }) => works([...command, ...needs.probe]))
  return choice ?? NO_SANDBOX
}

/** As `chooseSandbox`, for a process that has other work to do meanwhile. */
export async function chooseSandboxMeanwhile(
  needs: Needs,
  find: FindProgram = findProgram,
): Promise<Sandbox> {
  for (const choice of candidates(needs, find)) {
    if (await runsMeanwhile([...choice.command, ...needs.probe])) return choice
  }
  return NO_SANDBOX
}

/** What a sandbox means to whoever runs the service, and what would make it stronger. */
export function explainSandbox(name: string): { meaning: string; advice?: string } {
  const isolation = name.replace(/\+.*/, '')
  const limits = name.endsWith('limits')
    ? 'cannot put a byte into a file, bounded in memory and time'
    : 'not limited in memory and time'
  const advice = 'install bubblewrap and util-linux, and allow user namespaces'
  switch (isolation) {
    case 'bubblewrap':
    case 'namespaces':
      return { meaning: `decoders have no network and see only their own program; ${limits}` }
    case 'network-namespace':
      return { meaning: `decoders have no network but can read files; ${limits}`, advice }
    case 'limits':
      return { meaning: `decoders can use the network and read files; ${limits}`, advice }
    default:
      return { meaning: 'decoders are ordinary processes: nothing shuts them in', advice }
  }
}

function candidates(needs: Needs, find: FindProgram): Sandbox[] {
  const none = { name: '', command: [], promises: [] }
  return [...isolations(needs, find), none].flatMap((isolation) =>
    resourceLimits(needs, find, isolation.name).map((limits) => ({
      name: [isolation.name, limits.name].filter(Boolean).join('+'),
      command: [...limits.outside, ...isolation.command, ...limits.inside],
      promises: [...EVERYWHERE, ...isolation.promises, ...limits.promises],
    })),
  )
}

function isolations({ paths }: Needs, find: FindProgram): Sandbox[] {
  const [bwrap, sh, unshare, setpriv] = ['bwrap', 'sh', 'unshare', 'setpriv'].map(find)
  const promises: Guard[] = ['no-network', 'no-rights', 'no-file', 'hidden-files']
  const choices: Sandbox[] = []
  if (bwrap !== undefined) {
    choices.push({ name: 'bubblewrap', command: bubblewrapCommand(bwrap, paths), promises })
  }
  if (unshare === undefined || setpriv === undefined) return choices
  if (sh !== undefined) {
    const command = namespacesCommand({ unshare, setpriv, sh }, paths)
    choices.push({ name: 'namespaces', command, promises })
  }
  const command = networkNamespaceCommand(unshare)
  const weaker: Guard[] = ['no-network', 'no-rights']
  return [...choices, { name: 'network-namespace', command, promises: weaker }]
}

type Limits = { name: string; outside: string[]; inside: string[]; promises: Guard[] }

function resourceLimits({ cpuSeconds }: Needs, find: FindProgram, isolation: string): Limits[] {
  const [prlimit, setpriv, sh] = ['prlimit', 'setpriv', 'sh'].map(find)
  // Processes are counted for each user: in a namespace those of the decoder, else all of them.
  const own = isolation === '' ? [] : ['--nproc=64']
  const values = [...own, '--fsize=0', '--core=0', '--nofile=64', `--cpu=${cpuSeconds}`]
  const limited = prlimit ? [prlimit, ...values, `--data=${MAX_DATA_BYTES}`, '--'] : []
  // A process that is root in a namespace made by `unshare` must give up its capabilities.
  const mustDrop = isolation.endsWith('namespaces') || isolation === 'network-namespace'
  const rights = mustDrop ? ['--inh-caps=-all', '--bounding-set=-all'] : []
  // Last before the program: a change of user namespace would forget the signal.
  const bound = setpriv ? [setpriv, '--pdeathsig', 'KILL', '--no-new-privs', ...rights, '--'] : []
  const memoryOut = sh ? [sh, '-c', KEEP_MEMORY_OUT_OF_DUMPS, 'sh'] : []
  const promises: Guard[] = ['no-file-bytes', 'no-core-file', 'bounded-memory', 'bounded-time']
  const name = 'limits'
  const dumpFree: Guard[] = [...promises, 'no-dumped-memory']
  const all: Limits[] = [
    { name, outside: memoryOut, inside: [...limited, ...bound], promises: dumpFree },
    { name, outside: [], inside: [...limited, ...bound], promises },
    { name, outside: [], inside: limited, promises },
    { name: '', outside: [], inside: bound, promises: [] },
    { name: '', outside: [], inside: [], promises: [] },
  ]
  return all.filter(
    (one) =>
      (one.name === '' || prlimit !== undefined) &&
      (one.promises !== dumpFree || sh !== undefined) &&
      (!mustDrop || (setpriv !== undefined && one.inside.includes(setpriv))) &&
      (isolation !== '' || one.name !== ''),
  )
}

/** The program of this name on PATH; none on systems other than Linux. */
export function findProgram(name: string): string | undefined {
  if (process.platform !== 'linux') return undefined
  const folders = (process.env['PATH'] ?? '/usr/bin:/bin').split(delimiter)
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function runs([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, PROBE).status === 0
}

function runsMeanwhile([program = '', ...args]: readonly string[]): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const child = spawn(program, args, { ...PROBE, killSignal: 'SIGKILL' })
  child.on('close', (code) => resolve(code === 0))
  child.on('error', () => resolve(false))
  return promise
}

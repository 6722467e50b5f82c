import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** How a decoder process is shut in: a name for the log, and the command to put before its own. */
export type Sandbox = { name: string; command: readonly string[] }

/** Finds an installed program by name; undefined when there is none. */
export type FindProgram = (name: string) => string | undefined

/** Tells whether a command runs to its end with exit code 0. */
export type Works = (command: readonly string[]) => boolean

const PROBE_TIMEOUT_MS = 5000
const MAX_DATA_BYTES = 1.5 * 2 ** 30

/**
 * Chooses the strongest isolation that works on this machine.
 *
 * Isolation: bubblewrap (no network, no writable file, no capability, own process ids), else
 * namespaces of `unshare` (no network, no capability), else none. Around the process, where the
 * programs exist: resource limits (no byte into a file, no core dump) and death with the parent.
 *
 * @param probe       a harmless command that must run inside
 * @param cpuSeconds  CPU time after which the kernel kills the process
 * @returns `name` joins what is in force with `+`; `process` when nothing is
 */
export function chooseSandbox(
  probe: readonly string[],
  cpuSeconds: number,
  find: FindProgram = findProgram,
  works: Works = runs,
): Sandbox {
  for (const isolation of isolations(find)) {
    for (const limits of resourceLimits(find, cpuSeconds, isolation.name === 'namespaces')) {
      const name = [isolation.name, limits.name].filter(Boolean).join('+') || 'process'
      const command = [...isolation.command, ...limits.command]
      if (command.length === 0 || works([...command, ...probe])) return { name, command }
    }
  }
  return { name: 'process', command: [] }
}

function isolations(find: FindProgram): Sandbox[] {
  const choices: Sandbox[] = []
  const bubblewrap = find('bwrap')
  if (bubblewrap !== undefined) {
    const view = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc']
    const rights = ['--unshare-all', '--cap-drop', 'ALL', '--die-with-parent', '--new-session']
    choices.push({ name: 'bubblewrap', command: [bubblewrap, ...rights, ...view, '--'] })
  }
  const unshare = find('unshare')
  if (unshare !== undefined) {
    const namespaces = ['--user', '--map-root-user', '--net', '--ipc', '--uts']
    choices.push({ name: 'namespaces', command: [unshare, ...namespaces, '--'] })
  }
  return [...choices, { name: '', command: [] }]
}

function resourceLimits(find: FindProgram, cpuSeconds: number, dropRights: boolean): Sandbox[] {
  const prlimit = find('prlimit')
  const setpriv = find('setpriv')
  const limits = ['--fsize=0', '--core=0', '--nofile=256', `--cpu=${cpuSeconds}`]
  const limited = prlimit ? [prlimit, ...limits, `--data=${MAX_DATA_BYTES}`, '--'] : []
  // Only a process that is root in its own namespace may, and need, give up its capabilities.
  const rights = dropRights ? ['--inh-caps=-all', '--bounding-set=-all'] : []
  // Last before the program: a change of user namespace would forget the signal.
  const bound = setpriv ? [setpriv, '--pdeathsig', 'KILL', '--no-new-privs', ...rights, '--'] : []
  const name = prlimit ? 'limits' : ''
  return [
    { name, command: [...limited, ...bound] },
    { name, command: limited },
    { name: '', command: [] },
  ]
}

function findProgram(name: string): string | undefined {
  if (process.platform !== 'linux') return undefined
  const folders = (process.env['PATH'] ?? '/usr/bin:/bin').split(delimiter)
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function runs([program = '', ...args]: readonly string[]): boolean {
  const options = { stdio: 'ignore', timeout: PROBE_TIMEOUT_MS, env: {} } as const
  return spawnSync(program, args, options).status === 0
}

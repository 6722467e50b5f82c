import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, sep } from 'node:path'

/** How a browser is shut in. */
export type Enclosure = {
  /** For the log: what is in force, joined with `+`. */
  name: string
  /** What to put before the command of the browser. */
  command: readonly string[]
  /** Flags of the browser. */
  flags: readonly string[]
  /** Whether its processes have a network of their own, with nothing in it. */
  ownNetwork: boolean
  /** An empty place for the browser's files that ends with it; null when one has to be made. */
  profile: string | null
}

/** Finds an installed program by name; undefined when there is none. */
export type Find = (name: string) => string | undefined

// Where systems keep programs, libraries and fonts; of /home, /root, /var and the rest nothing is needed.
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store']
const SETTINGS = ['/etc/fonts', '/etc/ld.so.cache', '/etc/alternatives', '/etc/chromium.d']
const FILES_BYTES = 256 * 2 ** 20
const NO_SANDBOX = ['--no-sandbox']
// Chromium will not confine its processes when it is root, so within it is somebody else.
const USER = '1000'

/**
 * The ways to shut a browser in, strongest first.
 *
 * bubblewrap gives it a network without a way out and hides all files but the system's programs; its
 * own sandbox confines the processes that run scripts. One of the two is always there; a browser with
 * neither is not started. Between them stands a network namespace made by `unshare`.
 *
 * @param program  path of the browser; the folder where it lies stays visible
 */
export function enclosures(program: string, find: Find): Enclosure[] {
  const [bwrap, unshare, prlimit] = ['bwrap', 'unshare', 'prlimit'].map(find)
  const noCore = prlimit === undefined ? [] : [prlimit, '--core=0', '--']
  const choices: Enclosure[] = []
  if (bwrap !== undefined) {
    const command = [...noCore, ...bubblewrap(bwrap, program)]
    const shut = {
      name: 'bubblewrap',
      command,
      flags: [],
      ownNetwork: true,
      profile: '/tmp/profile',
    }
    choices.push({ ...shut, name: 'bubblewrap+chromium-sandbox' })
    choices.push({ ...shut, flags: NO_SANDBOX })
  }
  const open = { command: noCore, flags: [], ownNetwork: false, profile: null }
  if (unshare !== undefined) {
    const spaces = [
      '--user',
      `--map-user=${USER}`,
      `--map-group=${USER}`,
      '--net',
      '--ipc',
      '--uts',
    ]
    const command = [...noCore, unshare, ...spaces, '--']
    choices.push({ ...open, name: 'network-namespace+chromium-sandbox', command, ownNetwork: true })
  }
  return [...choices, { ...open, name: 'chromium-sandbox' }]
}

/** What an enclosure means to whoever runs the service, and what would make it stronger. */
export function explainEnclosure({ name, ownNetwork }: Enclosure): {
  meaning: string
  advice?: string
} {
  const advice = 'install bubblewrap and util-linux, and allow user namespaces'
  const network = ownNetwork ? 'has no network' : 'is kept off the network by its settings only'
  const files = name.startsWith('bubblewrap') ? 'sees only its own program' : 'can read files'
  const meaning = `the browser ${network} and ${files}`
  return name === 'bubblewrap+chromium-sandbox' ? { meaning } : { meaning, advice }
}

function bubblewrap(bwrap: string, program: string): string[] {
  const folders = [dirname(program), dirname(realpathSync(program))]
  const own = folders.filter((folder) => !SYSTEM.some((path) => isWithin(folder, path)))
  const view = [...SYSTEM, ...SETTINGS, ...new Set(own)].filter((path) => existsSync(path))
  const rights = ['--unshare-all', '--uid', USER, '--gid', USER, '--cap-drop', 'ALL']
  const life = ['--die-with-parent', '--new-session']
  const seen = view.flatMap((path) =>
    lstatSync(path).isSymbolicLink()
      ? ['--symlink', readlinkSync(path), path]
      : ['--ro-bind', path, path],
  )
  const system = ['--proc', '/proc', '--dev', '/dev']
  const size = ['--size', String(FILES_BYTES)]
  const files = [...size, '--tmpfs', '/tmp', ...size, '--tmpfs', '/dev/shm']
  const rest = ['--remount-ro', '/', '--chdir', '/', '--']
  return [bwrap, ...rights, ...life, ...system, ...files, ...seen, ...rest]
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder + sep)

import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { dirname, join } from 'node:path'
import type { Guard } from './guards.ts'

type Permission = { has(scope: string): boolean; drop?(scope: string): void }

/** `VIPS_DISC_THRESHOLD` of a decoder: libvips keeps pictures up to this size in memory. */
export const DISC_THRESHOLD = '10g'

// As <fcntl.h> of Linux has it; Node has no name for it.
const UNNAMED_FILE = 0o20000000 | constants.O_DIRECTORY | constants.O_WRONLY
const PRIVATE_PLACES = ['/etc', '/home', '/root', '/run', '/tmp', '/var']
const MOST_ENTRIES_ON_THE_WAY = 2

/**
 * Tries, inside a decoder process, what its sandbox is to prevent, and reads its own limits.
 *
 * A file that can be created in spite of it has no name, or loses it at once.
 *
 * @param port  of a listener of the parent on 127.0.0.1; 0 when there is none
 */
export async function testGuards(port: number): Promise<Guard[]> {
  const files = tryFiles()
  const limits = readText('/proc/self/limits')
  const isZero = (name: string) => new RegExp(`^Max ${name}\\s+0\\s+0\\s`, 'm').test(limits)
  const isSet = (name: string) => new RegExp(`^Max ${name}\\s+\\d+\\s+\\d+\\s`, 'm').test(limits)
  const found: Record<Guard, boolean> = {
    'no-file': files.created === 0,
    'no-file-bytes': isZero('file size') && files.written === 0,
    'no-core-file': isZero('core file size'),
    'no-dumped-memory': /^0+\s*$/.test(readText('/proc/self/coredump_filter')),
    'no-network': !hasWayOut() && !(await canReach(port)),
    'no-rights': hasNoRights(readText('/proc/self/status')),
    'hidden-files': PRIVATE_PLACES.every(isHidden),
    'bounded-memory': isSet('data size'),
    'bounded-time': isSet('cpu time'),
    'no-spill': cannotSpill(process.env),
  }
  return Object.entries(found).flatMap(([guard, holds]) => (holds ? [guard as Guard] : []))
}

/** From here on Node itself refuses to open files for writing; a tripwire, not the sandbox. */
export function giveUpWriting(): void {
  // Not every Node that runs this can give a permission up.
  const permission: Permission | undefined = process.permission
  permission?.drop?.('fs.write')
}

function tryFiles(): { created: number; written: number } {
  const own = dirname(import.meta.filename)
  const places = ['/', '.', own, dirname(process.execPath), '/tmp', '/var/tmp', '/dev', '/dev/shm']
  const tried = { created: 0, written: 0 }
  for (const place of places) {
    const file = createFile(place)
    if (file === undefined) continue
    tried.created++
    if (acceptsByte(file)) tried.written++
    closeSync(file)
  }
  return tried
}

function createFile(directory: string): number | undefined {
  try {
    return openSync(directory, UNNAMED_FILE, 0o600)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EOPNOTSUPP'))
      return undefined
  }
  try {
    const path = join(directory, `decoder-self-test-${process.pid}`)
    const file = openSync(path, 'wx', 0o600)
    unlinkSync(path)
    return file
  } catch {
    return undefined
  }
}

function acceptsByte(file: number): boolean {
  try {
    return writeSync(file, 'x') > 0
  } catch {
    return false
  }
}

function hasWayOut(): boolean {
  return Object.values(networkInterfaces()).some((all) => all?.some(({ internal }) => !internal))
}

function canReach(port: number): Promise<boolean> {
  if (port === 0) return Promise.resolve(false)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect(port, '127.0.0.1')
  const end = (isReached: boolean) => {
    socket.destroy()
    resolve(isReached)
  }
  socket.on('connect', () => end(true))
  socket.on('error', () => end(false))
  return promise
}

function hasNoRights(status: string): boolean {
  const sets = [...status.matchAll(/^Cap(?:Prm|Eff|Inh|Amb):\s*(\w+)$/gm)]
  const isFixed = /^NoNewPrivs:\s*1$/m.test(status)
  return isFixed && sets.length === 4 && sets.every(([, bits = '']) => /^0+$/.test(bits))
}

/** A directory above the program or Node shows nothing but the way to them. */
function isHidden(directory: string): boolean {
  try {
    return readdirSync(directory).length <= MOST_ENTRIES_ON_THE_WAY
  } catch {
    return true
  }
}

function cannotSpill(env: NodeJS.ProcessEnv): boolean {
  const place = env['TMPDIR']
  return env['VIPS_DISC_THRESHOLD'] === DISC_THRESHOLD && place !== undefined && !existsSync(place)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { DomainError } from '@nightlight/contract'
import type { Command } from './leash.ts'

/** How to run a program that refuses to run as root, or as a user without a name. */
export type Account = {
  /** What to really run for a command. */
  wrap(command: Command): Command
  /** Where that account finds the programs: a directory with `bin`, `lib` and `share`. */
  native: string
  /** Where that account may keep its data. */
  dataDir: string
  spawn: { uid?: number; gid?: number }
  how: string
}

const NOBODY = 65534
const NAMESPACE = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`]

/**
 * Finds an account that is not root for the programs in `native`.
 *
 * An ordinary user is one. Root, and a user that the system knows by number only, gets a user
 * namespace, in which the programs see an ordinary account while the files stay whose they are.
 * Where namespaces are denied, root gets the account nobody, with a copy of the programs, and if
 * need be the data, under `publicDir`, since nobody cannot enter a private home directory.
 *
 * @param options.namespaces false to leave out the namespace
 * @throws {DomainError} `not-ours` when a directory under `publicDir` belongs to somebody else,
 *   `data-directory-account` when the data were made the other way
 */
export function unprivileged(
  native: string,
  dataDir: string,
  options: { namespaces?: boolean; publicDir?: string } = {},
): Account {
  const asIs = { wrap: (command: Command) => command, native, dataDir, spawn: {} }
  const root = process.getuid?.() === 0
  if (!root && hasAccount()) return { ...asIs, how: 'as this user' }
  const publicDir = options.publicDir ?? '/var/tmp'
  if (options.namespaces !== false && spawnSync('unshare', [...NAMESPACE, 'true']).status === 0) {
    if (root && (madeByNobody(dataDir) || madeByNobody(publicPlace(dataDir, publicDir)))) {
      throw madeOtherwise('without user namespaces')
    }
    const wrap = ([name, args]: Command): Command => ['unshare', [...NAMESPACE, name, ...args]]
    return { ...asIs, wrap, how: `as ${root ? 'root' : 'this user'}, in a user namespace` }
  }
  if (!root) return { ...asIs, how: 'as this user' }
  if (existsSync(dataDir) && !madeByNobody(dataDir)) throw madeOtherwise('with user namespaces')
  return asNobody(native, dataDir, publicDir)
}

/** Whether the system knows the user by name; initdb refuses a number that it does not. */
function hasAccount(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

function asNobody(native: string, dataDir: string, publicDir: string): Account {
  mkdirSync(dirname(dataDir), { recursive: true })
  const data = reachable(dirname(dataDir)) ? dataDir : publicPlace(dataDir, publicDir)
  if (data !== dataDir) ownedDirectory(dirname(data))
  return {
    wrap: (command) => command,
    native: publicCopy(native, publicDir),
    dataDir: data,
    spawn: { uid: NOBODY, gid: NOBODY },
    how: `as nobody, data in ${data}`,
  }
}

const publicPlace = (dataDir: string, publicDir: string): string =>
  join(publicDir, `nightlight-data-${digest(dataDir)}`, 'postgres')

const madeByNobody = (dataDir: string): boolean =>
  existsSync(dataDir) && lstatSync(dataDir).uid === NOBODY

/** A server of another account could not read the data, and a new directory would hide them. */
const madeOtherwise = (how: string): DomainError =>
  new DomainError(
    'conflict',
    'data-directory-account',
    `Starting Postgres: the data directory was made as root ${how}, which is different now; change that back or choose another --data`,
  )

function publicCopy(native: string, publicDir: string): string {
  const version = readFileSync(join(native, '../package.json'))
  const copy = join(publicDir, `nightlight-postgres-${digest(version)}`)
  if (existsSync(copy)) {
    ownedDirectory(copy)
    return copy
  }
  const draft = `${copy}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  chmodSync(draft, 0o755)
  renameSync(draft, copy)
  return copy
}

/** Makes a directory that root owns and others may enter, or sees that the one there is such. */
function ownedDirectory(dir: string): void {
  mkdirSync(dir, { recursive: true })
  const found = lstatSync(dir)
  if (found.uid === 0 && found.isDirectory()) return chmodSync(dir, 0o755)
  throw new DomainError('conflict', 'not-ours', `Starting Postgres: ${dir} is not owned by root`)
}

function reachable(dir: string): boolean {
  if ((statSync(dir).mode & 0o001) === 0) return false
  return dirname(dir) === dir || reachable(dirname(dir))
}

/** Hands a file or directory to the account that the server runs under. */
export function handOver(file: string, account: Account): void {
  const { uid, gid } = account.spawn
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid)
}

const digest = (text: string | Buffer): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12)

import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { DomainError } from '@nightlight/contract'
import { leash } from './leash.ts'
import { handOver, type Account } from './unprivileged.ts'

/** The account inside Postgres, and the name of the database. */
export const OWNER = 'nightlight'

const run = promisify(execFile)

/**
 * Makes the data directory of a server unless it is there already.
 *
 * It is made beside its place and moved there when complete, password and all, so a kill at any
 * moment leaves either nothing or the whole; what a kill left beside is removed.
 */
export async function ensureCluster(account: Account, durable: boolean): Promise<void> {
  const { dataDir } = account
  const parent = dirname(dataDir)
  const prefix = `${basename(dataDir)}.init-`
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true })
  }
  if (existsSync(join(dataDir, 'PG_VERSION'))) return
  const draft = join(parent, prefix + randomUUID())
  try {
    await mkdir(draft, { mode: 0o700 })
    await writeFile(join(draft, 'password'), randomBytes(24).toString('base64url'), { mode: 0o600 })
    handOver(draft, account)
    handOver(join(draft, 'password'), account)
    await initdb(account, draft, durable)
    await rename(join(draft, 'password'), join(draft, 'data', 'password'))
    await rename(join(draft, 'data'), dataDir)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function initdb(account: Account, draft: string, durable: boolean): Promise<void> {
  const flags = [
    `--pgdata=${join(draft, 'data')}`,
    `--username=${OWNER}`,
    `--pwfile=${join(draft, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--data-checksums',
    // no dependence on the locales that the system happens to have
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(durable ? [] : ['--no-sync']),
  ]
  const program = join(account.native, 'bin/initdb')
  const [command, args] = account.wrap(leash('KILL', [program, flags]))
  await run(command, args, { ...account.spawn, maxBuffer: 16e6 })
}

/**
 * The password of a data directory that `ensureCluster` made.
 *
 * @throws {DomainError} `password-missing`
 */
export async function readPassword(dataDir: string): Promise<string> {
  try {
    return await readFile(join(dataDir, 'password'), 'utf8')
  } catch (error) {
    throw new DomainError(
      'conflict',
      'password-missing',
      'Starting Postgres: the file "password" of the data directory cannot be read; restore it or choose another --data',
      { cause: error },
    )
  }
}

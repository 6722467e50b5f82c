import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DomainError } from '@nightlight/contract'
import { openDataDirectory, secretSetting, type DataDirectory } from './data-directory.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * The data directory of an installation that is there: a wrong `--data` must not make another one.
 *
 * @throws {DomainError} not-found `no-installation`; as `openDataDirectory`
 */
export async function findInstallation(
  path: string,
  env: Env = process.env,
): Promise<DataDirectory> {
  if (path.trim() !== '' && !isInstallation(path, env)) {
    throw new DomainError(
      'not-found',
      'no-installation',
      `Opening an installation: ${resolve(path)} ${await whyNone(path)}; give the --data of one, or make one with "npm start"`,
    )
  }
  return openDataDirectory(path)
}

/**
 * The data directory of an installation; one that had to be made is told on standard error, since it may be the wrong
 * place that was named.
 *
 * @throws {DomainError} as `openDataDirectory`
 */
export async function makeInstallation(
  path: string,
  env: Env = process.env,
): Promise<DataDirectory> {
  const isNew = !isInstallation(path, env)
  const directory = await openDataDirectory(path)
  if (isNew) {
    console.error(
      `There was no installation at ${directory.path}: a new one is made there. If you meant another, give its --data`,
    )
  }
  return directory
}

/** With database and key in the environment nothing of it needs to be in the directory. */
function isInstallation(path: string, env: Env): boolean {
  const root = resolve(path)
  const kept = [join('keys', 'field.key'), 'postgres', 'service.json']
  if (kept.some((name) => existsSync(join(root, name)))) return true
  return secretSetting(env, 'DATABASE_URL') !== null && secretSetting(env, 'FIELD_KEY') !== null
}

async function whyNone(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (found === null) return 'does not exist'
  return found.isDirectory() ? 'holds none' : 'is a file and no directory'
}

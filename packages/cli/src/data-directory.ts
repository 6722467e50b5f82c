import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DomainError } from '@nightlight/contract'
import { readEnvironment } from '@nightlight/runtime'
import { Type } from 'typebox'

/** What a running service tells the commands of the same machine. Holds secrets: mode 0600. */
export type ServiceFile = { url: string; databaseUrl: string; key: string; pid: number }

export type DataDirectory = {
  readonly path: string
  readonly postgres: string
  readonly log: string
  readonly service: string
  readonly demo: string
  /** What the signer of the audit log signed last; belongs into another backup than the database. */
  readonly keptHead: string
}

/**
 * The directory that holds everything a service on one machine keeps; made when missing.
 *
 * @throws {DomainError} `data-directory-unusable` when it cannot be written
 */
export async function openDataDirectory(path: string): Promise<DataDirectory> {
  if (path.trim() === '') {
    throw new DomainError(
      'invalid',
      'option-invalid',
      'Opening the data directory: --data is empty; name a directory',
    )
  }
  const root = resolve(path)
  try {
    await mkdir(join(root, 'keys'), { recursive: true, mode: 0o700 })
    await chmod(join(root, 'keys'), 0o700)
  } catch (error) {
    const { code } = Object(error) as { code?: unknown }
    const isFile = code === 'ENOTDIR' || code === 'EEXIST'
    throw new DomainError(
      'invalid',
      'data-directory-unusable',
      `Opening the data directory: ${isFile ? 'there is a file in its place' : 'it cannot be made or written'}; choose another with --data`,
      { cause: error },
    )
  }
  return {
    path: root,
    postgres: join(root, 'postgres'),
    log: join(root, 'nightlight.log'),
    service: join(root, 'service.json'),
    demo: join(root, 'demo'),
    keptHead: join(root, 'audit.checkpoint'),
  }
}

/**
 * The master key of the field encryption: from the environment, else made once and kept.
 *
 * Whoever has the database but not this file reads no address and no list hash; back both up apart.
 */
export async function fieldKey(
  directory: DataDirectory,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  return (
    secretSetting(env, 'FIELD_KEY') ??
    keptSecret(join(directory.path, 'keys', 'field.key'), () => randomBytes(32).toString('hex'))
  )
}

/** A setting that may be given as the name of a file, null when it is not given. */
export function secretSetting(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): string | null {
  const schema = Type.Object({ [name]: Type.Optional(Type.String()) })
  return readEnvironment(schema, env)[name] ?? null
}

/** Reads a secret from its file, or makes it there; two starts at once end with one value. */
export async function keptSecret(
  file: string,
  make: () => string | Promise<string>,
): Promise<string> {
  const known = await readIfThere(file)
  if (known) return known
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${await make()}\n`, { mode: 0o600, flag: 'wx' })
  // A link never replaces: of two that are made at once the first one stays.
  await link(draft, file).catch(() => undefined)
  await rm(draft)
  const kept = await readIfThere(file)
  if (kept) return kept
  throw new DomainError(
    'invalid',
    'data-directory-unusable',
    'Keeping a key: the data directory cannot be written; choose another with --data',
  )
}

const readIfThere = async (file: string): Promise<string | null> => {
  try {
    return (await readFile(file, 'utf8')).trim() || null
  } catch {
    return null
  }
}

export async function writeServiceFile(
  directory: DataDirectory,
  service: ServiceFile,
): Promise<void> {
  const draft = `${directory.service}.${process.pid}`
  await writeFile(draft, JSON.stringify(service), { mode: 0o600 })
  await rename(draft, directory.service)
}

export const removeServiceFile = (directory: DataDirectory): Promise<void> =>
  rm(directory.service, { force: true })

export async function readServiceFile(directory: DataDirectory): Promise<ServiceFile | null> {
  const text = await readIfThere(directory.service)
  return text === null ? null : (JSON.parse(text) as ServiceFile)
}

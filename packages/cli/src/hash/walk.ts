import type { BigIntStats } from 'node:fs'
import { lstat, realpath, stat } from 'node:fs/promises'
import { DomainError } from '@nightlight/contract'
import { bytesOfPath, pathFromArgument, shownPath } from './path-text.ts'
import type { FileError } from './file-record.ts'
import { sortedNames } from './sorted-names.ts'

/**
 * One thing found; paths have one character a byte. `times`: when it was modified, changed and made,
 * nanoseconds; files of two media that look alike differ in one of them.
 */
export type Found = { root: number; path: string } & (
  | { kind: 'file'; size: number; times: string; follow: boolean }
  | { kind: 'refused'; error: FileError }
)

export type Root = { path: string; status: BigIntStats }

type Item = { name: string; status: BigIntStats | NodeJS.ErrnoException }
type Level = { path: string; items: AsyncIterator<Item> }

const STATUSES_AT_ONCE = 64

/**
 * Looks up the paths of the command line; one that lies in another is left out, as its files come
 * with the other.
 *
 * @throws {DomainError} `path-not-found`, `path-unreadable`
 */
export async function openRoots(paths: readonly string[], action = 'Hashing'): Promise<Root[]> {
  const roots: (Root & { real: string })[] = []
  for (const argument of paths) {
    const path = pathFromArgument(argument).replace(/(?<=[^/])\/+$/, '')
    try {
      const status = await stat(bytesOfPath(path), { bigint: true })
      const real = await realpath(bytesOfPath(path), { encoding: 'latin1' })
      roots.push({ path, status, real })
    } catch (error) {
      throw rootError(action, path, error)
    }
  }
  return roots
    .filter(({ real }, at) => !roots.some((other, place) => covers(other.real, place, real, at)))
    .map(({ path, status }) => ({ path, status }))
}

const covers = (outer: string, outerAt: number, inner: string, innerAt: number): boolean =>
  outer === inner ? outerAt < innerAt : inner.startsWith(outer.replace(/\/?$/, '/'))

function rootError(action: string, path: string, error: unknown): DomainError {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  const [code, what] = isMissing
    ? (['path-not-found', 'does not exist'] as const)
    : (['path-unreadable', 'cannot be read'] as const)
  return new DomainError('not-found', code, `${action}: ${shownPath(path)} ${what}`, {
    cause: error,
  })
}

/**
 * Everything under the roots, in an order that is the same in every run: by root, then by the bytes
 * of the names, a folder at the place of its name. Symbolic links inside a folder are not followed.
 *
 * @param isOwn  tells the files of this command itself, which are passed over
 */
export async function* walk(
  roots: readonly Root[],
  isOwn: (status: BigIntStats) => boolean,
): AsyncIterable<Found> {
  for (const [root, { path, status }] of roots.entries()) {
    if (!status.isDirectory()) {
      if (!isOwn(status)) yield foundAt(root, path, status, true)
      continue
    }
    const levels: Level[] = [{ path, items: itemsOf(path) }]
    for (let level = levels.at(-1); level; level = levels.at(-1)) {
      const next = await nextItem(level)
      if (next === undefined) levels.pop()
      else if (next instanceof Error) {
        yield { root, path: level.path, kind: 'refused', error: folderError(next) }
        levels.pop()
      } else {
        const inside = joined(level.path, next.name)
        if (next.status instanceof Error) {
          yield { root, path: inside, kind: 'refused', error: readError(next.status) }
        } else if (next.status.isDirectory()) {
          levels.push({ path: inside, items: itemsOf(inside) })
        } else if (!isOwn(next.status)) yield foundAt(root, inside, next.status, false)
      }
    }
  }
}

/**
 * The place of a path in the order of `walk`: smaller comes first, within one root.
 */
export const orderKey = (path: string): string => path.replaceAll('/', '\0')

export const joined = (folder: string, name: string): string =>
  folder.endsWith('/') ? folder + name : `${folder}/${name}`

/** Why a file has no record of its content, by what the system said. */
export function readError(error: unknown): FileError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  if (code === 'EACCES' || code === 'EPERM') {
    return { code: 'no-permission', message: 'read file: not permitted' }
  }
  if (code === 'ENOENT') return { code: 'gone', message: 'read file: no longer there' }
  return { code: 'unreadable', message: `read file: ${code}` }
}

const folderError = (error: Error): FileError => {
  const { code, message } = readError(error)
  return { code: `folder-${code}`, message: message.replace('file', 'folder') }
}

async function nextItem({ items }: Level): Promise<Item | Error | undefined> {
  try {
    const next = await items.next()
    return next.done ? undefined : next.value
  } catch (error) {
    return error instanceof Error ? error : new Error('read folder: unknown', { cause: error })
  }
}

async function* itemsOf(folder: string): AsyncGenerator<Item> {
  for await (const names of sortedNames(folder)) {
    for (let at = 0; at < names.length; at += STATUSES_AT_ONCE) {
      const part = names.slice(at, at + STATUSES_AT_ONCE)
      yield* await Promise.all(
        part.map(async (name) => ({ name, status: await statusOf(joined(folder, name)) })),
      )
    }
  }
}

async function statusOf(path: string): Promise<BigIntStats | NodeJS.ErrnoException> {
  try {
    return await lstat(bytesOfPath(path), { bigint: true })
  } catch (error) {
    return error instanceof Error ? error : new Error('read status: unknown', { cause: error })
  }
}

function foundAt(root: number, path: string, status: BigIntStats, follow: boolean): Found {
  if (status.isFile()) {
    const { size, mtimeNs, ctimeNs, birthtimeNs } = status
    const times = `${mtimeNs} ${ctimeNs} ${birthtimeNs}`
    return { root, path, kind: 'file', size: Number(size), times, follow }
  }
  const error = status.isSymbolicLink()
    ? { code: 'symbolic-link', message: 'read file: a symbolic link, not followed' }
    : { code: 'not-a-file', message: 'read file: a device, pipe or socket' }
  return { root, path, kind: 'refused', error }
}

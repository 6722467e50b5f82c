import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { DomainError } from '@nightlight/contract'

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; check its name',
  ENOTDIR: 'does not exist; check its name',
  EISDIR: 'is a folder; give a file',
  EACCES: 'may not be read by this user; check its permissions',
  EPERM: 'may not be read by this user; check its permissions',
}

/** What a person can do about a file that could not be read: missing, a folder, forbidden or otherwise. */
function whyUnreadable(error: unknown): string {
  const { code } = Object(error) as { code?: unknown }
  return WHY[String(code)] ?? 'cannot be read; check its name and permissions'
}

/** @param what  action and subject, such as `Importing a list: the file` */
export const fileUnreadable = (
  what: string,
  cause: unknown,
  code = 'file-unreadable',
): DomainError => new DomainError('invalid', code, `${what} ${whyUnreadable(cause)}`, { cause })

/**
 * Sees to it that a file can be read, before anything is done with it; a pipe can.
 *
 * @throws {DomainError} `file-unreadable`, or `code`
 */
export async function mustBeReadable(path: string, what: string, code?: string): Promise<void> {
  try {
    await access(path, constants.R_OK)
    if (!(await stat(path)).isDirectory()) return
  } catch (error) {
    throw fileUnreadable(what, error, code)
  }
  throw fileUnreadable(what, { code: 'EISDIR' }, code)
}

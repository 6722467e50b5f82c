import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * The directory that the command was given in: npm runs it in that of the repository, and relative
 * paths are meant from where the person stands.
 */
export function callerDirectory(
  env: Readonly<Record<string, string | undefined>> = process.env,
  current: string = process.cwd(),
): string {
  const caller = env['INIT_CWD']
  const isByNpm = env['npm_lifecycle_event'] === 'nightlight' && resolve(current) === resolve(ROOT)
  return isByNpm && caller !== undefined && caller !== '' ? caller : current
}

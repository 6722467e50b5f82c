import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

// Where systems keep programs and libraries; of /etc, /home, /root, /var and /tmp nothing is needed.
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store']
const PACKAGE = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/**
 * The files and directories that a decoder process reads: programs and libraries of the system, Node,
 * this package and what it depends on, and where `LD_LIBRARY_PATH` points.
 *
 * @param further  what another program needs beside these
 * @returns no path inside another
 */
export function visiblePaths(further: readonly string[] = []): string[] {
  const require = createRequire(import.meta.url)
  const libraries = (process.env['LD_LIBRARY_PATH'] ?? '').split(delimiter).filter(Boolean)
  const all = [
    ...SYSTEM,
    process.execPath,
    PACKAGE,
    dependenciesOf(realpathSync(require.resolve('sharp'))),
    ...libraries,
    ...further,
  ].filter((path) => existsSync(path))
  return [...new Set(all)].filter(
    (path) => !all.some((other) => path !== other && path.startsWith(other + sep)),
  )
}

/** The outermost `node_modules` around a file. */
function dependenciesOf(file: string): string {
  const marker = `${sep}node_modules${sep}`
  const at = file.indexOf(marker)
  return at === -1 ? dirname(file) : file.slice(0, at + marker.length - 1)
}

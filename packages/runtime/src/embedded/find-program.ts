import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The first of `names` that can be executed in a directory of PATH; the order of names decides. */
export function findProgram(
  names: readonly string[],
  searchPath: string = process.env['PATH'] ?? '',
): string | undefined {
  const dirs = searchPath.split(delimiter).filter((dir) => dir !== '')
  for (const name of names) {
    const found = dirs.map((dir) => join(dir, name)).find(isExecutable)
    if (found !== undefined) return found
  }
  return undefined
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

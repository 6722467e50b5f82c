import type { Dir } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { bytesOfPath } from './path-text.ts'
import { joined, type Root } from './walk.ts'

type Level = { path: string; folder: Dir }

/**
 * Counts what `walk` will find, about, without looking at each file; for the time left only.
 *
 * @returns undefined when it could not be counted, or `signal` was aborted
 */
export async function countFiles(
  roots: readonly Root[],
  signal: AbortSignal,
): Promise<number | undefined> {
  let count = 0
  for (const { path, status } of roots) {
    const levels: Level[] = []
    try {
      if (status.isDirectory()) levels.push(await levelAt(path))
      else count++
      for (let level = levels.at(-1); level; level = levels.at(-1)) {
        signal.throwIfAborted()
        const entry = await level.folder.read()
        if (entry === null) await levels.pop()?.folder.close()
        else if (entry.isDirectory()) levels.push(await levelAt(joined(level.path, entry.name)))
        else count++
      }
    } catch {
      await Promise.allSettled(levels.map(({ folder }) => folder.close()))
      return undefined
    }
  }
  return count
}

const levelAt = async (path: string): Promise<Level> => ({
  path,
  folder: await opendir(bytesOfPath(path), { encoding: 'latin1', bufferSize: 1024 }),
})

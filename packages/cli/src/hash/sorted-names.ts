import { opendir } from 'node:fs/promises'
import { bytesOfPath } from './path-text.ts'

/**
 * Names in a folder in the order of their bytes, in parts.
 *
 * Memory is bounded: a folder with more than twice `most` names is read several times, each time for
 * the next ones in order.
 *
 * @param folder  a path with one character a byte
 * @param most    names in a part, about
 * @returns names with one character a byte
 * @throws what the file system says when the folder cannot be read
 */
export async function* sortedNames(folder: string, most = 100_000): AsyncIterable<string[]> {
  let after = ''
  for (;;) {
    const { names, isCut } = await namesAfter(folder, after, most)
    if (names.length > 0) yield names
    if (!isCut) return
    after = names.at(-1) ?? after
  }
}

async function namesAfter(
  folder: string,
  after: string,
  most: number,
): Promise<{ names: string[]; isCut: boolean }> {
  let names: string[] = []
  let last: string | undefined
  const directory = await opendir(bytesOfPath(folder), { encoding: 'latin1', bufferSize: 1024 })
  for await (const { name } of directory) {
    if (name <= after || (last !== undefined && name > last)) continue
    names.push(name)
    if (names.length < 2 * most) continue
    names = names.sort().slice(0, most)
    last = names.at(-1)
  }
  return { names: names.sort(), isCut: last !== undefined }
}

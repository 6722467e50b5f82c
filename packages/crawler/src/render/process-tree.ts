import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process and all that descend from it, the first one first; that one alone where there is no `/proc`. */
export function processTree(rootId: number): number[] {
  const children = Map.groupBy(allProcesses(), ({ parentId }) => parentId)
  const tree = [rootId]
  for (const id of tree) tree.push(...(children.get(id) ?? []).map(({ id }) => id))
  return tree
}

/** Bytes of memory that belong to these processes alone, or that they share among themselves. */
export function memoryOf(processIds: readonly number[]): number {
  let kilobytes = 0
  for (const id of processIds) {
    const status = readText(`/proc/${id}/status`)
    for (const [, amount] of status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)) {
      kilobytes += Number(amount)
    }
  }
  return kilobytes * 1024
}

/** Whose network a process uses; `unknown` when it has ended, or hides that. */
export function networkOf(processId: number): 'its-own' | 'ours' | 'unknown' {
  const [own, its] = ['self', processId].map((id) => readLink(`/proc/${id}/ns/net`))
  if (own === undefined || its === undefined) return 'unknown'
  return own === its ? 'ours' : 'its-own'
}

function allProcesses(): { id: number; parentId: number }[] {
  return listProc().flatMap((name) => {
    // The name of a program, in brackets, may hold anything.
    const [, parentId] = /^.*\) \w (\d+) /s.exec(readText(`/proc/${name}/stat`)) ?? []
    return parentId === undefined ? [] : [{ id: Number(name), parentId: Number(parentId) }]
  })
}

function listProc(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

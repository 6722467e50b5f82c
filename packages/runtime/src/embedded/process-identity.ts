import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * When a process started, as text that no later process with the same number shares.
 *
 * @returns undefined when there is no such process, or only its zombie
 */
export async function processStart(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return psField(pid, 'lstart')
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // the command in brackets may hold anything, so fields count from its closing bracket
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
    return `${boot.trim()} ${fields[19]}`
  } catch {
    return undefined
  }
}

/**
 * Whether `pid` is a living server whose working directory, or whose command line, is `dir`.
 *
 * @param dir a real path, without symbolic links
 */
export async function worksIn(pid: number, dir: string): Promise<boolean> {
  if (process.platform !== 'linux') return (await psField(pid, 'command'))?.includes(dir) ?? false
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === dir
  } catch {
    return false
  }
}

async function psField(pid: number, field: string): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', `${field}=`, '-p', String(pid)])
    return stdout.trim() || undefined
  } catch {
    return undefined
  }
}

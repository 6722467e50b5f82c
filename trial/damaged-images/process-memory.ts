import { readFileSync } from 'node:fs'

const MEGABYTE_OF_KILOBYTES = 1024

/** Memory of a process, megabytes: at most since it began (or was reset), and now. */
export type ProcessMemory = { highWater: number; now: number }

/** Reads the memory of a process from the kernel; undefined when it is gone, or not on Linux. */
export function processMemory(processId: number | 'self'): ProcessMemory | undefined {
  const status = read(`/proc/${processId}/status`)
  const kilobytes = (key: string) =>
    Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
  const highWater = kilobytes('VmHWM') / MEGABYTE_OF_KILOBYTES
  const now = kilobytes('VmRSS') / MEGABYTE_OF_KILOBYTES
  return Number.isFinite(highWater) ? { highWater, now } : undefined
}

/** Ids of all processes below one; empty where the kernel does not tell. */
export function descendants(processId: number): number[] {
  const children = read(`/proc/${processId}/task/${processId}/children`)
  return children
    .split(' ')
    .filter(Boolean)
    .flatMap((id) => [Number(id), ...descendants(Number(id))])
}

const PERIOD_MS = 100

/** Watches all processes below this one. */
export type MemoryWatch = Disposable & {
  /** Largest so far of any one process, megabytes; 0 when none was seen. */
  readonly highWater: number
  /** Looks now, beside the regular looks. */
  look(): void
}

/** Starts to watch; the high-water mark of the kernel makes ten looks a second enough. */
export function watchMemory(): MemoryWatch {
  let highWater = 0
  const look = () => {
    for (const id of descendants(process.pid)) {
      highWater = Math.max(highWater, processMemory(id)?.highWater ?? 0)
    }
  }
  const timer = setInterval(look, PERIOD_MS)
  return {
    get highWater() {
      return highWater
    },
    look,
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

import { number, type Tally } from './tally.ts'

const TERMINAL_MS = 500
const LOG_MS = 10_000

/**
 * Tells how far a run is, on standard error: one line that is written anew on a terminal, otherwise
 * a line every ten seconds.
 *
 * @param lineAt  the line, by the seconds since the start
 */
export function startProgress(lineAt: (seconds: number) => string): Disposable {
  const isTerminal = process.stderr.isTTY
  const started = performance.now()
  const say = (): void => {
    const line = lineAt((performance.now() - started) / 1000)
    process.stderr.write(isTerminal ? `\r\x1b[K${line}` : `${line}\n`)
  }
  const timer = setInterval(say, isTerminal ? TERMINAL_MS : LOG_MS)
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      if (isTerminal) process.stderr.write('\r\x1b[K')
    },
  }
}

/**
 * @param total  undefined while it is not known
 * @param seconds  since the run began
 */
export function progressLine(tally: Tally, total: number | undefined, seconds: number): string {
  const rate = tally.hashed / Math.max(seconds, 0.001)
  const parts = [
    `${number(tally.files)}${total === undefined ? '' : ` of ${number(total)}`} files`,
    `${rate < 10 ? rate.toFixed(1) : number(rate)} files/s`,
    `${(tally.bytes / 1e6 / Math.max(seconds, 0.001)).toFixed(1)} MB/s`,
    `${number(tally.unread)} not read`,
  ]
  const left = total === undefined || rate === 0 ? undefined : (total - tally.files) / rate
  if (left !== undefined && left >= 0) parts.push(`about ${duration(left)} left`)
  return parts.join(', ')
}

/** @param quiet  the option; records on the terminal are progress enough */
export const isProgressShown = (quiet: boolean | undefined, toFile = false): boolean =>
  quiet !== true && (toFile || !process.stdout.isTTY)

/** How many of what, and how fast, for work whose end is not known. */
export const rateLine = (count: number, what: string, seconds: number): string =>
  `${number(count)} ${what}, ${number(count / Math.max(seconds, 0.001))} a second`

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}

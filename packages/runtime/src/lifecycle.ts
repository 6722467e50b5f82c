import { setTimeout } from 'node:timers/promises'
import { safeError, type Log } from './log.ts'

const REPEAT_MS = 1_000

/**
 * Resolves when the process should stop: SIGTERM, SIGINT, or a supervisor that went away.
 *
 * A supervisor is noticed by the IPC channel that it opened; without one only signals count.
 */
export async function untilStopped(): Promise<'SIGTERM' | 'SIGINT' | 'disconnect'> {
  const how = await new Promise<'SIGTERM' | 'SIGINT' | 'disconnect'>((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'))
    process.once('SIGINT', () => resolve('SIGINT'))
    if (process.channel) process.once('disconnect', () => resolve('disconnect'))
  })
  ignoreRepeats()
  // An open channel to the supervisor would keep the process alive after its work is done.
  if (process.connected) process.disconnect()
  return how
}

/**
 * A Ctrl-C may come twice, to the whole group and handed on by who started us: the second one would end
 * everything at once. One that comes later is meant.
 */
function ignoreRepeats(): void {
  const ignore = (): void => undefined
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, ignore)
    globalThis.setTimeout(() => process.off(signal, ignore), REPEAT_MS).unref()
  }
}

/**
 * Runs `sweep` again and again, `everyMs` after the last run ended, until disposed.
 *
 * A sweep finds rows that are due and makes the hints that were lost; it fails loudly and goes on.
 */
export function startSweep(
  deps: { log: Log },
  name: string,
  everyMs: number,
  sweep: (signal: AbortSignal) => Promise<void>,
): { [Symbol.asyncDispose](): Promise<void> } {
  const stop = new AbortController()
  const rest = (): Promise<void> =>
    setTimeout(everyMs, undefined, { signal: stop.signal }).catch(() => undefined)
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await sweep(stop.signal)
      } catch (error) {
        if (!stop.signal.aborted) deps.log.error({ sweep: name, error: safeError(error) }, 'sweep')
      }
      await rest()
    }
  }
  const running = loop()
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

/** Tells the supervisor that this process is ready to work; a no-op without one. */
export function reportReady(facts: Record<string, unknown> = {}): void {
  if (process.connected) process.send?.({ type: 'ready', ...facts })
}

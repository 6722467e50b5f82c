const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** The run was stopped from outside. */
export class Stopped extends Error {
  override name = 'Stopped'
  readonly exitCode: number

  constructor(exitCode: number) {
    super('stop: by a signal')
    this.exitCode = exitCode
  }
}

/** A signal that is aborted with `Stopped` when the process is asked to end; dispose it to forget. */
export function onStopSignals(): Disposable & { signal: AbortSignal } {
  const stop = new AbortController()
  const listeners = Object.entries(EXIT_CODES).map(
    ([name, exitCode]) => [name, () => stop.abort(new Stopped(exitCode))] as const,
  )
  for (const [name, listener] of listeners) process.on(name, listener)
  return {
    signal: stop.signal,
    [Symbol.dispose]() {
      for (const [name, listener] of listeners) process.off(name, listener)
    },
  }
}

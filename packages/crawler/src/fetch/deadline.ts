import { failed } from './stop.ts'

/** When a fetch ends at the latest. */
export type Deadline = Disposable & {
  /** The fetch ends so many milliseconds from now, whatever was said before. */
  set(ms: number): void
}

/** Creates the deadline of one fetch, which has none before it is set. */
export function createDeadline(control: AbortController): Deadline {
  let timer: NodeJS.Timeout | undefined
  return {
    set(ms) {
      clearTimeout(timer)
      timer = setTimeout(() => {
        control.abort(failed('timeout', `Fetch: not done after ${ms} ms`))
      }, ms)
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}

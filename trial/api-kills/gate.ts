/** Lets callers through while the process listens, and counts what they got done. */
export type Gate = {
  open(): void
  close(): void
  /** Resolves when it is open. */
  whenOpen(): Promise<void>
  /** Somebody was answered. */
  answered(): void
  /** Resolves when so many more were answered. */
  whenAnswered(more: number): Promise<void>
}

export function createGate(): Gate {
  let opening = Promise.withResolvers<void>()
  let count = 0
  let waited: { at: number; resolve: () => void } | null = null
  return {
    open: () => opening.resolve(),
    close: () => {
      opening = Promise.withResolvers<void>()
    },
    whenOpen: () => opening.promise,
    answered() {
      count++
      if (waited && count >= waited.at) waited.resolve()
    },
    whenAnswered(more) {
      const { promise, resolve } = Promise.withResolvers<void>()
      waited = { at: count + more, resolve }
      return promise
    },
  }
}

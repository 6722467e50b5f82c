/** A fixed number of places, given out in the order of asking. */
export class Slots {
  #free: number
  readonly #waiting = new Set<() => void>()

  constructor(count: number) {
    this.#free = count
  }

  /** Whether no place is free. */
  get isFull(): boolean {
    return this.#free === 0
  }

  /** @returns gives the place back when disposed; null when none is free: nobody who waits is passed by */
  tryTake(): Disposable | null {
    if (this.#free === 0) return null
    this.#free--
    return { [Symbol.dispose]: () => this.#giveBack() }
  }

  /**
   * Waits for a place.
   *
   * @returns gives the place back when disposed
   * @throws the reason of `signal`, when aborted before a place was free
   */
  async take(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted()
    const free = this.tryTake()
    if (free !== null) return free
    await this.#wait(signal)
    return { [Symbol.dispose]: () => this.#giveBack() }
  }

  #wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => {
      this.#waiting.delete(enter)
      reject(signal.reason as Error)
    }
    const enter = () => {
      signal.removeEventListener('abort', leave)
      resolve()
    }
    signal.addEventListener('abort', leave, { once: true })
    this.#waiting.add(enter)
    return promise
  }

  #giveBack(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#free++
      return
    }
    this.#waiting.delete(next)
    next()
  }
}

/** A server process that belongs to this process; disposing of it is `stop()`. */
export type RunningServer = {
  /** With its password: a secret, never for a log. */
  readonly url: string
  /** In words for a log: which binary, which account. */
  readonly how: string
  /** Resolves when the server ends, asked or not. */
  readonly ended: Promise<void>
  /** Waits for clients to leave, then for the server to end; calling it again is harmless. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

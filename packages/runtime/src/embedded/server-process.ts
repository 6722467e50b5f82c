import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { Log } from '../log.ts'

const CLIENTS_MS = 5_000
const STOP_MS = 20_000

export const ended = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null

/** Resolves when a child has ended. */
export const exitOf = async (child: ChildProcess): Promise<void> => {
  if (!ended(child)) await once(child, 'exit')
}

/** A connection whose loss is reported by the query that needs it, not as an uncaught event. */
export function openClient(url: string): Client {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  return client
}

/**
 * How to stop a server: clients leave, the server ends, `release` is called; once, however often
 * it is asked for. A server that ends unasked is reported in the log.
 */
export function stopOnce(
  child: ChildProcess,
  url: string,
  log: Log,
  release: () => Promise<void>,
): () => Promise<void> {
  let stopping: Promise<void> | undefined
  child.once('exit', (code, signal) => {
    if (stopping === undefined) log.error({ code, signal }, 'postgres ended by itself')
  })
  const stop = async (): Promise<void> => {
    if (!ended(child)) {
      await clientsGone(url)
      await end(child)
    }
    await release()
  }
  return () => (stopping ??= stop())
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGINT')
  const late = setTimeout(() => child.kill('SIGQUIT'), STOP_MS)
  if (!ended(child)) await gone
  clearTimeout(late)
}

/**
 * Waits for other clients to leave: a pool's `end()` can resolve before its connections are gone,
 * and a server that stops under them surfaces as an error nobody waits for.
 */
async function clientsGone(url: string): Promise<void> {
  const client = openClient(url)
  const deadline = Date.now() + CLIENTS_MS
  try {
    await client.connect()
    for (;;) {
      const { rowCount } = await client.query(
        `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      )
      if (rowCount === 0 || Date.now() > deadline) return
      await pause(25)
    }
  } catch {
    // a server that cannot be asked has no clients to wait for
  } finally {
    await client.end().catch(() => undefined)
  }
}

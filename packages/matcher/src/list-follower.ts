import { listen, startSweep, type Db, type FieldCrypto, type Log } from '@nightlight/runtime'
import { buildActiveLists, type ActiveEntry, type ActiveLists } from './active-lists.ts'
import { activeEntries, currentEpoch, nextExpiry } from './list-store.ts'

export type ListFollower = {
  lists: () => ActiveLists
  /** Loads the lists now if they have changed. */
  refresh(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const POLL_MS = 2_000

/**
 * Keeps the active lists in memory and current: a notification wakes it, a poll makes up for a
 * missed one, and makes a list that expires drop out.
 */
export async function followLists(deps: {
  db: Db
  crypto: FieldCrypto
  log: Log
  now: () => Date
  databaseUrl: string
}): Promise<ListFollower> {
  const { db, crypto, log, now } = deps
  let lists = buildActiveLists(-1n, [])
  let expiry: Date | null = null
  let loading: Promise<void> = Promise.resolve()

  const load = async (): Promise<void> => {
    const at = now()
    const epoch = await currentEpoch(db)
    if (epoch === lists.epoch && (expiry === null || at < expiry)) return
    const entries: ActiveEntry[] = []
    for await (const entry of activeEntries(db, crypto, at)) entries.push(entry)
    expiry = await nextExpiry(db, at)
    lists = buildActiveLists(epoch, entries)
    log.info({ entries: entries.length }, 'lists loaded')
  }
  const refresh = (): Promise<void> => (loading = loading.then(load, load))

  await refresh()
  const heard = listen(
    deps.databaseUrl,
    'lists_changed',
    () => void refresh().catch(() => undefined),
  )
  const sweep = startSweep({ log }, 'lists', POLL_MS, refresh)
  return {
    lists: () => lists,
    refresh,
    async [Symbol.asyncDispose]() {
      await heard[Symbol.asyncDispose]()
      await sweep[Symbol.asyncDispose]()
    },
  }
}

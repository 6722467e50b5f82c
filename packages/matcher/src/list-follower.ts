import { listen, startSweep, type Db, type FieldCrypto, type Log } from '@nightlight/runtime'
import { buildActiveLists, type ActiveEntry, type ActiveLists } from './active-lists.ts'
import { activeEntries, currentEpoch } from './list-store.ts'

export type ListFollower = {
  lists(): ActiveLists
  /** Loads the lists now if they have changed. */
  refresh(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const POLL_MS = 2_000

/**
 * Keeps the active lists in memory and current: a notification wakes it, a poll makes up for a
 * missed one. Expiry of a list takes effect at the next load, at the latest after `reloadMs`.
 */
export async function followLists(
  deps: { db: Db; crypto: FieldCrypto; log: Log; now: () => Date; databaseUrl: string },
  options: { reloadMs?: number } = {},
): Promise<ListFollower> {
  const { db, crypto, log, now } = deps
  let lists = buildActiveLists(-1n, [])
  let loadedAt = 0
  let loading: Promise<void> = Promise.resolve()

  const load = async (): Promise<void> => {
    const epoch = await currentEpoch(db)
    const stale = now().getTime() - loadedAt > (options.reloadMs ?? 60_000)
    if (epoch === lists.epoch && !stale) return
    const entries: ActiveEntry[] = []
    for await (const entry of activeEntries(db, crypto, now())) entries.push(entry)
    if (epoch !== lists.epoch) log.info({ entries: entries.length }, 'lists loaded')
    lists = buildActiveLists(epoch, entries)
    loadedAt = now().getTime()
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

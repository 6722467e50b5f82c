import {
  listen,
  safeError,
  startSweep,
  type Db,
  type FieldCrypto,
  type Log,
} from '@nightlight/runtime'
import { activeSet, currentEpoch, entryChanges, listsInUse } from './list-store.ts'
import { readSnapshot, writeSnapshot } from './lists/list-snapshot.ts'
import { LiveLists, type ActiveLists, type LiveListsOptions } from './lists/live-lists.ts'

export type ListFollower = {
  lists: () => ActiveLists
  /** Takes over now what has changed. */
  refresh(): Promise<void>
  /** Writes the snapshot now, when lists have changed since the last one. */
  save(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export type FollowDeps = {
  db: Db
  crypto: FieldCrypto
  log: Log
  databaseUrl: string
  /** Where a snapshot is kept, encrypted; without, lists are read from the database at every start. */
  snapshotFile?: string | undefined
}

const POLL_MS = 2_000
const SAVE_MS = 600_000
/** Entries between two turns of the event loop, in which searches are answered. */
const TURN = 500

/**
 * Keeps the active lists in memory and current: a notification wakes it, a poll makes up for a
 * missed one. Only what changed is read.
 */
export async function followLists(deps: FollowDeps): Promise<ListFollower> {
  const { db, crypto, log, snapshotFile } = deps
  const options: LiveListsOptions = {
    onError: (error) => log.error({ error: safeError(error) }, 'lists not filed'),
  }
  const first = await firstLists(deps, options)
  let lists = first.lists
  let saved = first.keptEpoch
  let loading: Promise<void> = Promise.resolve()

  const load = async (): Promise<void> => {
    const epoch = await currentEpoch(db)
    if (epoch < lists.epoch) {
      // another database, or this one as it was: what is in memory may never have been
      log.warn({}, 'lists of another past, read anew')
      const before = lists
      lists = await freshLists(deps, options, epoch)
      await before[Symbol.asyncDispose]()
      return
    }
    lists.setLists(await listsInUse(db))
    if (epoch === lists.epoch) return
    const changes = await takeOver(deps, lists, epoch)
    log.info({ entries: lists.entries, changes }, 'lists changed')
  }
  const refresh = (): Promise<void> => (loading = loading.then(load, load))
  const saveNow = async (): Promise<void> => {
    if (snapshotFile === undefined || saved === lists.epoch) return
    const { epoch, entries } = lists
    const startedAt = performance.now()
    await writeSnapshot(snapshotFile, crypto, lists)
    saved = epoch
    log.info({ entries, ms: Math.round(performance.now() - startedAt) }, 'lists kept')
  }
  // between two changes: an epoch that was taken over by half is not kept
  const save = (): Promise<void> => (loading = loading.then(saveNow, saveNow))

  await refresh()
  const heard = listen(
    deps.databaseUrl,
    'lists_changed',
    () => void refresh().catch(() => undefined),
  )
  const sweep = startSweep({ log }, 'lists', POLL_MS, refresh)
  const saving = startSweep({ log }, 'list-snapshot', SAVE_MS, save)
  return {
    lists: () => lists,
    refresh,
    save,
    async [Symbol.asyncDispose]() {
      await heard[Symbol.asyncDispose]()
      await sweep[Symbol.asyncDispose]()
      await saving[Symbol.asyncDispose]()
      await loading.catch(() => undefined)
      await lists[Symbol.asyncDispose]()
    },
  }
}

/** Lists at the start, and the epoch of the snapshot that is kept of them, -1 for none. */
type First = { lists: LiveLists; keptEpoch: bigint }

/** From the snapshot where there is a good one of this database, else from the database. */
async function firstLists(deps: FollowDeps, options: LiveListsOptions): Promise<First> {
  const { db, crypto, log, snapshotFile } = deps
  const epoch = await currentEpoch(db)
  const fresh = async (): Promise<First> => ({
    lists: await freshLists(deps, options, epoch),
    keptEpoch: -1n,
  })
  if (snapshotFile === undefined) return fresh()
  const startedAt = performance.now()
  try {
    const lists = await readSnapshot(snapshotFile, crypto, options)
    const keptEpoch = lists.epoch
    if (keptEpoch <= epoch) {
      lists.setLists(await listsInUse(db))
      if (await becomesThatOf(deps, lists)) {
        const ms = Math.round(performance.now() - startedAt)
        log.info({ entries: lists.entries, ms }, 'lists loaded from snapshot')
        return { lists, keptEpoch }
      }
    }
    await lists[Symbol.asyncDispose]()
    log.warn({}, 'snapshot of another past, lists read from the database')
  } catch (error) {
    const { code, name } = error as { code?: string; name: string }
    if (code !== 'ENOENT') log.warn({ reason: code ?? name }, 'snapshot not usable')
  }
  return fresh()
}

async function freshLists(
  deps: FollowDeps,
  options: LiveListsOptions,
  epoch: bigint,
): Promise<LiveLists> {
  const lists = new LiveLists(options)
  lists.setLists(await listsInUse(deps.db))
  await takeOver(deps, lists, epoch)
  deps.log.info({ entries: lists.entries }, 'lists loaded from the database')
  return lists
}

/** Adds and removes what changed after the epoch of the lists. @returns how many entries */
async function takeOver(
  { db, crypto }: FollowDeps,
  lists: LiveLists,
  upTo: bigint,
): Promise<number> {
  let count = 0
  for await (const change of entryChanges(db, crypto, { after: lists.epoch, upTo })) {
    if (change.status === 'active') lists.add(change.entry)
    else lists.remove(change.entryId)
    if (++count % TURN === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  lists.epoch = upTo
  return count
}

/** Brings lists of a snapshot up to date; false when they are not those of this database. */
async function becomesThatOf(deps: FollowDeps, lists: LiveLists): Promise<boolean> {
  const { epoch, count, xor } = await deps.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => ({ epoch: await currentEpoch(trx), ...(await activeSet(trx)) }))
  if (epoch < lists.epoch) return false
  await takeOver(deps, lists, epoch)
  return count === lists.set.count && xor === lists.set.xor
}

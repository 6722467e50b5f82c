import {
  listen,
  safeError,
  startSweep,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
  type Log,
} from '@nightlight/runtime'
import { comparedFor, currentEpoch, epochAndUse, type ComparedFor } from './list-epochs.ts'
import { activeSet, entryChanges, withdrawnSince, type EntryChange } from './entry-changes.ts'
import { listsInUse } from './list-store.ts'
import { readSnapshot, writeSnapshot } from './lists/list-snapshot.ts'
import { LiveLists, type LiveListsOptions } from './lists/live-lists.ts'

export type ListFollower = {
  lists: () => LiveLists
  /** When the database was last asked what was withdrawn, and answered. */
  askedAt: () => Date
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
  /** Reads the snapshot that another process keeps, and writes none. */
  isGuest?: boolean
  /** Hashes of each kind to leave room for before another shard is begun. */
  capacity?: number
  /** Threads that search beside this one. */
  searchThreads?: number
  /**
   * What this process compares for. Once another has said that pictures are compared for something else,
   * nothing is taken over here, so that nothing counts as compared by the new rules that was not.
   */
  use?: ComparedFor
}

const POLL_MS = 2_000
const SAVE_MS = 600_000
/** Entries between two turns of the event loop, in which searches are answered. */
const TURN = 200
/** Removals between two turns, of a microsecond each. */
const REMOVALS = 2_000
/** While many entries are taken over, so often those that were withdrawn meanwhile go first. */
const WITHDRAW_MS = 500

/**
 * Keeps the active lists in memory and current: a notification wakes it, a poll makes up for a
 * missed one. Only what changed is read.
 */
export async function followLists(deps: FollowDeps): Promise<ListFollower> {
  const { db, crypto, log, snapshotFile } = deps
  const options: LiveListsOptions = {
    ...(deps.capacity === undefined ? {} : { capacity: deps.capacity }),
    searchThreads: deps.searchThreads ?? 0,
    onError: (error) => log.error({ error: safeError(error) }, 'lists not filed'),
  }
  let askedAt = new Date(0)
  const asked = (): void => void (askedAt = new Date())
  const first = await firstLists(deps, options)
  let lists = first.lists
  let saved = first.keptEpoch
  let isOverruled = false
  let loading: Promise<void> = Promise.resolve()

  const load = async (): Promise<void> => {
    const now = await epochAndUse(db)
    const { epoch } = now
    if (deps.use !== undefined && now.comparedFor !== comparedFor(deps.use)) {
      if (!isOverruled)
        log.error({}, 'another matcher compares for another country, this one waits')
      isOverruled = true
      return
    }
    isOverruled = false
    if (epoch < lists.epoch) {
      // another database, or this one as it was: what is in memory may never have been
      log.warn({}, 'lists of another past, read anew')
      const before = lists
      lists = await freshLists(deps, options, epoch)
      await before[Symbol.asyncDispose]()
      return
    }
    lists.setLists(await listsInUse(db))
    asked()
    if (epoch === lists.epoch) return
    const changes = await takeOver(deps, lists, epoch, asked)
    log.info({ entries: lists.entries, changes }, 'lists changed')
  }
  const refresh = (): Promise<void> => (loading = loading.then(load, load))
  // between two changes, since an epoch that was taken over by half is not kept; written beside them
  const save = async (): Promise<void> => {
    await loading.catch(() => undefined)
    if (snapshotFile === undefined || deps.isGuest === true || saved === lists.epoch) return
    const { epoch, entries } = lists
    const startedAt = performance.now()
    await writeSnapshot(snapshotFile, crypto, lists)
    saved = epoch
    log.info({ entries, ms: Math.round(performance.now() - startedAt) }, 'lists kept')
  }

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
    askedAt: () => askedAt,
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

/**
 * Adds and removes what changed after the epoch of the lists; what was withdrawn goes first, since millions of
 * entries may come.
 *
 * An entry that cannot be decrypted is left out and told: it must not keep the others away.
 *
 * @param asked  called when the database has answered what was withdrawn
 * @returns how many entries
 */
async function takeOver(
  { db, crypto, log }: Pick<FollowDeps, 'crypto' | 'log'> & { db: DbOrTransaction },
  lists: LiveLists,
  upTo: bigint,
  asked: () => void = () => undefined,
): Promise<number> {
  const withdraw = withdrawals(db, lists)
  const isFirst = lists.epoch < 0n
  let withdrawnAt = -Infinity
  const withdrawNow = async (): Promise<void> => {
    await withdraw.now()
    withdrawnAt = performance.now()
    asked()
  }
  let [count, unreadable] = [0, 0]
  if (!isFirst) await withdrawNow()
  for await (const change of entryChanges(db, crypto, { after: lists.epoch, upTo })) {
    takeOne(lists, change, withdraw.ahead)
    if (change.status === 'unreadable') unreadable++
    if (++count % TURN !== 0) continue
    await turn()
    if (!isFirst && performance.now() - withdrawnAt > WITHDRAW_MS) await withdrawNow()
  }
  lists.epoch = upTo
  if (unreadable > 0) log.error({ entries: unreadable }, 'entries not readable, left out')
  return count
}

function takeOne(lists: LiveLists, change: EntryChange, ahead: ReadonlySet<string>): void {
  if (change.status === 'active') {
    if (!ahead.has(change.entry.entryId)) lists.add(change.entry)
    return
  }
  lists.remove(change.entryId)
  // it counts among the active ones, by which a snapshot is known to be whole
  if (change.status === 'unreadable') {
    const { entryId, submissionId } = change
    lists.add({ entryId, submissionId, hashes: [] })
  }
}

/**
 * Removes what was withdrawn after the epoch of the lists, each time only what is new.
 *
 * `ahead` has those that were not there: a page of entries that was read before may still bring them.
 */
function withdrawals(
  db: DbOrTransaction,
  lists: LiveLists,
): { now(): Promise<void>; ahead: Set<string> } {
  const ahead = new Set<string>()
  // epochs are committed in their order
  let newest = lists.epoch
  return {
    ahead,
    async now() {
      lists.setLists(await listsInUse(db))
      const since = await withdrawnSince(db, newest)
      for (const [at, entryId] of since.entryIds.entries()) {
        if (!lists.remove(entryId)) ahead.add(entryId)
        if (at % REMOVALS === REMOVALS - 1) await turn()
      }
      newest = since.newest
    },
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Brings lists of a snapshot up to date; false when they are not those of this database. */
const becomesThatOf = (deps: FollowDeps, lists: LiveLists): Promise<boolean> =>
  // all as of one moment: what is withdrawn meanwhile must not make them differ
  deps.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const epoch = await currentEpoch(trx)
      if (epoch < lists.epoch) return false
      const { count, xor } = await activeSet(trx)
      await takeOver({ ...deps, db: trx }, lists, epoch)
      return count === lists.set.count && xor === lists.set.xor
    })

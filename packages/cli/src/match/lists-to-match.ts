import { createReadStream } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { DomainError, type HashAlgorithm } from '@nightlight/contract'
import {
  followLists,
  lineOfEntry,
  entryClasses,
  listNames,
  mayUse,
  openListFile,
  PURPOSE,
  type ActiveLists,
  type ListInUse,
  type MatchResult,
  type Use,
} from '@nightlight/matcher'
import { connect, createLog } from '@nightlight/runtime'
import { callerDirectory } from '../caller-directory.ts'
import { findInstallation } from '../installation.ts'
import { borrowStation } from '../station.ts'
import { fileUnreadable } from '../unreadable-file.ts'
import { keysOf } from '../keys-of.ts'

/** What inputs are compared with. */
export type ListsToMatch = AsyncDisposable & {
  lists: ActiveLists
  /** In words, for the person. */
  what: string
  /** Where the entry of each result stands: on which list, and where in it. */
  describe(results: readonly MatchResult[]): Promise<Record<string, string | number>[]>
}

/** A list in a file: nothing else is needed, and nothing is kept. */
export async function listFromFile(
  file: string,
  maxDistance: number,
  algorithm: HashAlgorithm,
): Promise<ListsToMatch> {
  const path = resolve(callerDirectory(), file)
  const bytes = readOrSay(path)
  const name = basename(path)
  const purpose = PURPOSE
  const opened = await openListFile(
    { bytes, format: 'auto', algorithm },
    { name, maxDistance, purpose },
  )
  const { lists, format, accepted, refused } = opened
  if (accepted === 0) {
    const message =
      'Matching: the list has no usable hash; see lists import --dry-run for the reasons'
    throw new DomainError('invalid', 'list-without-hashes', message)
  }
  return {
    lists,
    what: `${accepted} entries of ${name} (${format}); refused: ${refused}`,
    describe: async (results) =>
      results.map(({ entryId }) => ({ list: name, line: lineOfEntry(entryId) })),
    [Symbol.asyncDispose]: () => lists[Symbol.asyncDispose](),
  }
}

/** The active lists of an installation, as its matcher has them. */
export async function listsOfInstallation(data: string, use: Use): Promise<ListsToMatch> {
  await using resources = new AsyncDisposableStack()
  const directory = await findInstallation(data)
  const station = resources.use(await borrowStation(directory, process.env))
  const { databaseUrl } = station
  const db = connect(databaseUrl, { max: 2, name: 'match' })
  resources.defer(() => db.destroy())
  const follower = resources.use(
    await followLists({
      db,
      crypto: (await keysOf(db, station)).crypto,
      log: createLog('match', { level: 'warn' }),
      databaseUrl,
      snapshotFile: join(directory.path, 'lists.snapshot'),
      isGuest: true,
    }),
  )
  const names = await listNames(db)
  const lists = follower.lists()
  if (lists.entries === 0) {
    const message = `Matching: no list is active in ${directory.path}; import one, or give --list or another --data`
    throw new DomainError('not-found', 'no-active-list', message)
  }
  const held = resources.move()
  return {
    lists,
    what: `${lists.entries} entries of ${names.size} lists${unusedOf(lists.listsInUse(), use)}`,
    describe: async (results) => {
      const classes = await entryClasses(
        db,
        results.map(({ entryId }) => entryId),
      )
      return results.map(({ entryId, listId }) => ({
        ...names.get(listId),
        legalClass: classes.get(entryId) ?? 'unknown',
        entry: entryId,
      }))
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** Lists that match nothing here, in words. */
function unusedOf(lists: readonly ListInUse[], use: Use): string {
  const unused = lists.filter((list) => !mayUse(list, use)).length
  const negative = lists.filter((list) => list.isNegative && mayUse(list, use)).length
  return [
    ...(negative > 0 ? [`; ${negative} negative, which suppress matches`] : []),
    ...(unused > 0
      ? [`; ${unused} not used: expired, for another purpose, or not for ${use.jurisdiction}`]
      : []),
  ].join('')
}

async function* readOrSay(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Buffer
  } catch (error) {
    throw fileUnreadable('Matching: the list', error)
  }
}

import {
  entriesInForce,
  hashLists,
  newestSubmissions,
  submissionCounts,
  waitingReleases,
  type HashList,
  type Principal,
} from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import { feeds } from '@nightlight/matcher'
import type { Db } from '@nightlight/runtime'
import { asCaller, type CallerDeps, type CallerOptions } from './as-caller.ts'
import { listInWords } from './list-in-words.ts'

const PAGE = 200
/** Submissions that are told of each list, the newest first. */
const [OF_EACH, OF_ONE] = [10, 1_000]
const MOST_RELEASES = 1_000

export type ShownList = Awaited<ReturnType<typeof shown>>

/** `nightlight lists show [NAME]`: what the holder of the key may see of lists, a record each. */
export const listsShow = (name: string | undefined, options: CallerOptions): Promise<void> =>
  asCaller(
    options,
    'list:read',
    async (deps, by) => {
      const lists = await seenLists(deps.db, by)
      const chosen = name === undefined ? lists : lists.filter((list) => isCalled(list, name))
      if (name !== undefined && chosen.length === 0) {
        throw new DomainError(
          'not-found',
          'list-not-found',
          'Showing a list: there is none of that name, or none of yours; leave the name out to see all',
        )
      }
      const health = await feeds(deps.db, by.authorityId)
      const limit = name === undefined ? OF_EACH : OF_ONE
      const rows: ShownList[] = []
      for (const list of chosen) rows.push(await shown(deps, by, { list, health, limit }))
      if (rows.length === 0) console.error('No list was opened yet, or none of yours')
      return rows
    },
    listInWords,
  )

const isCalled = ({ id, name }: HashList, asked: string): boolean =>
  name === asked || id === asked.toLowerCase()

async function seenLists(db: Db, by: Principal): Promise<HashList[]> {
  const lists: HashList[] = []
  for (let after: string | null = null; ;) {
    const page: HashList[] = await hashLists(db, by, { limit: PAGE, after })
    lists.push(...page)
    if (page.length < PAGE) return lists
    after = page.at(-1)!.id
  }
}

type Health = Awaited<ReturnType<typeof feeds>>

async function shown(
  deps: CallerDeps,
  by: Principal,
  { list, health, limit }: { list: HashList; health: Health; limit: number },
) {
  const { db } = deps
  const listId = list.id
  const waiting = await waitingReleases(db, { listId, limit: MOST_RELEASES })
  return {
    ...list,
    authority: list.authority.name,
    entriesInForce: await entriesInForce(db, listId),
    submissions: await submissionCounts(db, listId),
    toRelease: {
      submissions: waiting.length,
      found: waiting.reduce((sum, { found }) => sum + found, 0),
    },
    exchange: health.find((feed) => feed.listId === listId) ?? null,
    newest: (await newestSubmissions(deps, by, { listId, limit, before: null, diffs: true })).map(
      ({ list: _list, authority: _authority, ...submission }) => submission,
    ),
  }
}

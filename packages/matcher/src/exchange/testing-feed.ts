import { createFieldCrypto, createLog, type Db } from '@nightlight/runtime'
import { sql } from 'kysely'
import { colleague, importActive, officer } from '../fixtures/imported.ts'
import { bytesOf, listTerms } from '../fixtures/synthetic.ts'
import { importList } from '../import-list.ts'
import { openList } from '../submissions/open-submission.ts'
import type { ExchangeClient } from './exchange-client.ts'
import { approveFeed, requestFeed, type Feed } from './feed-store.ts'
import { createNcmecClient } from './ncmec-client.ts'
import { runFeed } from './run-feed.ts'
import { drawHash } from './testing-exchange.ts'
import { NCMEC_LOGIN, startNcmecServer, type NcmecEntry } from './testing-ncmec.ts'

const AUTHORITY = 'NCMEC'
let lists = 0

/** Exchanges with servers of their own and lists of their own, of one database and one clock that stands still. */
export function testFeeds(database: () => Db) {
  const crypto = createFieldCrypto(new Uint8Array(32).fill(7))
  const log = createLog('test', { level: 'silent' })
  const never = new AbortController().signal
  const clock = { time: Date.parse('2026-06-01T12:00:00Z') }
  const now = (): Date => new Date(clock.time)
  const deps = () => ({ db: database(), crypto, log, now })

  const entryOf = (number: number, changes: Partial<NcmecEntry> = {}): NcmecEntry => ({
    number,
    member: 7,
    id: `entry${number}`,
    type: 'image',
    changedAt: new Date(clock.time - 86_400_000),
    isDeleted: false,
    classification: 'A1',
    fingerprints: { md5: drawHash(16) },
    ...changes,
  })

  async function start(entries: NcmecEntry[]) {
    const db = database()
    const reasons = { MD5: { '01234567-89ab': 'rejected' } }
    const server = await startNcmecServer(now(), { entries, pageSize: 3, reasons })
    const list = `exchange ${++lists}`
    const terms = listTerms()
    const listId = await openList(db, { authority: AUTHORITY, list, terms })
    const { user, password } = NCMEC_LOGIN
    const config = { kind: 'ncmec' as const, baseUrl: server.url, user, password }
    const feedId = await requestFeed({ db, crypto }, { listId, config, everyMinutes: 60 }, officer)
    await approveFeed(db, feedId, colleague)
    const client = createNcmecClient({ now, wait: async () => undefined }, config)
    const feed = (): Promise<Feed> =>
      db.selectFrom('list_feed').selectAll().where('id', '=', feedId).executeTakeFirstOrThrow()
    const run = async (signal = never, by: ExchangeClient = client) =>
      runFeed(deps(), await feed(), signal, by)
    /** Hours later, a change of one entry. */
    const change = (at: number, changes: Partial<NcmecEntry>): void => {
      clock.time += 7_200_000
      entries[at] = { ...entries[at]!, changedAt: new Date(clock.time - 60_000), ...changes }
    }
    /** Hands in hashes that have no reference, by an officer, which count at once. */
    const handIn = (md5s: readonly (string | null | undefined)[]) =>
      importActive(
        { db, crypto },
        {
          source: { bytes: bytesOf(`${md5s.join('\n')}\n`), format: 'auto' },
          authority: AUTHORITY,
          list,
          terms,
          by: officer,
          dryRun: false,
        },
      )
    /** Hands in hashes with codes whose meaning is said later, by an officer; they wait for a second person. */
    const stage = (rows: readonly (readonly [md5: string, code: string])[]) =>
      importList(
        { db, crypto },
        {
          source: {
            bytes: bytesOf(`md5,category\n${rows.map((row) => `${row.join()}\n`).join('')}`),
            format: 'auto',
          },
          authority: AUTHORITY,
          list,
          terms,
          by: officer,
          dryRun: false,
          facts: { mapsLater: true },
        },
      )
    const close = async (): Promise<void> => server[Symbol.asyncDispose]()
    return {
      server,
      listId,
      feedId,
      feed,
      run,
      client,
      change,
      handIn,
      stage,
      [Symbol.asyncDispose]: close,
    }
  }

  const inForce = async (listId: string): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from entry_in_force where list_id = ${listId}`.execute(
      database(),
    )
    return rows[0]!.count
  }

  /** Submissions that the exchange of a list has left, oldest first. */
  const runsOf = (listId: string) =>
    database()
      .selectFrom('submission')
      .select(['id', 'state', 'accepted', 'duplicate'])
      .where('list_id', '=', listId)
      .where('kind', '=', 'feed')
      .orderBy('id')
      .execute()

  return { crypto, log, never, clock, now, deps, entryOf, start, inForce, runsOf }
}

import { DomainError } from '@nightlight/contract'
import {
  newId,
  writeAudit,
  type Database,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import { isSameName, type Person } from '../submissions/submission-store.ts'
import { createExchangeClient, type ExchangeConfig } from './create-exchange-client.ts'

export type Feed = Selectable<Database['list_feed']>

const configPlace = (id: string) => ({ table: 'list_feed', column: 'config_ct', row: id })

/** @throws {DomainError} `field-not-readable`, `exchange-config-unreadable` */
export function configOf(crypto: FieldCrypto, { id, config_ct }: Feed): ExchangeConfig {
  const text = crypto.openText(configPlace(id), config_ct)
  try {
    return JSON.parse(text) as ExchangeConfig
  } catch {
    // no cause: what a parser quotes may be a credential
    throw new DomainError(
      'invalid',
      'exchange-config-unreadable',
      'Reading an exchange: what was kept of its configuration is damaged; add the exchange anew',
    )
  }
}

/**
 * Asks that a list be kept up to date by an exchange; nothing is fetched before somebody else approves it.
 *
 * @param request.everyMinutes  1 to 10,080
 * @throws {DomainError} as `createExchangeClient`; not-found `list-not-found`, conflict `list-withdrawn`, invalid
 *   `exchange-list-unfit`, conflict `list-has-feed`
 */
export async function requestFeed(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  request: { listId: string; config: ExchangeConfig; everyMinutes: number },
  by: Person,
): Promise<string> {
  const { listId, config, everyMinutes } = request
  createExchangeClient({ now: () => new Date() }, config)
  const id = newId()
  await db.transaction().execute(async (trx) => {
    await mustFit(trx, listId, config)
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('list_feed')
      .values({
        id,
        list_id: listId,
        kind: config.kind,
        config_ct: crypto.seal(configPlace(id), JSON.stringify(config)),
        every_minutes: everyMinutes,
        requested_by: by.actor,
        requester: by.name,
      })
      .onConflict((conflict) => conflict.column('list_id').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) {
      throw new DomainError(
        'conflict',
        'list-has-feed',
        'Adding an exchange: the list has one already; use another list',
      )
    }
    await writeAudit(trx, {
      actor: by.actor,
      action: 'feed-requested',
      objectType: 'list_feed',
      objectId: id,
      detail: { kind: config.kind },
    })
  })
  return id
}

/** @throws {DomainError} */
async function mustFit(
  db: DbOrTransaction,
  listId: string,
  { kind }: ExchangeConfig,
): Promise<void> {
  const list = await db
    .selectFrom('hash_list')
    .select(['legal_class', 'withdrawn_at'])
    .where('id', '=', listId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!list) {
    throw new DomainError(
      'not-found',
      'list-not-found',
      'Adding an exchange: no such list; open it first',
    )
  }
  if (list.withdrawn_at !== null) {
    throw new DomainError(
      'conflict',
      'list-withdrawn',
      'Adding an exchange: the list was withdrawn; use another list',
    )
  }
  if (kind === 'stopncii' && list.legal_class === 'csam') {
    throw new DomainError(
      'invalid',
      'exchange-list-unfit',
      'Adding an exchange: StopNCII has images of adults, and the list is one of csam; use a list of class harmful',
    )
  }
}

/**
 * Approves an exchange: what it brings becomes active on the word of this person. Doing it again changes nothing, and
 * is refused to whom doing it is refused.
 *
 * @throws {DomainError} not-found `feed-not-found`, forbidden `second-person-needed`
 */
export const approveFeed = (db: Db, feedId: string, by: Person): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const feed = await trx
      .selectFrom('list_feed')
      .selectAll()
      .where('id', '=', feedId)
      .forUpdate()
      .executeTakeFirst()
    if (!feed)
      throw new DomainError('not-found', 'feed-not-found', 'Approving an exchange: none such')
    const isSame = by.actor === feed.requested_by || isSameName(by.name, feed.requester)
    if (isSame) {
      throw new DomainError(
        'forbidden',
        'second-person-needed',
        'Approving an exchange: who asked for it does not approve it; ask somebody else',
      )
    }
    if (feed.approved_by !== null) return
    await trx
      .updateTable('list_feed')
      .set({ approved_by: by.actor, approver: by.name, approved_at: sql`clock_timestamp()` })
      .where('id', '=', feedId)
      .execute()
    await writeAudit(trx, {
      actor: by.actor,
      action: 'feed-approved',
      objectType: 'list_feed',
      objectId: feedId,
      detail: {},
    })
  })

/**
 * Exchanges and how they are: when they were read last, and why they could not be.
 *
 * @param authorityId  whose lists; null for all
 */
export async function feeds(db: Db, authorityId: string | null) {
  const rows = await db
    .selectFrom('list_feed')
    .innerJoin('hash_list', 'hash_list.id', 'list_feed.list_id')
    .select([
      'list_feed.id',
      'list_feed.list_id',
      'hash_list.name as list',
      'kind',
      'every_minutes',
      'approved_at',
      'started_at',
      'finished_at',
      'next_at',
      'problem',
      'failures',
    ])
    .$if(authorityId !== null, (query) => query.where('authority_id', '=', authorityId))
    .orderBy('list_feed.id')
    .execute()
  return rows.map((row) => ({
    exchange: row.id,
    listId: row.list_id,
    list: row.list,
    kind: row.kind,
    everyMinutes: row.every_minutes,
    isApproved: row.approved_at !== null,
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    nextAt: row.next_at.toISOString(),
    problem: row.problem,
    failures: row.failures,
  }))
}

/** Exchanges that are approved and due. */
export const feedsDue = (db: Db, now: Date): Promise<Feed[]> =>
  db
    .selectFrom('list_feed')
    .innerJoin('hash_list', 'hash_list.id', 'list_feed.list_id')
    .selectAll('list_feed')
    .where('approved_by', 'is not', null)
    .where('withdrawn_at', 'is', null)
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .execute()

const MINUTE_MS = 60_000
const LONGEST_WAIT_MINUTES = 24 * 60

/**
 * Notes why an exchange could not be read; it waits twice as long after each failure, or until `at`.
 *
 * @returns failures in a row
 */
export async function noteFailure(
  db: Db,
  feedId: string,
  code: string,
  now: Date,
  at?: Date,
): Promise<number> {
  const row = await db
    .updateTable('list_feed')
    .set({ problem: code, failures: sql`failures + 1` })
    .where('id', '=', feedId)
    .returning('failures')
    .executeTakeFirst()
  const failures = row?.failures ?? 0
  const waitMs = Math.min(2 ** failures, LONGEST_WAIT_MINUTES) * MINUTE_MS
  await db
    .updateTable('list_feed')
    .set({ next_at: at ?? new Date(now.getTime() + waitMs) })
    .where('id', '=', feedId)
    .execute()
  return failures
}

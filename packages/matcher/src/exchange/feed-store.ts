import { DomainError } from '@nightlight/contract'
import { newId, writeAudit, type Database, type Db, type FieldCrypto } from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import type { Person } from '../submissions/submission-store.ts'
import { createExchangeClient, type ExchangeConfig } from './create-exchange-client.ts'

export type Feed = Selectable<Database['list_feed']>

const configPlace = (id: string) => ({ table: 'list_feed', column: 'config_ct', row: id })

/** @throws {DomainError} `field-not-readable` */
export const configOf = (crypto: FieldCrypto, { id, config_ct }: Feed): ExchangeConfig =>
  JSON.parse(crypto.openText(configPlace(id), config_ct)) as ExchangeConfig

/**
 * Asks that a list be kept up to date by an exchange; nothing is fetched before somebody else approves it.
 *
 * @param request.everyMinutes  1 to 10,080
 * @throws {DomainError} as `createExchangeClient`; `list-has-feed`
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

/**
 * Approves an exchange: what it brings becomes active on the word of this person. Doing it again changes nothing.
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
    if (feed.approved_by !== null) return
    const isSame =
      by.actor === feed.requested_by ||
      (by.name.trim() !== '' &&
        by.name.trim().toLowerCase() === feed.requester.trim().toLowerCase())
    if (isSame) {
      throw new DomainError(
        'forbidden',
        'second-person-needed',
        'Approving an exchange: who asked for it does not approve it; ask somebody else',
      )
    }
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

/** All exchanges and how they are: when they were read last, and why they could not be. */
export async function feeds(db: Db) {
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

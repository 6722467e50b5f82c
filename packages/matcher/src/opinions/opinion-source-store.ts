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
import { createOpinionClient, type OpinionConfig } from './shield-config.ts'

export type OpinionSource = Selectable<Database['opinion_source']>

const configPlace = (id: string) => ({ table: 'opinion_source', column: 'config_ct', row: id })

/** @throws {DomainError} `field-not-readable`, `exchange-config-unreadable` */
export function configOf(crypto: FieldCrypto, { id, config_ct }: OpinionSource): OpinionConfig {
  const text = crypto.openText(configPlace(id), config_ct)
  try {
    return JSON.parse(text) as OpinionConfig
  } catch {
    // no cause: what a parser quotes may be a credential
    throw new DomainError(
      'invalid',
      'exchange-config-unreadable',
      'Asking for a second opinion: what was kept of its configuration is damaged; end it and add it anew',
    )
  }
}

/**
 * Asks that another organisation be asked for its opinion of pictures that wait for a person; no hash leaves before
 * somebody else approves it.
 *
 * @throws {DomainError} as `createOpinionClient`; conflict `opinion-source-there`
 */
export async function requestOpinions(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  config: OpinionConfig,
  by: Person,
): Promise<string> {
  createOpinionClient({ now: () => new Date() }, config)
  const { kind } = config
  const id = newId()
  await db.transaction().execute(async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('opinion_source')
      .values({
        id,
        kind,
        config_ct: crypto.seal(configPlace(id), JSON.stringify(config)),
        requested_by: by.actor,
        requester: by.name,
      })
      .onConflict((conflict) => conflict.column('kind').where('ended_at', 'is', null).doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) {
      throw new DomainError(
        'conflict',
        'opinion-source-there',
        'Adding a second opinion: there is one already; end that one first',
      )
    }
    await audit(trx, by.actor, 'opinions-requested', id, { kind })
  })
  return id
}

/**
 * Approves that hashes are disclosed to another organisation. Doing it again changes nothing, and is refused to whom
 * doing it is refused.
 *
 * @throws {DomainError} not-found `opinion-source-not-found`, conflict `opinion-source-ended`, forbidden
 *   `second-person-needed`
 */
export const approveOpinions = (db: Db, id: string, by: Person): Promise<void> =>
  db.transaction().execute(async (trx) => {
    const source = await lockSource(trx, id)
    if (source.ended_at !== null) {
      throw new DomainError(
        'conflict',
        'opinion-source-ended',
        'Approving a second opinion: it was ended; add it anew',
      )
    }
    if (by.actor === source.requested_by || isSameName(by.name, source.requester)) {
      throw new DomainError(
        'forbidden',
        'second-person-needed',
        'Approving a second opinion: who asked for it does not approve it; ask somebody else',
      )
    }
    if (source.approved_by !== null) return
    await trx
      .updateTable('opinion_source')
      .set({ approved_by: by.actor, approver: by.name, approved_at: sql`clock_timestamp()` })
      .where('id', '=', id)
      .execute()
    await audit(trx, by.actor, 'opinions-approved', id)
  })

/**
 * Ends it: nothing more is sent, and its credentials are forgotten; what was answered stays. One person is enough.
 *
 * @throws {DomainError} not-found `opinion-source-not-found`
 */
export const endOpinions = (db: Db, id: string, by: Person): Promise<void> =>
  db.transaction().execute(async (trx) => {
    if ((await lockSource(trx, id)).ended_at !== null) return
    await trx
      .updateTable('opinion_source')
      .set({ ended_by: by.actor, ended_at: sql`clock_timestamp()`, config_ct: Buffer.alloc(0) })
      .where('id', '=', id)
      .execute()
    await audit(trx, by.actor, 'opinions-ended', id)
  })

async function lockSource(db: DbOrTransaction, id: string): Promise<OpinionSource> {
  const source = await db
    .selectFrom('opinion_source')
    .selectAll()
    .where(sql<string>`id::text`, '=', id.toLowerCase())
    .forUpdate()
    .executeTakeFirst()
  if (source) return source
  throw new DomainError(
    'not-found',
    'opinion-source-not-found',
    'Looking for a second opinion: none such',
  )
}

const audit = (
  db: DbOrTransaction,
  actor: string,
  action: string,
  objectId: string,
  detail: Record<string, string> = {},
): Promise<void> =>
  writeAudit(db, { actor, action, objectType: 'opinion_source', objectId, detail })

/** Who is asked for second opinions, how that goes, and of how many pictures. */
export async function opinionSources(db: Db) {
  const rows = await db
    .selectFrom('opinion_source as s')
    .select(['id', 'kind', 'approved_at', 'ended_at', 'started_at', 'finished_at', 'next_at'])
    .select(['problem', 'failures'])
    .select((of) => {
      const opinions = of.selectFrom('second_opinion as o').whereRef('o.source_id', '=', 's.id')
      return [
        opinions.select(({ fn }) => fn.countAll<string>().as('n')).as('asked'),
        opinions.select(({ fn }) => fn.count<string>('o.answered_at').as('n')).as('answered'),
      ]
    })
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    source: row.id,
    kind: row.kind,
    isApproved: row.approved_at !== null,
    endedAt: row.ended_at?.toISOString() ?? null,
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    nextAt: row.next_at.toISOString(),
    problem: row.problem,
    failures: row.failures,
    asked: Number(row.asked ?? 0),
    answered: Number(row.answered ?? 0),
  }))
}

/** Those that are approved, not ended, and due. */
export const sourcesDue = (db: Db, now: Date): Promise<OpinionSource[]> =>
  db
    .selectFrom('opinion_source')
    .selectAll()
    .where('approved_by', 'is not', null)
    .where('ended_at', 'is', null)
    .where('next_at', '<=', now)
    .orderBy('id')
    .execute()

/** @throws {DomainError} conflict `opinion-source-ended` */
export async function mustBeOn(db: Db, id: string): Promise<void> {
  const source = await db
    .selectFrom('opinion_source')
    .select('id')
    .where('id', '=', id)
    .where('approved_by', 'is not', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  if (source) return
  throw new DomainError(
    'conflict',
    'opinion-source-ended',
    'Asking for a second opinion: it was ended meanwhile; nothing more is sent',
  )
}

export async function noteStart(db: Db, id: string, now: Date): Promise<void> {
  await db.updateTable('opinion_source').set({ started_at: now }).where('id', '=', id).execute()
}

const PAUSE_MS = 60_000

/** Notes that all were asked that were to be asked now; the next ones may be in a minute. */
export async function noteEnd(db: Db, id: string, now: Date): Promise<void> {
  const next_at = new Date(now.getTime() + PAUSE_MS)
  await db
    .updateTable('opinion_source')
    .set({ problem: null, failures: 0, finished_at: now, next_at })
    .where('id', '=', id)
    .execute()
}

/** An analyst waits for the answer. */
const LONGEST_PAUSE_MINUTES = 60

/**
 * Notes why nothing was answered; the next try waits twice as long after each failure, or until `at`.
 *
 * @returns failures in a row
 */
export async function noteProblem(
  db: Db,
  id: string,
  problem: string,
  now: Date,
  at?: Date,
): Promise<number> {
  const row = await db
    .updateTable('opinion_source')
    .set({
      problem,
      failures: sql`failures + 1`,
      next_at:
        at ??
        sql<Date>`${now}::timestamptz
          + least(2 ^ least(failures + 1, 20), ${LONGEST_PAUSE_MINUTES}) * interval '1 minute'`,
    })
    .where('id', '=', id)
    .returning('failures')
    .executeTakeFirst()
  return row?.failures ?? 0
}

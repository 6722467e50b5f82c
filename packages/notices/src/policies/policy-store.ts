import { createHash } from 'node:crypto'
import { DomainError } from '@nightlight/contract'
import {
  canonicalBytes,
  newId,
  writeAudit,
  type Database,
  type Db,
  type DbOrTransaction,
} from '@nightlight/runtime'
import { sql, type Selectable } from 'kysely'
import { parsePolicy, type Policy } from '../routing.ts'

/** Whoever proposes, activates or ends; `actor` is who the audit names. */
export type Person = { actor: string; name: string }
export type StoredPolicy = Selectable<Database['routing_policy']>

/** SHA-256 over the document in canonical form, hex: what two people can compare. */
export const policyDigest = (policy: Policy): string =>
  createHash('sha256').update(canonicalBytes(policy)).digest('hex')

/**
 * Proposes a policy; nothing is routed by it before somebody else activates it.
 *
 * @throws {DomainError} as `parsePolicy`; conflict `policy-there` for one that is a draft or active
 */
export async function proposePolicy(db: Db, document: unknown, by: Person): Promise<string> {
  const policy = parsePolicy(document)
  const id = newId()
  await db.transaction().execute(async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('routing_policy')
      .values({ ...rowOf(id, policy), proposed_by: by.actor, proposer: by.name })
      .onConflict((conflict) => conflict.column('sha256').where('state', '<>', 'ended').doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows !== 1n) {
      throw new DomainError(
        'conflict',
        'policy-there',
        'Proposing a policy: this very one is a draft or active already; see `policies list`, and end it where it is `replaced`',
      )
    }
    await audit(trx, by.actor, 'policy-proposed', id, { policy: policy.id })
  })
  return id
}

export const rowOf = (id: string, policy: Policy) => ({
  id,
  document: JSON.stringify(policy),
  sha256: policyDigest(policy),
})

/**
 * Has a draft route from its first day on, in the place of those whose first day has come. Doing it
 * again changes nothing, and is refused to whom doing it is refused.
 *
 * @throws {DomainError} not-found `policy-not-found`, conflict `policy-ended`, `policy-not-simulated`,
 *   `policy-over`, forbidden `second-person-needed`
 */
export const activatePolicy = (db: Db, id: string, by: Person, now: Date): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await takeTurns(trx)
    const stored = await lockPolicy(trx, id)
    mustBeActivable(stored, now)
    if (by.actor === stored.proposed_by || (await isSamePerson(trx, by.name, stored.proposer))) {
      throw new DomainError(
        'forbidden',
        'second-person-needed',
        'Activating a policy: who proposed it does not activate it; ask somebody else',
      )
    }
    if (stored.state === 'active') return
    await trx
      .updateTable('routing_policy')
      .set({
        state: 'active',
        activated_by: by.actor,
        activator: by.name,
        activated_at: sql`clock_timestamp()`,
      })
      .where('id', '=', id)
      .execute()
    await audit(trx, by.actor, 'policy-activated', id, { policy: stored.name })
    if (stored.valid_from > dayOf(now)) return
    await endOthers(trx, id, by.actor, now, { replacedBy: id })
    await tryUnrouted(trx, now)
  })

function mustBeActivable(stored: StoredPolicy, now: Date): void {
  const refuse = (code: string, why: string): never => {
    throw new DomainError('conflict', code, `Activating a policy: ${why}`)
  }
  if (stored.state === 'ended') refuse('policy-ended', 'it was ended; propose it anew')
  if (stored.valid_to !== null && stored.valid_to < dayOf(now)) {
    refuse('policy-over', 'its last day has passed; propose one that is valid')
  }
  if (stored.state === 'draft' && stored.simulated_at === null) {
    refuse('policy-not-simulated', 'run it against past cases first, with `policies simulate`')
  }
}

export async function isSamePerson(
  db: DbOrTransaction,
  name: string,
  proposer: string,
): Promise<boolean> {
  const { rows } = await sql<{ same: boolean }>`
    select btrim(${proposer}::text) <> '' and person_name(${name}) = person_name(${proposer}) as same
  `.execute(db)
  return rows[0]!.same
}

/** Of two that are activated at once, the second ends the first. */
const takeTurns = (db: DbOrTransaction) =>
  sql`lock table routing_policy in share row exclusive mode`.execute(db)

/** What begins later was activated to take over then, and stays. */
async function endOthers(
  db: DbOrTransaction,
  id: string,
  actor: string,
  now: Date,
  why: Record<string, string>,
): Promise<void> {
  const ended = await db
    .updateTable('routing_policy')
    .set({ state: 'ended', ended_by: actor, ended_at: sql`clock_timestamp()` })
    .where('state', '=', 'active')
    .where('id', '<>', id)
    .where('valid_from', '<=', dayOf(now))
    .returning(['id', 'name'])
    .execute()
  for (const { id: other, name } of ended) {
    await audit(db, actor, 'policy-ended', other, { policy: name, ...why })
  }
}

/** What no policy had a route for is tried at once. */
async function tryUnrouted(db: DbOrTransaction, now: Date): Promise<void> {
  await db
    .updateTable('takedown')
    .set({ due_at: now })
    .where('status', '=', 'opened')
    .where('attention', 'in', ['no-rule', 'policy-not-valid-today'])
    .execute()
}

/**
 * Ends a policy, or drops a draft. One person is enough: without a policy nothing is routed, and every
 * new case waits for a person. So the one in force takes along those that it replaced on its first day:
 * none of them comes back by this.
 *
 * @param seen  what it was to whoever ends it: a draft that is dropped may be in force by now
 * @throws {DomainError} not-found `policy-not-found`, conflict `changed-meanwhile`
 */
export const endPolicy = (
  db: Db,
  id: string,
  by: Person,
  now: Date,
  seen?: 'draft' | 'active',
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await takeTurns(trx)
    const { state, name } = await lockPolicy(trx, id)
    if (state === 'ended') return
    if (seen !== undefined && seen !== state) {
      throw new DomainError(
        'conflict',
        'changed-meanwhile',
        `Ending a policy: it is ${state} by now`,
      )
    }
    const wasInForce = (await idInForce(trx, now)) === id
    await trx
      .updateTable('routing_policy')
      .set({ state: 'ended', ended_by: by.actor, ended_at: sql`clock_timestamp()` })
      .where('id', '=', id)
      .execute()
    await audit(trx, by.actor, 'policy-ended', id, { policy: name })
    if (wasInForce) await endOthers(trx, id, by.actor, now, { endedWith: id })
  })

/** Notes that a draft was run against past cases, and how many of them it would route otherwise. */
export const noteSimulation = (
  db: Db,
  id: string,
  by: Person,
  counts: { cases: number; differing: number },
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await trx
      .updateTable('routing_policy')
      .set({ simulated_at: sql`clock_timestamp()` })
      .where('id', '=', id)
      .where('state', '=', 'draft')
      .execute()
    await audit(trx, by.actor, 'policy-simulated', id, counts)
  })

/** @throws {DomainError} not-found `policy-not-found` */
export async function readPolicy(db: DbOrTransaction, id: string): Promise<StoredPolicy> {
  return found(await byId(db, id).executeTakeFirst())
}

const lockPolicy = async (db: DbOrTransaction, id: string): Promise<StoredPolicy> =>
  found(await byId(db, id).forUpdate().executeTakeFirst())

const byId = (db: DbOrTransaction, id: string) =>
  db
    .selectFrom('routing_policy')
    .selectAll()
    .where(sql<string>`id::text`, '=', id.toLowerCase())

function found(stored: StoredPolicy | undefined): StoredPolicy {
  if (stored) return stored
  throw new DomainError('not-found', 'policy-not-found', 'Looking for a policy: none such')
}

/** Every policy, the newest first. */
export const listPolicies = (db: DbOrTransaction): Promise<StoredPolicy[]> =>
  db.selectFrom('routing_policy').selectAll().orderBy('proposed_at', 'desc').execute()

/** Row of the policy that new cases are routed by on a day: of those that are active, the last to begin. */
export const idInForce = (db: DbOrTransaction, now: Date): Promise<string | null> =>
  db
    .selectFrom('routing_policy')
    .select('id')
    .where('state', '=', 'active')
    .where('valid_from', '<=', dayOf(now))
    .orderBy('valid_from', 'desc')
    .orderBy('activated_at', 'desc')
    .limit(1)
    .executeTakeFirst()
    .then((row) => row?.id ?? null)

export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

const audit = (
  db: DbOrTransaction,
  actor: string,
  action: string,
  objectId: string,
  detail: Record<string, string | number>,
): Promise<void> =>
  writeAudit(db, { actor, action, objectType: 'routing_policy', objectId, detail })
